/** Starting ourselves again as a program of its own that outlives us, and hearing its first line. */
import {type ChildProcess, spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {WizardError} from '../../shared/errors.ts';

/** The door in bin/, seen from source/core/machine/ or from dist/. */
function programPath(): string {
	const fromSource = import.meta.url.endsWith('.ts');
	return fileURLToPath(new URL(fromSource ? '../../../bin/cs-wizard.js' : '../bin/cs-wizard.js', import.meta.url));
}

interface Start {
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	/** Where it says what goes wrong. */
	readonly errorFile: string;
	readonly signal?: AbortSignal;
	/** How long it may take to say its first line. */
	readonly patienceMs?: number;
	/** Ourselves unless told. */
	readonly program?: string;
}

/** What a program that said nothing in time gets to end by itself. */
const graceMs = 2000;

/**
 * Its first line on stdout, or null when it ended without one. The line may hold a secret: it goes through a pipe and to no file.
 * A program that says nothing in time is ended. @throws `platform/start-failed`
 */
export async function startProgram(start: Start): Promise<string | null> {
	const {args, env, cwd, errorFile, signal, patienceMs = 20_000, program = programPath()} = start;
	signal?.throwIfAborted();
	const errors = openSync(errorFile, 'a', 0o600);
	const child = spawn(process.execPath, [program, ...args], {
		cwd,
		env: {...env},
		detached: true,
		stdio: ['ignore', 'pipe', errors],
	});
	closeSync(errors);
	const {stdout} = child;
	if (stdout === null) return null;
	const lines = createInterface({input: stdout});
	const enough = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal === undefined ? [] : [signal])]);
	try {
		return await new Promise((resolve, reject) => {
			lines.once('line', resolve);
			lines.once('close', () => resolve(null));
			child.once('error', reject);
			enough.addEventListener('abort', () => reject(enough.reason), {once: true});
		});
	} catch (error) {
		await endChild(child);
		signal?.throwIfAborted();
		throw enough.aborted ? tooLate(errorFile, patienceMs) : error;
	} finally {
		lines.close();
		stdout.destroy();
		child.unref();
	}
}

/** With what it started: it leads a group of its own. */
async function endChild(child: ChildProcess): Promise<void> {
	const {pid} = child;
	if (pid === undefined) return;
	const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
	if (hasEnded() || (await endProcess(pid, hasEnded, graceMs))) return;
	process.kill(-pid, 'SIGKILL');
}

function tooLate(errorFile: string, patienceMs: number): WizardError {
	return new WizardError('platform/start-failed', {
		message: `The platform of this machine did not say within ${patienceMs / 1000} s that it runs, and was ended.`,
		hint: 'Its log may say what it waited for.',
		next: [
			{command: `cat ${errorFile}`, when: 'to read what it said'},
			{command: 'cs-wizard platform start', when: 'to see what happens'},
		],
		facts: {log: errorFile},
	});
}

/** Asks a process to end and waits until it has; false when it is still there at the end of our patience. */
export async function endProcess(pid: number, isGone: () => boolean, patienceMs = 15_000): Promise<boolean> {
	try {
		process.kill(pid, 'SIGTERM');
	} catch {
		// Gone in between, or not ours: what counts is whether it is still there.
		return isGone();
	}
	for (let waited = 0; waited < patienceMs; waited += 50) {
		if (isGone()) return true;
		await new Promise(resolve => {
			setTimeout(resolve, 50);
		});
	}
	return isGone();
}
