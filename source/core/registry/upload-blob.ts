/** Puts one blob into a repository as the OCI distribution specification 1.1 has it ("Pushing blobs"). */
import {withFile} from '../machine/file-streams.ts';
import {TransportError} from '../machine/http-errors.ts';
import type {ExchangeReply} from '../machine/http-exchange.ts';
import type {RegistryClient} from './registry-client.ts';
import {codesOf, digestMismatch, failed} from './registry-errors.ts';

interface Upload {
	readonly client: RegistryClient;
	readonly registry: string;
	readonly repository: string;
	readonly blob: {readonly digest: string; readonly size: number};
	/** Bytes of this blob that the registry has. */
	readonly onProgress: (bytes: number) => void;
	/** Blobs larger than this go in pieces of it, each of which survives a broken connection. */
	readonly chunkBytes: number;
}

const octets = {'content-type': 'application/octet-stream'};

/** True when the registry has the blob. A redirect to its store says so too, and is not followed. */
export async function hasBlob({client, registry, repository, blob}: Upload): Promise<boolean> {
	const reply = await client.send({
		method: 'HEAD',
		url: new URL(`/v2/${repository}/blobs/${blob.digest}`, client.origin),
	});
	if (reply.status === 200 || reply.status === 307) return true;
	if (reply.status === 404) return false;
	throw failed(registry, `answers ${codesOf(reply)} to whether it has a layer`);
}

/** Uploads a file and has the registry check the digest. @throws `registry/failed`, `registry/digest-mismatch` */
export async function uploadBlob(upload: Upload, path: string): Promise<void> {
	await withFile(path, async file => {
		if (file.size !== upload.blob.size)
			throw digestMismatch(upload.registry, {digest: upload.blob.digest, other: 'a damaged file'});
		if (file.size <= upload.chunkBytes) await sendWhole(upload, () => file.pieces());
		else await sendInChunks(upload, (from, to) => file.pieces(from, to));
	});
	upload.onProgress(upload.blob.size);
}

/** Uploads what comes from elsewhere, whole: it is fetched anew for each try. @throws `registry/failed`, `registry/digest-mismatch` */
export async function passOnBlob(upload: Upload, pieces: () => AsyncIterable<Uint8Array>): Promise<void> {
	await sendWhole(upload, pieces);
	upload.onProgress(upload.blob.size);
}

/** Has the registry take the blob from another of its repositories; false when it does not, and it is to be uploaded then. */
export async function mountBlob({client, repository, blob}: Upload, from: string): Promise<boolean> {
	const url = new URL(`/v2/${repository}/blobs/uploads/`, client.origin);
	url.searchParams.set('mount', blob.digest);
	url.searchParams.set('from', from);
	const reply = await client.send({method: 'POST', url});
	// Another answer has begun an upload, which the registry forgets by itself.
	return reply.status === 201;
}

type Pieces = (from: number, to: number) => AsyncIterable<Uint8Array>;

async function sendWhole(upload: Upload, pieces: () => AsyncIterable<Uint8Array>): Promise<void> {
	const {client, blob} = upload;
	for (let attempt = 1; ; attempt += 1) {
		// A broken upload is begun anew: its session may hold half of the bytes.
		const location = await begin(upload);
		const body = {size: blob.size, pieces};
		const outcome = await orTransportError(
			client.send({method: 'PUT', url: withDigest(location, blob.digest), headers: octets, body, once: true}),
		);
		if (!(await again(outcome, attempt, upload))) return;
	}
}

