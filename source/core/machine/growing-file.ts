/** Reading a file that another process appends to. */
import {open, rename, rm, stat, truncate, writeFile} from 'node:fs/promises';

/** What was added after the offset, at most `limit` bytes; nothing when the file is not there. A file that shrank is read from its start. */
export async function readGrowth(
	path: string,
	offset: number,
	limit = 1024 * 1024,
): Promise<{readonly bytes: Uint8Array; readonly offset: number; readonly size: number}> {
	const size = await sizeOf(path);
	const start = size < offset ? 0 : offset;
	if (size === start) return {bytes: new Uint8Array(), offset: start, size};
	const handle = await open(path, 'r');
	try {
		const wanted = Math.min(limit, size - start);
		const {buffer, bytesRead} = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, start);
		return {bytes: buffer.subarray(0, bytesRead), offset: start + bytesRead, size};
	} finally {
		await handle.close();
	}
}

async function sizeOf(path: string): Promise<number> {
	try {
		return (await stat(path)).size;
	} catch {
		return 0;
	}
}

/** Cuts a file to nothing; who appends to it goes on at its start. */
export async function emptyFile(path: string): Promise<void> {
	await truncate(path, 0);
}

/** Replaces a small note without waiting for the disk: a reader sees the old one or the new one, a power cut may bring back the old one. */
export async function replaceNote(path: string, text: string): Promise<void> {
	const temporary = `${path}.${process.pid}.new`;
	try {
		await writeFile(temporary, text, {mode: 0o600});
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, {force: true});
		throw error;
	}
}
