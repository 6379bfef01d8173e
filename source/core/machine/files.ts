/**
 * Files are never written in place: a temporary file beside the target, fsync, rename, fsync of the folder.
 * A reader sees the old file or the new one, and a full disk leaves the old one.
 */
import {constants, type Stats} from 'node:fs';
import {type FileHandle, lstat, mkdir, open, readdir, rename, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {WizardError} from '../../shared/errors.ts';
import {fileError, systemCode} from './file-errors.ts';
import {temporaryBeside} from './temporary-files.ts';

const maxTextBytes = 8 * 1024 * 1024;

interface Write {
	/** The mode of a new file; an existing file keeps its own, and its owner, unless `keepMode` is false. */
	readonly mode?: number;
	readonly keepMode?: boolean;
}

/** The text of a file, or null when it is not there. @throws `machine/file` */
export async function readText(path: string, maxBytes = maxTextBytes): Promise<string | null> {
	let handle;
	try {
		// Without O_NONBLOCK a FIFO in the file's place would hang us.
		handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
		const stats = await handle.stat();
		if (!stats.isFile()) throw notAFile(path);
		if (stats.size > maxBytes) throw tooLarge(path, maxBytes);
		return await handle.readFile('utf8');
	} catch (error) {
		if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null;
		throw fileError(error, {doing: 'Reading', path});
	} finally {
		await handle?.close();
	}
}

/** Puts the whole text in place at once; what is no regular file is not replaced. @throws `machine/file`, and the old file is as it was */
export async function writeText(
	path: string,
	text: string | Uint8Array,
	{mode = 0o644, keepMode = true}: Write = {},
): Promise<void> {
	const temporary = temporaryBeside(path);
	try {
		const old = await statsOf(path);
		// A rename would put a file where a link, a device or a pipe was.
		if (old !== null && !old.isFile()) throw notAFile(path);
		const kept = keepMode ? old : null;
		const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
		const handle = await open(temporary, flags, kept === null ? mode : kept.mode & 0o777);
		try {
			await handle.writeFile(text);
			if (kept !== null) await keepOwnerAndMode(handle, kept);
			if (!keepMode && ((await handle.stat()).mode & 0o777 & ~mode) !== 0) throw looseMode(path);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(temporary, path);
		await syncFolder(dirname(path));
	} catch (error) {
		await rm(temporary, {force: true}).catch(() => undefined);
		throw fileError(error, {doing: 'Writing', path});
	}
}

/** Writes only when the content differs; tells whether it did. */
export async function writeTextIfChanged(path: string, text: string, options: Write = {}): Promise<boolean> {
	if ((await readText(path)) === text) return false;
	await writeText(path, text, options);
	return true;
}

export async function makeFolder(path: string, mode = 0o755): Promise<void> {
	try {
		await mkdir(path, {recursive: true, mode});
	} catch (error) {
		throw fileError(error, {doing: 'Making the folder', path});
	}
}

export async function removePath(path: string): Promise<void> {
	try {
		await rm(path, {recursive: true, force: true});
	} catch (error) {
		throw fileError(error, {doing: 'Removing', path});
	}
}

/** Names in a folder, sorted; none when it is not there. */
export async function listFolder(path: string): Promise<readonly string[]> {
	try {
		return (await readdir(path)).sort();
	} catch (error) {
		if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return [];
		throw fileError(error, {doing: 'Listing', path});
	}
}

/** What stands at a path, itself and not what a link points to. */
export async function kindOf(path: string): Promise<'file' | 'folder' | 'link' | 'other' | 'absent'> {
	try {
		const stats = await lstat(path);
		if (stats.isFile()) return 'file';
		if (stats.isDirectory()) return 'folder';
		return stats.isSymbolicLink() ? 'link' : 'other';
	} catch (error) {
		if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return 'absent';
		throw fileError(error, {doing: 'Looking at', path});
	}
}

/** Whether what stands there belongs to us or to the system. To root everything does. */
export async function isOurs(path: string): Promise<boolean> {
	const own = process.getuid?.() ?? 0;
	const owner = (await statsOf(path))?.uid;
	return own === 0 || owner === own || owner === 0;
}

async function statsOf(path: string): Promise<Stats | null> {
	try {
		return await lstat(path);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return null;
		throw error;
	}
}

async function keepOwnerAndMode(handle: FileHandle, old: Stats): Promise<void> {
	const made = await handle.stat();
	// Only root may give a file away: a person who runs us with sudo keeps the files of the project.
	if (process.getuid?.() === 0 && (made.uid !== old.uid || made.gid !== old.gid)) await handle.chown(old.uid, old.gid);
	// The umask took bits away at open.
	if ((made.mode & 0o777) !== (old.mode & 0o777)) await handle.chmod(old.mode & 0o777);
}

/** The new name is on the disk only when its folder is. Some file systems have no such thing, and say so. */
async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, constants.O_RDONLY);
	try {
		await handle.sync();
	} catch (error) {
		if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR'].includes(systemCode(error) ?? '')) throw error;
	} finally {
		await handle.close();
	}
}

function notAFile(path: string): WizardError {
	return new WizardError('machine/file', {
		message: `${path} is not a regular file.`,
		hint: 'Remove what stands there, or choose another path.',
		facts: {path},
	});
}

function looseMode(path: string): WizardError {
	return new WizardError('machine/file', {
		message: `The file system of ${path} does not keep file modes, so others could read it.`,
		hint: 'Choose a folder on a local disk (CS_HOME), or another credential store.',
		facts: {path},
	});
}

function tooLarge(path: string, maxBytes: number): WizardError {
	return new WizardError('machine/file', {
		message: `${path} is larger than ${Math.floor(maxBytes / 1024)} KiB.`,
		hint: 'This file is read whole, so it has to be small: check that the path is right.',
		facts: {path},
	});
}
