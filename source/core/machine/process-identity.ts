/** A process is known by its pid and its start time: pids are used again. */
import {readFileSync} from 'node:fs';
import {execFileSync} from 'node:child_process';

export interface ProcessIdentity {
	readonly pid: number;
	/** Opaque; the same for the same process, another for a later one with its pid. */
	readonly startTime: string;
}

/** Null when no such process runs. Linux: field 22 of /proc/PID/stat (proc(5)); elsewhere what `ps -o lstart` prints. */
export function startTimeOf(pid: number): string | null {
	if (!Number.isInteger(pid) || pid <= 0) return null;
	try {
		if (process.platform === 'linux') return linuxStartTime(readFileSync(`/proc/${pid}/stat`, 'utf8'));
		return (
			execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
				// The date has to read the same whoever asks.
				env: {LC_ALL: 'C', TZ: 'UTC'},
			}).trim() || null
		);
	} catch {
		return null;
	}
}

export function ownIdentity(): ProcessIdentity {
	return {pid: process.pid, startTime: startTimeOf(process.pid) ?? 'unknown'};
}

export function isAlive({pid, startTime}: ProcessIdentity): boolean {
	return startTimeOf(pid) === startTime;
}

/** The name in parentheses may hold spaces and parentheses, so counting starts after the last one. A zombie counts as gone. */
function linuxStartTime(stat: string): string | null {
	const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return state === 'Z' || state === 'X' ? null : (rest[18] ?? null);
}
