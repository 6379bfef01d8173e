/** Ending a process together with what it started. */
import type {Clock} from './clock.ts';
import {type BootIdentity, isRunning} from './detached-process.ts';

/** SIGTERM, the time to leave, then SIGKILL; children that stay behind are killed with it. Says whether it went by itself. */
export async function endGroup(
	identity: BootIdentity,
	{clock, graceMs = 10_000}: {readonly clock: Clock; readonly graceMs?: number},
): Promise<'gone' | 'ended' | 'killed'> {
	if (!isRunning(identity)) return 'gone';
	signalGroup(identity.pid, 'SIGTERM');
	const deadline = clock.monotonic() + graceMs;
	let wait = 10;
	while (isRunning(identity)) {
		if (clock.monotonic() >= deadline) {
			signalGroup(identity.pid, 'SIGKILL');
			while (isRunning(identity)) await clock.sleep(10);
			return 'killed';
		}
		await clock.sleep(wait);
		wait = Math.min(100, wait * 2);
	}
	signalGroup(identity.pid, 'SIGKILL');
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
