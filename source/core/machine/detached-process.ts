/**
 * Processes that outlive us: each leads a session and a process group of its own and writes its output to files.
 * Its identity file is written by the process itself before its program starts, so that there is no moment
 * at which it runs and nobody could find it again.
 */
import {spawn} from 'node:child_process';
import {closeSync, openSync, readFileSync} from 'node:fs';
import {readFile, rm} from 'node:fs/promises';
import {type Clock, systemClock} from './clock.ts';
import {isAlive, type ProcessIdentity} from './process-identity.ts';

export interface DetachedCall {
	/** An absolute path. */
	readonly file: string;
	readonly args: readonly string[];
	readonly cwd: string;
	/** The whole environment: nothing of ours is passed on by itself. */
	readonly env: Readonly<Record<string, string>>;
	/** Appended to, so that a file cut to nothing goes on at its start. */
	readonly stdoutFile: string;
	readonly stderrFile: string;
	readonly identityFile: string;
}

export interface ProcessExit {
	/** Null when it is not known: a signal, or the process was not our child. */
	readonly code: number | null;
	readonly signal: string | null;
}

export interface DetachedProcess {
	readonly identity: BootIdentity;
	readonly exited: Promise<ProcessExit>;
}

/** A process across reboots: start times begin anew at each boot. */
export interface BootIdentity extends ProcessIdentity {
	readonly boot: string;
}

/** The shell writes who it is and becomes the program: same pid, same start time. */
const introduceAndBecome = `
file=$1; shift
boot=unknown
if [ -r /proc/$$/stat ]; then
	read -r who </proc/$$/stat
	read -r boot </proc/sys/kernel/random/boot_id
else
	who=$(LC_ALL=C TZ=UTC /bin/ps -o lstart= -p $$)
fi
printf '%s\\n%s\\n%s\\n' $$ "$who" "$boot" >"$file" || exit 126
unset file who boot
exec "$@"
`;

/** Rejects with Node's own error when nothing could be started at all. */
export async function startDetached(call: DetachedCall): Promise<DetachedProcess> {
	await rm(call.identityFile, {force: true});
	const stdout = openSync(call.stdoutFile, 'a', 0o600);
	const stderr = openSync(call.stderrFile, 'a', 0o600);
	try {
		const args = ['-c', introduceAndBecome, 'sh', call.identityFile, call.file, ...call.args];
		const child = spawn('/bin/sh', args, {
			cwd: call.cwd,
			env: {...call.env},
			detached: true,
			stdio: ['ignore', stdout, stderr],
		});
		const exited = new Promise<ProcessExit>((resolve, reject) => {
			child.once('error', reject);
			child.once('exit', (code, signal) => resolve({code, signal}));
		});
		// It is awaited below or by whoever supervises; a start that goes wrong must not be an unhandled rejection first.
		exited.catch(() => undefined);
		child.unref();
		if (child.pid === undefined) {
			await exited;
			throw new Error('The process has no id.');
		}
		const identity = await introduction(call.identityFile, exited);
		return {identity: identity ?? {pid: child.pid, startTime: 'gone', boot: bootId()}, exited};
	} finally {
		closeSync(stdout);
		closeSync(stderr);
	}
}

/** Follows a process that is not our child; how it ends is not known then. */
export function followProcess(identity: BootIdentity, clock: Clock = systemClock): DetachedProcess {
	const end = async (): Promise<ProcessExit> => {
		while (isRunning(identity)) await clock.sleep(200);
		return {code: null, signal: null};
	};
	return {identity, exited: end()};
}

/** Null when the file is not there or not whole. */
export async function readIdentity(path: string): Promise<BootIdentity | null> {
	try {
		const [pid = '', who = '', boot = '', end] = (await readFile(path, 'utf8')).split('\n');
		if (end === undefined) return null;
		const startTime = who.includes(')') ? (who.slice(who.lastIndexOf(')') + 2).split(' ')[19] ?? '') : who.trim();
		return {pid: Number(pid), startTime, boot};
	} catch {
		return null;
	}
}

export function isRunning(identity: BootIdentity): boolean {
	return identity.boot === bootId() && isAlive(identity);
}

function bootId(): string {
	try {
		return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
	} catch {
		// Elsewhere a start time is a date, which says enough.
		return 'unknown';
	}
}

/** On a busy machine the shell may take a while; null only when it ended without a word. */
async function introduction(path: string, exited: Promise<ProcessExit>): Promise<BootIdentity | null> {
	const state = {hasEnded: false};
	const end = () => {
		state.hasEnded = true;
	};
	exited.then(end, end);
	for (;;) {
		const isLastLook = state.hasEnded;
		const identity = await readIdentity(path);
		if (identity !== null || isLastLook) return identity;
		await systemClock.sleep(5);
	}
}
