/** Reading and writing files piece by piece, for content that may be larger than memory. */
import {createHash, randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {chmod, copyFile, type FileHandle, mkdir, open, rename, rm, stat, symlink, utimes} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {WizardError} from '../../shared/errors.ts';
import {fileError, systemCode} from './file-errors.ts';

const pieceBytes = 256 * 1024;

export interface OpenedFile {
	readonly size: number;
	/** Exactly that many bytes: a file that shrinks meanwhile is an error, what it grows by is left out. */
	readonly pieces: (from?: number, to?: number) => AsyncGenerator<Uint8Array>;
}

/** Opens a regular file and closes it again. Links are not followed and no FIFO is waited for. @throws `machine/file` */
export async function withFile<Result>(path: string, use: (file: OpenedFile) => Promise<Result>): Promise<Result> {
	const handle = await openToRead(path);
	try {
		const stats = await handle.stat();
		if (!stats.isFile()) throw changed(path);
		return await use({
			size: stats.size,
			pieces: (from = 0, to = stats.size) => pieces(handle, {path, from, to}),
		});
	} finally {
		await handle.close();
	}
}

export interface WrittenFile {
	/** `sha256:…` of what was written. */
	readonly digest: string;
	readonly size: number;
}

/** Writes the bytes beside their place, names them by their digest and puts them there at once. @throws `machine/file` */
export async function writeByDigest(
	bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	fileOf: (digest: string) => string,
	workFolder: string,
): Promise<WrittenFile & {readonly file: string}> {
	const temporary = join(workFolder, `.writing.${process.pid}.${randomBytes(8).toString('hex')}`);
	try {
		const written = await writeNew(temporary, bytes);
		const file = fileOf(written.digest);
		await mkdir(dirname(file), {recursive: true});
		await rename(temporary, file);
		return {...written, file};
	} catch (error) {
		await rm(temporary, {force: true});
		// What went wrong in the bytes' own source keeps its name.
		if (systemCode(error) === undefined) throw error;
		throw fileError(error, {doing: 'Writing', path: temporary});
	}
}

async function writeNew(path: string, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<WrittenFile> {
	const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
	const hash = createHash('sha256');
	let size = 0;
	try {
		for await (const piece of bytes) {
			hash.update(piece);
			size += piece.byteLength;
			await handle.writeFile(piece);
		}
		await handle.sync();
	} finally {
		await handle.close();
	}
	return {digest: `sha256:${hash.digest('hex')}`, size};
}

/** The size of a file and when it was last used, or null when no regular file is there. */
export async function fileFacts(path: string): Promise<{readonly size: number; readonly usedAt: number} | null> {
	try {
		const stats = await stat(path);
		return stats.isFile() ? {size: stats.size, usedAt: stats.mtimeMs} : null;
	} catch {
		return null;
	}
}

/** Marks a file as used now, for whoever removes the oldest. */
export async function markUsed(path: string, now: number): Promise<void> {
	try {
		await utimes(path, now / 1000, now / 1000);
	} catch {
		// It went away meanwhile: then nobody removes it either.
	}
}

/** Puts one entry of a walked folder into another folder, as it is. @throws `machine/file` */
export async function copyEntry(
	entry: {readonly path: string; readonly kind: string; readonly target: string | null; readonly executable: boolean},
	from: string,
	to: string,
): Promise<void> {
	const target = join(to, entry.path);
	try {
		await mkdir(entry.kind === 'folder' ? target : dirname(target), {recursive: true});
		if (entry.kind === 'link' && entry.target !== null) await symlink(entry.target, target);
		if (entry.kind !== 'file') return;
		// A copy on write where the file system can.
		await copyFile(join(from, entry.path), target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
		await chmod(target, entry.executable ? 0o755 : 0o644);
	} catch (error) {
		throw fileError(error, {doing: 'Copying', path: join(from, entry.path)});
	}
}

async function openToRead(path: string): Promise<FileHandle> {
	try {
		return await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
	} catch (error) {
		throw fileError(error, {doing: 'Reading', path});
	}
}

async function* pieces(
	handle: FileHandle,
	{path, from, to}: {readonly path: string; readonly from: number; readonly to: number},
): AsyncGenerator<Uint8Array> {
	for (let at = from; at < to; ) {
		const wanted = Math.min(pieceBytes, to - at);
		const {buffer, bytesRead} = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
		if (bytesRead === 0) throw changed(path);
		at += bytesRead;
		yield buffer.subarray(0, bytesRead);
	}
}

function changed(path: string): WizardError {
	return new WizardError('machine/file', {
		message: `${path} changes while it is read.`,
		hint: 'Stop what writes to it, or name it in .dockerignore, and run this again.',
		facts: {path},
	});
}
