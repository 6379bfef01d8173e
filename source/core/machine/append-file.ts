import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import {fileError} from './file-errors.ts';

/** Adds a line and waits until it is on the disk. A new file is private (0600). */
export async function appendLine(path: string, line: string): Promise<void> {
	let handle;
	try {
		handle = await open(
			path,
			constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW,
			0o600,
		);
		// One that writes on when the system took only a part.
		await handle.writeFile(`${line}\n`);
		await handle.sync();
	} catch (error) {
		throw fileError(error, {doing: 'Writing', path});
	} finally {
		await handle?.close();
	}
}
