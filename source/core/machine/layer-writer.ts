/** Writes the entries of one archive into a folder of its own, trusting neither names nor links nor sizes. */
import {constants} from 'node:fs';
import {link, lstat, mkdir, open, rm, symlink, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {Header} from 'tar-stream';
import {WizardError} from '../../shared/errors.ts';
import {insideLink, insidePath, whiteoutOf} from './archive-paths.ts';

export interface LayerLimits {
	readonly entries: number;
	/** Of all files together, unpacked. */
	readonly bytes: number;
}

export const defaultLayerLimits: LayerLimits = {entries: 400_000, bytes: 8 * 1024 ** 3};

/** What a layer holds, so that it is put in place later without looking at its folder. Folders come before what is in them. */
export interface LayerContent {
	readonly folders: readonly string[];
	readonly files: readonly string[];
	readonly links: readonly {readonly path: string; readonly target: string}[];
	readonly removes: readonly string[];
	readonly opaque: readonly string[];
}

const smallBytes = 256 * 1024;
const writesAtOnce = 16;
const isCaseSensitive = process.platform === 'linux';

export class LayerWriter {
	readonly #root: string;
	readonly #limits: LayerLimits;
	/** Folders known to be real ones, so that nothing is ever written through a link. */
	readonly #folders = new Set(['']);
	readonly #files = new Set<string>();
	readonly #links = new Map<string, string>();
	readonly #removes = new Set<string>();
	readonly #opaque = new Set<string>();
	/** Small files are written while the next ones are read. */
	readonly #writing = new Set<Promise<void>>();
	#failure: unknown = null;
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
				await this.#writeFile(path, {size, mode: modeOf(header)}, data);
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

	/** Resolves when everything taken so far is written. */
	async settle(): Promise<void> {
		await Promise.all(this.#writing);
		if (this.#failure !== null) throw this.#failure;
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

	async #writeFile(
		path: string,
		{size, mode}: {readonly size: number; readonly mode: number},
		data: AsyncIterable<Uint8Array>,
	): Promise<void> {
		await this.#clear(path);
		this.#files.add(path);
		if (size <= smallBytes) {
			const content: Uint8Array[] = [];
			for await (const piece of data) content.push(piece);
			await this.#writeBeside(writeFile(join(this.#root, path), Buffer.concat(content), {flag: 'wx', mode}));
			return;
		}
		const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
		const handle = await open(join(this.#root, path), flags, mode);
		try {
			for await (const piece of data) await handle.writeFile(piece);
		} finally {
			await handle.close();
		}
	}

	async #writeBeside(write: Promise<void>): Promise<void> {
		const done: Promise<void> = write
			.catch((error: unknown) => {
				this.#failure ??= error;
			})
			.finally(() => this.#writing.delete(done));
		this.#writing.add(done);
		if (this.#writing.size >= writesAtOnce) await Promise.race(this.#writing);
		if (this.#failure !== null) throw this.#failure;
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
		await this.settle();
		await link(join(this.#root, inside), join(this.#root, path));
		this.#files.add(path);
	}

	/** The later of two entries with one name counts. */
	async #clear(path: string): Promise<void> {
		const place = join(this.#root, path);
		const isKnown = this.#files.has(path) || this.#links.has(path) || this.#folders.has(path);
		// Where README and readme are one file, a name that is new here may still be taken.
		if (!isKnown && (isCaseSensitive || !(await isThere(place)))) return;
		await this.settle();
		await rm(place, {recursive: true, force: true});
		const isBelow = (other: string) => other === path || other.startsWith(`${path}/`);
		for (const known of [this.#folders, this.#files, this.#links])
			for (const other of known.keys()) if (isBelow(other)) known.delete(other);
	}
}

/** Whoever runs it may always read, write and remove it; set-user-id and the like never come along. */
const modeOf = (header: Header): number => (header.mode & 0o777) | 0o600;

async function isThere(path: string): Promise<boolean> {
	try {
		await lstat(path);
		return true;
	} catch {
		return false;
	}
}

/** Names come from strangers, so they are shown with their control characters escaped and cut. */
export const quoted = (name: string): string => JSON.stringify(name.length > 120 ? `${name.slice(0, 120)}…` : name);

export function refused(message: string, cause?: unknown): WizardError {
	return new WizardError('image/refused', {
		message,
		hint: 'Nothing of it was started. Build the image again from sources you trust.',
		...(cause === undefined ? {} : {cause}),
	});
}
