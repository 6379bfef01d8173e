/** A text file of many lines, written piece by piece beside its place and put there at once. */
import {randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {open, rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {fileError} from './file-errors.ts';

const pieceLength = 256 * 1024;

/** How many lines were written. A log may hold what is private, so the file is its owner's. @throws `machine/file` */
export async function writeLines(path: string, lines: Iterable<string>): Promise<number> {
	const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(8).toString('hex')}`);
	try {
		const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
		const handle = await open(temporary, flags, 0o600);
		let count = 0;
		try {
			let piece = '';
			for (const line of lines) {
				piece += `${line}\n`;
				count += 1;
				if (piece.length < pieceLength) continue;
				await handle.write(piece);
				piece = '';
			}
			if (piece !== '') await handle.write(piece);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(temporary, path);
		return count;
	} catch (error) {
		await rm(temporary, {force: true});
		throw fileError(error, {doing: 'Writing', path});
	}
}
