/** Ending a process together with what it started. */
import {readdirSync, readFileSync} from 'node:fs';
import type {Clock} from './clock.ts';
import {type BootIdentity, isRunning} from './detached-process.ts';

/** SIGTERM, the time to leave, then SIGKILL, for the process and all of its group. Says whether they went by themselves. */
export async function endGroup(
	identity: BootIdentity,
	{clock, graceMs = 10_000}: {readonly clock: Clock; readonly graceMs?: number},
): Promise<'gone' | 'ended' | 'killed'> {
	if (!isRunning(identity)) return 'gone';
	const {pid} = identity;
	signalGroup(pid, 'SIGTERM');
	const deadline = clock.monotonic() + graceMs;
	// A leader like npm may be gone before the program that it started.
	for (let wait = 10; isRunning(identity) || hasMembers(pid); wait = Math.min(100, wait * 2)) {
		if (clock.monotonic() >= deadline) {
			signalGroup(pid, 'SIGKILL');
			while (isRunning(identity)) await clock.sleep(10);
			return 'killed';
		}
		await clock.sleep(wait);
	}
	return 'ended';
}

/** A group that is not there any more is no error. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-leader, signal);
	} catch {
		// ESRCH: nobody of the group is left.
	}
}

function hasMembers(leader: number): boolean {
	try {
		process.kill(-leader, 0);
	} catch {
		return false;
	}
	return process.platform !== 'linux' || readdirSync('/proc').some(name => isLiveMember(name, leader));
}

/** Where nobody fetches orphans, zombies stay in their group: they count as gone. proc(5): state is field 3, the group field 5. */
function isLiveMember(pid: string, group: number): boolean {
	if (!/^\d+$/.test(pid)) return false;
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return Number(processGroup) === group && state !== 'Z' && state !== 'X';
	} catch {
		return false;
	}
}
