import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {listFolder, makeFolder, removePath} from '../../machine/files.ts';

/** An empty folder for one build. Those of builds that were killed are removed on the way. */
export async function makeWorkFolder(cacheFolder: string): Promise<string> {
	const all = join(cacheFolder, 'work');
	for (const name of await listFolder(all)) {
		const pid = Number(/^(\d+)-/.exec(name)?.[1] ?? '0');
		if (pid > 0 && !isAlive(pid)) await removePath(join(all, name));
	}
	const own = join(all, `${process.pid}-${randomBytes(6).toString('hex')}`);
	await makeFolder(own, 0o700);
	return own;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// It is there and belongs to somebody else.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}
