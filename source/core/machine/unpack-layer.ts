/** Unpacks one layer of an image (tar, plain or compressed) into a folder of its own, trusting nothing in it. */
import {createHash, type Hash} from 'node:crypto';
import {Readable, Transform, type TransformCallback} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import zlib from 'node:zlib';
import {extract} from 'tar-stream';
import {WizardError} from '../../shared/errors.ts';
import {systemCode} from './file-errors.ts';
import {defaultLayerLimits, type LayerContent, type LayerLimits, LayerWriter, quoted, refused} from './layer-writer.ts';

export interface LayerBlob {
	/** `sha256:…` of the bytes as they come. */
	readonly digest: string;
	/** `sha256:…` of the archive once it is decompressed, when the image tells. */
	readonly diffId: string | undefined;
	readonly mediaType: string;
	readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

/** The folder has to be there and empty, and is to be thrown away when this throws. @throws `image/refused`, `registry/digest-mismatch` */
export async function unpackLayer(
	blob: LayerBlob,
	folder: string,
	{limits = defaultLayerLimits, signal}: {readonly limits?: LayerLimits; readonly signal?: AbortSignal} = {},
): Promise<LayerContent> {
	const whole = createHash('sha256');
	const inner = createHash('sha256');
	const steps = [hashing(whole), ...decompressors(blob.mediaType), hashing(inner)];
	const source = Readable.from(await blob.open(), {objectMode: false});
	const archive = extract();
	const writer = new LayerWriter(folder, limits);
	const reading = (async () => {
		for await (const entry of archive) {
			await writer.take(entry.header, bytesOf(entry));
			entry.resume();
		}
		await writer.settle();
	})();
	const [piped, read] = await Promise.allSettled([
		pipeline([source, ...steps, archive], signal === undefined ? {} : {signal}),
		reading,
	]);
	if (read.status === 'rejected' || piped.status === 'rejected') {
		signal?.throwIfAborted();
		throw firstOf(
			[read, piped].map(end => (end.status === 'rejected' ? end.reason : undefined)),
			blob.digest,
		);
	}
	verify(blob.digest, whole, 'its digest');
	if (blob.diffId !== undefined) verify(blob.diffId, inner, 'the content its image names');
	return writer.content();
}

/** What we refused or what the disk said; the streams' own complaints only follow from it. */
function firstOf(errors: readonly unknown[], digest: string): unknown {
	const told = errors.find(error => error instanceof WizardError || /^E[A-Z]+$/.test(systemCode(error) ?? ''));
	return (
		told ?? refused(`Layer ${digest.slice(0, 19)} does not unpack: it is damaged or not a tar archive.`, errors[0])
	);
}

/** What the entry is at run time; its types leave it out. */
function bytesOf(entry: object): AsyncIterable<Uint8Array> {
	const isIterable = (value: object): value is AsyncIterable<Uint8Array> => Symbol.asyncIterator in value;
	if (!isIterable(entry)) throw new TypeError('The archive has an entry without bytes.');
	return entry;
}

function decompressors(mediaType: string): readonly Transform[] {
	if (mediaType.endsWith('gzip')) return [zlib.createGunzip()];
	// Node.js has it from 22.15 on.
	if (mediaType.endsWith('zstd') && 'createZstdDecompress' in zlib) return [zlib.createZstdDecompress()];
	if (/[.+]tar$/.test(mediaType)) return [];
	throw refused(`The image has a layer of a kind that is not known: ${quoted(mediaType)}.`);
}

function hashing(hash: Hash): Transform {
	return new Transform({
		transform(piece: Uint8Array, _encoding, done: TransformCallback) {
			hash.update(piece);
			done(null, piece);
		},
	});
}

function verify(digest: string, hash: Hash, what: string): void {
	const actual = `sha256:${hash.digest('hex')}`;
	if (actual === digest) return;
	throw new WizardError('registry/digest-mismatch', {
		message: `A layer of the image does not match ${what}.`,
		hint: 'Push the image again: it was changed or damaged on its way.',
		facts: {expected: digest, actual},
	});
}
