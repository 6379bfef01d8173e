/** Files that hold credentials: read only when nobody else can have touched or can read them, written at 0600 from the first byte. */
import {constants} from 'node:fs';
import {chmod, lstat, mkdir, open} from 'node:fs/promises';
import {dirname} from 'node:path';
import {WizardError} from '../../shared/errors.ts';
import {fileError, systemCode} from './file-errors.ts';
import {kindOf, writeText} from './files.ts';

const maxBytes = 1024 * 1024;

/** The text, or null when the file is not there. @throws `credentials/unsafe-file` when its owner, mode, kind or links are wrong */
export async function readPrivateText(path: string): Promise<string | null> {
	let handle;
	try {
		handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		// All checks are on the open file: between a look at the path and its opening it could be swapped.
		const stats = await handle.stat();
		const fault = unsafe(stats);
		if (fault !== null) throw unsafeFile(path, fault);
		return await handle.readFile('utf8');
	} catch (error) {
		const code = systemCode(error);
		if (code === 'ENOENT' || code === 'ENOTDIR') return null;
		if (code === 'ELOOP') throw unsafeFile(path, 'is a symbolic link');
		throw fileError(error, {doing: 'Reading', path});
	} finally {
		await handle?.close();
	}
}

export async function writePrivateText(path: string, text: string): Promise<void> {
	await makePrivateFolder(dirname(path));
	if ((await kindOf(path)) === 'link') throw unsafeFile(path, 'is a symbolic link');
	await writeText(path, text, {mode: 0o600, keepMode: false});
}

/** Makes the folder at 0700; one of ours that is too open is closed. */
export async function makePrivateFolder(path: string): Promise<void> {
	try {
		await mkdir(path, {recursive: true, mode: 0o700});
		const stats = await lstat(path);
		if (!stats.isDirectory()) throw unsafeFolder(path, 'is not a folder of its own');
		if (process.getuid !== undefined && stats.uid !== process.getuid())
			throw unsafeFolder(path, 'belongs to another user');
		if ((stats.mode & 0o077) === 0) return;
		await chmod(path, 0o700);
		if (((await lstat(path)).mode & 0o077) !== 0) throw unsafeFolder(path, 'can be read by others, and stays so');
	} catch (error) {
		throw fileError(error, {doing: 'Making the folder', path});
	}
}

interface Stats {
	isFile(): boolean;
	readonly uid: number;
	readonly mode: number;
	readonly nlink: number;
	readonly size: number;
}

function unsafe(stats: Stats): string | null {
	if (!stats.isFile()) return 'is not a regular file';
	if (process.getuid !== undefined && stats.uid !== process.getuid()) return 'belongs to another user';
	if ((stats.mode & 0o077) !== 0)
		return `can be read by others (mode ${(stats.mode & 0o777).toString(8).padStart(4, '0')})`;
	if (stats.nlink > 1) return 'has a second hard link';
	return stats.size > maxBytes ? 'is larger than 1 MB' : null;
}

function unsafeFile(path: string, fault: string): WizardError {
	return new WizardError('credentials/unsafe-file', {
		message: `${path} ${fault}, so the credential in it is not used.`,
		hint: 'Make it private again, or remove it and sign in again.',
		next: [
			{command: `chmod 600 ${path}`, when: 'when you trust what is in it'},
			{command: `rm ${path}`, when: 'to start over'},
		],
		facts: {path},
	});
}

function unsafeFolder(path: string, fault: string): WizardError {
	return new WizardError('credentials/unsafe-file', {
		message: `${path} ${fault}, so no credential is kept in it.`,
		hint: 'Name another folder in CS_HOME, or mend this one.',
		next: [{command: `ls -ld ${path}`, when: 'to see what stands there'}],
		facts: {path},
	});
}
