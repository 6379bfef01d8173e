/** Runs the built program as a stranger would: its own home, nothing of ours in its environment. */
import {type ChildProcess, spawn} from 'node:child_process';
import {cp, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {text} from 'node:stream/consumers';
import {type PtyExit, PtyTerminal} from './pty-terminal.ts';

export const programFile = resolve('bin/cs-wizard.js');

export interface Ended {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

const stopTakes = 30_000;

type Env = Readonly<Record<string, string>>;

/** One stranger on a fresh machine. */
export class Stranger {
	readonly folder: string;
	readonly home: string;
	readonly #program: string;
	readonly #open = new Set<ChildProcess>();
	readonly #terminals = new Set<PtyTerminal>();

	private constructor(folder: string, program: string) {
		this.folder = folder;
		this.home = join(folder, 'home');
		this.#program = program;
	}

	static async arrives(program = programFile): Promise<Stranger> {
		return new Stranger(await mkdtemp(join(tmpdir(), 'stranger-')), program);
	}

	get env(): Env {
		return {
			PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
			HOME: this.folder,
			CS_HOME: this.home,
			LANG: 'C.UTF-8',
		};
	}

	/** A copy of an example to work on. */
	async copyOf(example: string, name = example): Promise<string> {
		const folder = join(this.folder, name);
		await cp(join('examples', example), folder, {
			recursive: true,
			filter: source => !/cloudstation\.json$|\.gitignore$/.test(source),
		});
		return folder;
	}

	/** Starts it and leaves it running. */
	starts(
		words: readonly string[],
		{env = {}, cwd = this.folder}: {readonly env?: Env; readonly cwd?: string} = {},
	): ChildProcess {
		const child = spawn(process.execPath, [this.#program, ...words], {
			cwd,
			env: {...this.env, ...env},
			stdio: ['pipe', 'pipe', 'pipe'],
		});
		this.#open.add(child);
		child.once('exit', () => this.#open.delete(child));
		return child;
	}

	async runs(
		words: readonly string[],
		options: {readonly env?: Env; readonly cwd?: string; readonly stdin?: string} = {},
	): Promise<Ended> {
		const child = this.starts(words, options);
		child.stdin?.end(options.stdin ?? '');
		return endOf(child);
	}

	/** Runs with `--json` and gives the parsed lines of stdout. */
	async tells(
		words: readonly string[],
		options: {readonly env?: Env; readonly cwd?: string} = {},
	): Promise<{
		readonly code: number | null;
		readonly lines: readonly Readonly<Record<string, unknown>>[];
		readonly stderr: string;
	}> {
		const {code, stdout, stderr} = await this.runs([...words, '--json'], options);
		return {code, stderr, lines: jsonLines(stdout)};
	}

	/** In a terminal, with keys and a screen. */
	opens(
		words: readonly string[],
		{
			columns = 80,
			rows = 24,
			env = {},
			cwd = this.folder,
		}: {readonly columns?: number; readonly rows?: number; readonly env?: Env; readonly cwd?: string} = {},
	): PtyTerminal {
		const terminal = new PtyTerminal(process.execPath, [this.#program, ...words], {
			columns,
			rows,
			cwd,
			env: {...this.env, ...env},
		});
		this.#terminals.add(terminal);
		void terminal.exited.then(() => this.#terminals.delete(terminal));
		return terminal;
	}

	/** A shell with job control; `words` is what to type into it. */
	shell(): PtyTerminal {
		const terminal = new PtyTerminal('/bin/bash', ['--norc', '--noprofile', '-i'], {
			cwd: this.folder,
			env: {...this.env, PS1: '$ ', HISTFILE: '/dev/null'},
		});
		this.#terminals.add(terminal);
		void terminal.exited.then(() => this.#terminals.delete(terminal));
		return terminal;
	}

	words(words: readonly string[]): string {
		return [process.execPath, this.#program, ...words].join(' ');
	}

	/** Ends everything that was started and removes every trace. */
	async leaves(): Promise<void> {
		for (const terminal of this.#terminals) terminal.kill('SIGKILL');
		for (const child of this.#open) child.kill('SIGKILL');
		const stop = this.starts(['platform', 'stop']);
		const late = setTimeout(() => stop.kill('SIGKILL'), stopTakes);
		await endOf(stop);
		clearTimeout(late);
		await rm(this.folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
	}
}

export async function endOf(child: ChildProcess): Promise<Ended> {
	const {stdout, stderr} = child;
	const ended = new Promise<Pick<Ended, 'code' | 'signal'>>((done, refuse) => {
		child.once('error', refuse);
		child.once('close', (code, signal) => done({code, signal}));
	});
	const [out, err, how] = await Promise.all([
		stdout === null ? '' : text(stdout),
		stderr === null ? '' : text(stderr),
		ended,
	]);
	return {...how, stdout: out, stderr: err};
}

/** Every line of stdout as JSON; anything else on it fails the test. */
export function jsonLines(stdout: string): readonly Readonly<Record<string, unknown>>[] {
	return stdout
		.split('\n')
		.filter(line => line !== '')
		.map(line => {
			const value: unknown = JSON.parse(line);
			if (typeof value !== 'object' || value === null) throw new Error(`not an object: ${line}`);
			return Object.fromEntries(Object.entries(value));
		});
}

export type {PtyExit};
