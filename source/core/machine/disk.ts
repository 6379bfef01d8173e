import {statfs} from 'node:fs/promises';
import {dirname} from 'node:path';
import {fileError, systemCode} from './file-errors.ts';

/** Bytes that we may still write where the path is or will be. */
export async function freeBytes(path: string): Promise<number> {
	try {
		const {bavail, bsize} = await statfs(path);
		return bavail * bsize;
	} catch (error) {
		if (systemCode(error) === 'ENOENT' && dirname(path) !== path) return freeBytes(dirname(path));
		throw fileError(error, {doing: 'Looking at the disk of', path});
	}
}