async function sendInChunks(upload: Upload, pieces: Pieces): Promise<void> {
	const {client, blob, registry, chunkBytes, onProgress} = upload;
	let location = await begin(upload);
	let offset = 0;
	for (let attempt = 1; offset < blob.size; ) {
		const end = Math.min(offset + chunkBytes, blob.size);
		const from = offset;
		const outcome = await orTransportError(
			client.send({
				method: 'PATCH',
				url: location,
				headers: {...octets, 'content-range': `${from}-${end - 1}`},
				body: {size: end - from, pieces: () => pieces(from, end)},
				once: true,
			}),
		);
		if (!(outcome instanceof TransportError) && (outcome.status === 202 || outcome.status === 201)) {
			location = nextLocation(outcome, location, upload);
			offset = receivedBytes(outcome) ?? end;
			if (offset <= from || offset > blob.size) throw failed(registry, 'loses track of an upload');
			attempt = 1;
		} else {
			const outOfStep = !(outcome instanceof TransportError) && (outcome.status === 416 || outcome.status === 404);
			if (!outOfStep || attempt > 4) if (!(await client.pause(outcome, attempt))) throw givenUp(outcome, upload);
			attempt += 1;
			const status = await client.send({method: 'GET', url: location});
			if (status.status === 204 || status.status === 202) {
				location = nextLocation(status, location, upload);
				offset = Math.min(receivedBytes(status) ?? 0, blob.size);
			} else {
				// The session is gone with what it had.
				location = await begin(upload);
				offset = 0;
			}
		}
		onProgress(offset);
	}
	const done = await client.send({method: 'PUT', url: withDigest(location, blob.digest), headers: octets});
	confirm(done, upload);
}

async function begin(upload: Upload): Promise<URL> {
	const {client, registry, repository} = upload;
	const url = new URL(`/v2/${repository}/blobs/uploads/`, client.origin);
	const reply = await client.send({method: 'POST', url});
	if (reply.status !== 202) throw failed(registry, `answers ${codesOf(reply)} to the start of an upload`);
	if (reply.headers['location'] === undefined) throw failed(registry, 'starts an upload without telling where');
	return nextLocation(reply, url, upload);
}

/** A relative address, or an absolute one of the same origin: the credential goes nowhere else. */
function nextLocation(reply: ExchangeReply, current: URL, {client, registry}: Upload): URL {
	const {location} = reply.headers;
	if (location === undefined) return current;
	if (!URL.canParse(location, current.href)) throw failed(registry, 'names an upload address that does not read');
	const next = new URL(location, current);
	if (next.origin !== client.origin.origin || next.username !== '')
		throw failed(registry, `sends the upload to another address (${next.host})`);
	return next;
}

/** `Range: 0-N` means N+1 bytes. An empty upload says `0-0` as one of a single byte does; counting from 0 is right for both. */
function receivedBytes({headers}: ExchangeReply): number | null {
	const last = /^(?:bytes=)?0-(\d+)$/.exec(headers['range'] ?? '')?.[1];
	if (last === undefined) return null;
	return last === '0' ? 0 : Number(last) + 1;
}

function withDigest(location: URL, digest: string): URL {
	const url = new URL(location);
	url.searchParams.set('digest', digest);
	return url;
}

/** False when it is done, true when it is to be tried again. */
async function again(outcome: ExchangeReply | TransportError, attempt: number, upload: Upload): Promise<boolean> {
	if (await upload.client.pause(outcome, attempt)) return true;
	if (outcome instanceof TransportError) throw givenUp(outcome, upload);
	confirm(outcome, upload);
	return false;
}

function confirm(reply: ExchangeReply, {registry, blob}: Upload): void {
	if (reply.text.includes('DIGEST_INVALID'))
		throw digestMismatch(registry, {digest: blob.digest, other: 'other bytes'});
	if (reply.status !== 201) throw failed(registry, `answers ${codesOf(reply)} to an upload`);
	const held = reply.headers['docker-content-digest'];
	if (held !== undefined && held !== blob.digest) throw digestMismatch(registry, {digest: blob.digest, other: held});
}

function givenUp(outcome: ExchangeReply | TransportError, {registry, client}: Upload): Error {
	if (outcome instanceof TransportError && outcome.origin !== client.origin.origin)
		return failed(new URL(outcome.origin).host, `breaks off a layer of the base image (${outcome.code})`, outcome);
	return outcome instanceof TransportError
		? failed(registry, `breaks off the upload (${outcome.code})`, outcome)
		: failed(registry, `answers ${codesOf(outcome)} to an upload`);
}

async function orTransportError(reply: Promise<ExchangeReply>): Promise<ExchangeReply | TransportError> {
	try {
		return await reply;
	} catch (error) {
		if (error instanceof TransportError) return error;
		throw error;
	}
}
