/** Runs a build tool in a process group of its own, so that stopping it stops all that it started. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {systemCode} from './file-errors.ts';
import {signalGroup} from './process-group.ts';

interface BuildCall {
	/** Absolute. */
	readonly file: string;
	readonly args: readonly string[];
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
	readonly signal: AbortSignal | undefined;
	readonly timeoutMs: number;
}

const graceMs = 5000;

/** Waits for the end; a non-zero code is a result. An abort is thrown as its reason, after the group was told to leave. */
export async function runBuildProcess({file, args, cwd, env, onLine, signal, timeoutMs}: BuildCall): Promise<{
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly timedOut: boolean;
}> {
	signal?.throwIfAborted();
	const child = spawn(file, args, {cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe']});
	const ended = once(child, 'close');
	const state = {timedOut: false};
	let killing: NodeJS.Timeout | undefined;
	const stop = (): void => {
		if (child.pid === undefined) return;
		const leader = child.pid;
		signalGroup(leader, 'SIGTERM');
		killing = setTimeout(() => signalGroup(leader, 'SIGKILL'), graceMs);
	};
	const timer = setTimeout(() => {
		state.timedOut = true;
		stop();
	}, timeoutMs);
	signal?.addEventListener('abort', stop, {once: true});
	createInterface({input: child.stdout}).on('line', line => onLine(line, 'stdout'));
	createInterface({input: child.stderr}).on('line', line => onLine(line, 'stderr'));
	try {
		await ended;
	} catch (error) {
		// It did not start: the same as a shell's "cannot execute".
		onLine(`${file}: ${systemCode(error) ?? 'does not start'}`, 'stderr');
		return {exitCode: 126, signal: null, timedOut: false};
	} finally {
		clearTimeout(timer);
		clearTimeout(killing);
		signal?.removeEventListener('abort', stop);
	}
	signal?.throwIfAborted();
	return {exitCode: child.exitCode, signal: child.signalCode, timedOut: state.timedOut};
}
