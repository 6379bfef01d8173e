import {constants, type Stats} from 'node:fs';
import {lstat, open, readdir, readlink, realpath} from 'node:fs/promises';
import {join, sep} from 'node:path';
import {WizardError} from '../../shared/errors.ts';
import {fileError, systemCode} from './file-errors.ts';

export interface FolderEntry {
	/** From the walked folder on, with `/`. */
	readonly path: string;
	readonly kind: 'file' | 'folder' | 'link' | 'other';
	readonly executable: boolean;
	readonly size: number;
	/** Where a link points to, as it is written. */
	readonly target: string | null;
}

/** What to leave out, told before a folder is entered or a file is looked at. */
export type Skip = (path: string, isFolder: boolean) => boolean;

/** Every entry below a folder, parents first, names in code-unit order, so that two walks of the same files are the same. */
export async function* walkFolder(root: string, skip: Skip, below = ''): AsyncGenerator<FolderEntry> {
	for (const {name, isFolder} of await entriesOf(join(root, below))) {
		const path = below === '' ? name : `${below}/${name}`;
		if (skip(path, isFolder)) continue;
		const entry = await lookAt(root, path);
		// It went away between the listing and the look.
		if (entry === null) continue;
		yield entry;
		if (entry.kind === 'folder') yield* walkFolder(root, skip, path);
	}
}

/** True when a link's end, through all links on the way, is outside the folder. A link to nowhere is not. */
export async function leadsOutside(root: string, path: string): Promise<boolean> {
	try {
		const [real, end] = await Promise.all([realpath(root), realpath(join(root, path))]);
		return end !== real && !end.startsWith(real + sep);
	} catch {
		return false;
	}
}

/** The first bytes of a regular file, or null for anything else; a FIFO does not hold us up. */
export async function readHead(path: string, bytes: number): Promise<Buffer | null> {
	let handle;
	try {
		handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
		if (!(await handle.stat()).isFile()) return null;
		const {buffer, bytesRead} = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
		return buffer.subarray(0, bytesRead);
	} catch {
		return null;
	} finally {
		await handle?.close();
	}
}

async function entriesOf(folder: string): Promise<readonly {readonly name: string; readonly isFolder: boolean}[]> {
	try {
		const entries = await readdir(folder, {withFileTypes: true});
		return entries
			.map(entry => ({name: entry.name, isFolder: entry.isDirectory()}))
			.sort((one, other) => (one.name < other.name ? -1 : 1));
	} catch (error) {
		throw fileError(error, {doing: 'Listing', path: folder});
	}
}

async function lookAt(root: string, path: string): Promise<FolderEntry | null> {
	const full = join(root, path);
	try {
		const stats = await lstat(full);
		const target = stats.isSymbolicLink() ? await readlink(full) : null;
		return {path, kind: kindOf(stats), executable: (stats.mode & 0o100) !== 0, size: stats.size, target};
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw fileError(error, {doing: 'Looking at', path: full});
		// A name that is not UTF-8 comes with a replacement character, by which no file is found.
		if (path.includes('\uFFFD')) throw oddName(path);
		return null;
	}
}

function kindOf(stats: Stats): FolderEntry['kind'] {
	if (stats.isFile()) return 'file';
	if (stats.isDirectory()) return 'folder';
	return stats.isSymbolicLink() ? 'link' : 'other';
}

function oddName(path: string): WizardError {
	return new WizardError('machine/file', {
		message: `The name of ${path} is not UTF-8, so no image can hold it.`,
		hint: 'Rename the file, or name its folder in .dockerignore.',
		facts: {path},
	});
}
