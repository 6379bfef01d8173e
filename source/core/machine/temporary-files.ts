/** The names of files that stand beside their target for a moment, and how those of a killed process are found again. */
import {randomBytes} from 'node:crypto';
import {lstat, readdir, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import type {Clock} from './clock.ts';
import {startTimeOf} from './process-identity.ts';

/** The name says whose it is. Its middle is cut: with ours around it, a name of 255 bytes would be too long. */
export function temporaryBeside(path: string): string {
	const name = Buffer.from(basename(path))
		.subarray(0, 120)
		.toString('latin1')
		.replaceAll(/[^\w.-]/g, '_');
	return join(dirname(path), `.${name}.${process.pid}.${randomBytes(8).toString('hex')}`);
}

const ours = /^\..+\.(\d{1,10})\.[\da-f]{16}$/s;
const oldMs = 60 * 60_000;

/** Removes what killed processes left: files of ours by their names, older than an hour, whose process is gone. */
export async function sweepTemporaries(folders: readonly string[], clock: Pick<Clock, 'now'>): Promise<void> {
	for (const folder of folders) {
		const names = await readdir(folder).catch(() => []);
		for (const name of names) {
			const [, pid] = ours.exec(name) ?? [];
			if (pid === undefined || startTimeOf(Number(pid)) !== null) continue;
			const path = join(folder, name);
			const stats = await lstat(path).catch(() => null);
			// A sweep is housekeeping: what does not go now goes another time.
			if (stats?.isFile() && clock.now() - stats.mtimeMs > oldMs) await rm(path, {force: true}).catch(() => undefined);
		}
	}
}
