/** Starting ourselves again as a program of its own that outlives us, and hearing its first line. */
import {spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

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
}

/** Its first line on stdout, or null when it ended without one. The line may hold a secret: it goes through a pipe and to no file. */
export async function startProgram({args, env, cwd, errorFile, signal}: Start): Promise<string | null> {
	const errors = openSync(errorFile, 'a', 0o600);
	const child = spawn(process.execPath, [programPath(), ...args], {
		cwd,
		env: {...env},
		detached: true,
		stdio: ['ignore', 'pipe', errors],
	});
	closeSync(errors);
	const {stdout} = child;
	if (stdout === null) return null;
	const lines = createInterface({input: stdout});
	try {
		return await new Promise((resolve, reject) => {
			lines.once('line', resolve);
			lines.once('close', () => resolve(null));
			child.once('error', reject);
			signal?.addEventListener('abort', () => reject(signal.reason), {once: true});
		});
	} finally {
		lines.close();
		stdout.destroy();
		child.unref();
	}
}

/** Asks a process to end and waits until it has; false when it is still there at the end of our patience. */
export async function endProcess(pid: number, isGone: () => boolean, patienceMs = 15_000): Promise<boolean> {
	process.kill(pid, 'SIGTERM');
	for (let waited = 0; waited < patienceMs; waited += 50) {
		if (isGone()) return true;
		await new Promise(resolve => {
			setTimeout(resolve, 50);
		});
	}
	return isGone();
}
