/** What a process takes, from Linux's own bookkeeping; null elsewhere. */
import {readdir, readFile} from 'node:fs/promises';

export interface Usage {
	/** Seconds of processor time since its start: of the thread that runs JavaScript first, and of all others. */
	readonly mainSeconds: number;
	readonly otherSeconds: number;
	readonly residentMb: number;
}

/** Linux counts in hundredths of a second, whatever the kernel's own tick. */
const ticksPerSecond = 100;

export async function usageOf(pid: number): Promise<Usage | null> {
	try {
		const [main, others] = [await secondsOf(pid, pid), {seconds: 0}];
		for (const thread of await readdir(`/proc/${pid}/task`)) {
			if (Number(thread) !== pid) others.seconds += await secondsOf(pid, Number(thread)).catch(() => 0);
		}
		const status = await readFile(`/proc/${pid}/status`, 'utf8');
		const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN);
		return {mainSeconds: main, otherSeconds: others.seconds, residentMb: resident / 1024};
	} catch {
		return null;
	}
}

async function secondsOf(pid: number, thread: number): Promise<number> {
	const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8');
	// The name in brackets may hold spaces; user and system time are the 14th and 15th field.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
