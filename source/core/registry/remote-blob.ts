/** Blobs of a registry, checked against their digest while they pass. */
import {createHash} from 'node:crypto';
import {TransportError} from '../machine/http-errors.ts';
import type {ImagePlace} from './image-reference.ts';
import type {RegistryClient} from './registry-client.ts';
import {digestMismatch, failed} from './registry-errors.ts';

interface Blob {
	readonly digest: string;
	readonly size: number;
}

const maxTextBytes = 4 * 1024 * 1024;

/** @throws `registry/digest-mismatch` at the end of bytes that are others, `registry/failed`, `TransportError` */
export async function* remotePieces(
	client: RegistryClient,
	{registry, repository}: Pick<ImagePlace, 'registry' | 'repository'>,
	{digest, size}: Blob,
): AsyncGenerator<Uint8Array> {
	const reply = await client.open(new URL(`/v2/${repository}/blobs/${digest}`, client.origin));
	if (reply.status !== 200) throw failed(registry, `answers ${reply.status} when it is asked for a layer`);
	const hash = createHash('sha256');
	let read = 0;
	try {
		for await (const piece of reply.pieces) {
			read += piece.byteLength;
			// A body longer than announced would go on for ever.
			if (read > size) break;
			hash.update(piece);
			yield piece;
		}
	} finally {
		reply.close();
	}
	const held = `sha256:${hash.digest('hex')}`;
	if (read !== size || held !== digest)
		throw digestMismatch(registry, {digest, other: read === size ? held : 'other bytes'});
}

/** A small text: an image's config. */
export async function readRemoteBlob(
	client: RegistryClient,
	place: Pick<ImagePlace, 'registry' | 'repository'>,
	blob: Blob,
): Promise<string> {
	if (blob.size > maxTextBytes) throw failed(place.registry, 'names a config of more than 4 MiB');
	for (let attempt = 1; ; attempt += 1) {
		try {
			const parts: Uint8Array[] = [];
			for await (const piece of remotePieces(client, place, blob)) parts.push(piece);
			return Buffer.concat(parts).toString('utf8');
		} catch (error) {
			if (!(error instanceof TransportError)) throw error;
			if (await client.pause(error, attempt)) continue;
			throw failed(place.registry, `does not answer (${error.code})`, error);
		}
	}
}
