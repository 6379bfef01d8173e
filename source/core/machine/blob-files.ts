/** Files that hold content of any size: written and read in pieces, put in their place at once. */
import {createHash} from 'node:crypto';
import {constants} from 'node:fs';
import {mkdir, open, rename, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {fileError, systemCode} from './file-errors.ts';

const pieceBytes = 256 * 1024;

/** Size and time of the last change, or null when it is not there. @throws `machine/file` */
export async function fileState(path: string): Promise<{readonly size: number; readonly changedAt: number} | null> {
	try {
		const {size, mtimeMs} = await stat(path);
		return {size, changedAt: mtimeMs};
	} catch (error) {
		if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null;
		throw fileError(error, {doing: 'Looking at', path});
	}
}

/**
 * Writes pieces at an offset, cuts off what stood behind them, and syncs. `written` is told of each piece on disk.
 * When the source breaks off, what came before stays. @throws `machine/file`, and whatever the source throws
 */
export async function writeFrom(
	path: string,
	offset: number,
	{pieces, written}: {readonly pieces: AsyncIterable<Uint8Array>; readonly written: (piece: Uint8Array) => void},
): Promise<void> {
	const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600).catch(
		(error: unknown) => {
			throw fileError(error, {doing: 'Writing', path});
		},
	);
	let at = offset;
	try {
		await handle.truncate(offset);
		for await (const piece of pieces) {
			for (let done = 0; done < piece.length; ) {
				const {bytesWritten} = await handle.write(piece, done, piece.length - done, at).catch((error: unknown) => {
					throw fileError(error, {doing: 'Writing', path});
				});
				done += bytesWritten;
				at += bytesWritten;
			}
			written(piece);
		}
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/** The bytes from `start` up to but not including `end`; the file is opened when the first is asked for. @throws `machine/file` */
export async function* readRange(path: string, start: number, end: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
		throw fileError(error, {doing: 'Reading', path});
	});
	try {
		for (let at = start; at < end; ) {
			const piece = new Uint8Array(Math.min(pieceBytes, end - at));
			const {bytesRead} = await handle.read(piece, 0, piece.length, at);
			if (bytesRead === 0) throw fileError(new Error('the file ends early'), {doing: 'Reading', path});
			at += bytesRead;
			yield piece.subarray(0, bytesRead);
		}
	} finally {
		await handle.close();
	}
}

/** Adds the first bytes of a file to a hash, without holding them. @throws `machine/file` */
export async function hashFile(path: string, algorithm: 'sha256' | 'sha512', size: number) {
	const hash = createHash(algorithm);
	for await (const piece of readRange(path, 0, size)) hash.update(piece);
	return hash;
}

/** Renames a file whose bytes are on disk, and syncs the folder it comes to. @throws `machine/file` */
export async function moveInPlace(from: string, to: string): Promise<void> {
	try {
		await mkdir(dirname(to), {recursive: true});
		await rename(from, to);
		const folder = await open(dirname(to), constants.O_RDONLY);
		try {
			await folder.sync();
		} finally {
			await folder.close();
		}
	} catch (error) {
		throw fileError(error, {doing: 'Writing', path: to});
	}
}
