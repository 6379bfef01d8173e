/** Unpacks one layer of an image (tar, plain or compressed) into a folder of its own, trusting nothing in it. */
import {createHash, type Hash} from 'node:crypto';
import {constants} from 'node:fs';
import {link, lstat, mkdir, open, rm, symlink} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {Readable, Transform, type TransformCallback} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import zlib from 'node:zlib';
import {extract, type Header} from 'tar-stream';
import {WizardError} from '../../shared/errors.ts';
import {insideLink, insidePath, whiteoutOf} from './archive-paths.ts';
import {systemCode} from './file-errors.ts';

export interface LayerLimits {
	readonly entries: number;
	/** Of all files together, unpacked. */
	readonly bytes: number;
}

export const defaultLayerLimits: LayerLimits = {entries: 400_000, bytes: 8 * 1024 ** 3};

export interface LayerBlob {
	/** `sha256:…` of the bytes as they come. */
	readonly digest: string;
	/** `sha256:…` of the archive once it is decompressed, when the image tells. */
	readonly diffId: string | undefined;
	readonly mediaType: string;
	readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

/** What a layer holds, so that it is put in place later without looking at its folder. Folders come before what is in them. */
export interface LayerContent {
	readonly folders: readonly string[];
	readonly files: readonly string[];
	readonly links: readonly {readonly path: string; readonly target: string}[];
	readonly removes: readonly string[];
	readonly opaque: readonly string[];
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
	const unpacking = new Unpacking(folder, limits);
	const reading = (async () => {
		for await (const entry of archive) {
			await unpacking.take(entry.header, bytesOf(entry));
			entry.resume();
		}
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
	return unpacking.content();
}

/** What we refused or what the disk said; the streams' own complaints only follow from it. */
function firstOf(errors: readonly unknown[], digest: string): unknown {
	const told = errors.find(error => error instanceof WizardError || /^E[A-Z]+$/.test(systemCode(error) ?? ''));
	return (
		told ?? refused(`Layer ${digest.slice(0, 19)} does not unpack: it is damaged or not a tar archive.`, errors[0])
	);
}

class Unpacking {
	readonly #root: string;
	readonly #limits: LayerLimits;
	/** Folders known to be real ones, so that nothing is ever written through a link. */
	readonly #folders = new Set(['']);
	readonly #files = new Set<string>();
	readonly #links = new Map<string, string>();
	readonly #removes = new Set<string>();
	readonly #opaque = new Set<string>();
	#entries = 0;
	#bytes = 0;

	constructor(root: string, limits: LayerLimits) {
		this.#root = root;
		this.#limits = limits;
	}

	async take(header: Header, data: AsyncIterable<Uint8Array>): Promise<void> {
		const size = header.size;
		this.#entries += 1;
		this.#bytes += size;
		if (this.#entries > this.#limits.entries) throw refused(`The image has more than ${this.#limits.entries} files.`);
		if (this.#bytes > this.#limits.bytes)
			throw refused(`The image is larger than ${Math.round(this.#limits.bytes / 1024 ** 2)} MiB once it is unpacked.`);
		const path = insidePath(header.name);
		if (path === null) throw refused(`The image has a file that leads outside of it: ${quoted(header.name)}.`);
		const whiteout = whiteoutOf(path);
		if (whiteout === 'bad') throw refused(`The image removes a file that leads outside of it: ${quoted(header.name)}.`);
		if (whiteout !== null) {
			(whiteout.kind === 'opaque' ? this.#opaque : this.#removes).add(whiteout.path);
			return;
		}
		if (path === '') return;
		await this.#makeFolder(dirname(path));
		switch (header.type) {
			case 'directory':
				await this.#makeFolder(path);
				return;
			case 'file':
			case 'contiguous-file':
				await this.#writeFile(path, modeOf(header), data);
				return;
			case 'symlink':
				await this.#makeLink(path, header.linkname ?? '');
				return;
			case 'link':
				await this.#linkFile(path, header.linkname ?? '');
				return;
			default:
				throw refused(`The image has ${quoted(path)}, a ${header.type}: only files, folders and links are unpacked.`);
		}
	}

	content(): LayerContent {
		return {
			folders: [...this.#folders].filter(path => path !== ''),
			files: [...this.#files],
			links: [...this.#links].map(([path, target]) => ({path, target})),
			removes: [...this.#removes],
			opaque: [...this.#opaque],
		};
	}

	async #makeFolder(path: string): Promise<void> {
		const own = path === '.' ? '' : path;
		if (this.#folders.has(own)) return;
		await this.#makeFolder(dirname(own));
		await this.#clear(own);
		await mkdir(join(this.#root, own));
		this.#folders.add(own);
	}

	async #writeFile(path: string, mode: number, data: AsyncIterable<Uint8Array>): Promise<void> {
		await this.#clear(path);
		const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
		const handle = await open(join(this.#root, path), flags, mode);
		try {
			for await (const piece of data) await handle.writeFile(piece);
		} finally {
			await handle.close();
		}
		this.#files.add(path);
	}

	async #makeLink(path: string, target: string): Promise<void> {
		const inside = insideLink(path, target);
		if (inside === null)
			throw refused(`The image has a link that leads outside of it: ${quoted(path)} to ${quoted(target)}.`);
		await this.#clear(path);
		await symlink(inside, join(this.#root, path));
		this.#links.set(path, inside);
	}

	/** Only to a file of the same layer: another link would change its meaning with its place. */
	async #linkFile(path: string, target: string): Promise<void> {
		const inside = insidePath(target.replace(/^\/+/, ''));
		if (inside === null || !this.#files.has(inside))
			throw refused(`The image has a hard link to what is not one of its files: ${quoted(path)} to ${quoted(target)}.`);
		if (inside === path) return;
		await this.#clear(path);
		await link(join(this.#root, inside), join(this.#root, path));
		this.#files.add(path);
	}

	/** The later of two entries with one name counts. */
	async #clear(path: string): Promise<void> {
		const place = join(this.#root, path);
		try {
			await lstat(place);
		} catch {
			return;
		}
		await rm(place, {recursive: true, force: true});
		const isBelow = (other: string) => other === path || other.startsWith(`${path}/`);
		for (const known of [this.#folders, this.#files, this.#links])
			for (const other of known.keys()) if (isBelow(other)) known.delete(other);
	}
}

/** What the entry is at run time; its types leave it out. */
function bytesOf(entry: object): AsyncIterable<Uint8Array> {
	const isIterable = (value: object): value is AsyncIterable<Uint8Array> => Symbol.asyncIterator in value;
	if (!isIterable(entry)) throw new TypeError('The archive has an entry without bytes.');
	return entry;
}

/** Whoever runs it may always read, write and remove it; set-user-id and the like never come along. */
const modeOf = (header: Header): number => (header.mode & 0o777) | 0o600;

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

/** Names come from strangers, so they are shown with their control characters escaped and cut. */
const quoted = (name: string): string => JSON.stringify(name.length > 120 ? `${name.slice(0, 120)}…` : name);

function refused(message: string, cause?: unknown): WizardError {
	return new WizardError('image/refused', {
		message,
		hint: 'Nothing of it was started. Build the image again from sources you trust.',
		...(cause === undefined ? {} : {cause}),
	});
}
