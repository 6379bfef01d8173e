import {lstat} from 'node:fs/promises';
import {systemCode, fileError} from './file-errors.ts';

/** The permission bits of a file, or null when it is not there. */
export async function fileMode(path: string): Promise<number | null> {
	try {
		return (await lstat(path)).mode & 0o777;
	} catch (error) {
		if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null;
		throw fileError(error, {doing: 'Looking at', path});
	}
}
