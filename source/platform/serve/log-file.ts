import {closeSync, fstatSync, openSync, renameSync, writeSync} from 'node:fs';
import type {Clock} from '../../core/machine/clock.ts';
import type {PlatformLog} from '../http/platform-app.ts';

const maxBytes = 10 * 1024 * 1024;

/** JSON lines, private, the last 10 to 20 MB: the file and the one before it. */
export function openLogFile(
	path: string,
	{clock}: {readonly clock: Pick<Clock, 'now'>},
): {readonly log: PlatformLog; close(): void} {
	const open = () => openSync(path, 'a', 0o600);
	const file = {fd: open(), bytes: 0, closed: false};
	file.bytes = fstatSync(file.fd).size;
	return {
		log(entry) {
			if (file.closed) return;
			const line = `${JSON.stringify({time: new Date(clock.now()).toISOString(), ...entry})}\n`;
			try {
				file.bytes += writeSync(file.fd, line);
				if (file.bytes < maxBytes) return;
				closeSync(file.fd);
				renameSync(path, `${path}.1`);
				file.fd = open();
				file.bytes = 0;
			} catch {
				// A full disk must not take the platform down with its log.
			}
		},
		close() {
			file.closed = true;
			closeSync(file.fd);
		},
	};
}
