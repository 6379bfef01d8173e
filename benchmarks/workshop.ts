/** A place for one benchmark: a home and folders of its own, and the end of everything it starts. */
import {type ChildProcess, spawn} from 'node:child_process';
import {cp, mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {text} from 'node:stream/consumers';
import {RawTerminal} from './raw-terminal.ts';

export const programFile = resolve('bin/cs-wizard.js');

export type Env = Readonly<Record<string, string>>;

interface Run {
	readonly env?: Env;
	readonly cwd?: string;
}

/** What `platform start` tells. */
export interface StartedPlatform {
	readonly url: string;
	readonly natsUrl: string;
	readonly pid: number;
	/** Signs in without a login. */
	readonly credentials: Env;
}

export class Workshop {
	readonly folder: string;
	readonly #children = new Set<ChildProcess>();
	readonly #terminals = new Set<RawTerminal>();
	readonly #endings: (() => Promise<void>)[] = [];

	private constructor(folder: string) {
		this.folder = folder;
	}

	static async open(): Promise<Workshop> {
		return new Workshop(await mkdtemp(join(tmpdir(), 'cs-bench-')));
	}

	get env(): Env {
		return {
			PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
			HOME: this.folder,
			CS_HOME: join(this.folder, 'home'),
			LANG: 'C.UTF-8',
		};
	}

	async newFolder(name: string): Promise<string> {
		const path = join(this.folder, name);
		await mkdir(path, {recursive: true});
		return path;
	}

	async forgetFolder(name: string): Promise<void> {
		await rm(join(this.folder, name), {recursive: true, force: true});
	}

	/** A copy of an example to work on, as it is in a fresh clone. */
	async copyOf(example: string): Promise<string> {
		const folder = join(this.folder, example);
		await cp(resolve('examples', example), folder, {
			recursive: true,
			filter: source => !/cloudstation\.json$|\.gitignore$/.test(source),
		});
		return folder;
	}

	start(args: readonly string[], {env = {}, cwd = this.folder}: Run = {}): ChildProcess {
		const child = spawn(process.execPath, [...args], {
			cwd,
			env: {...this.env, ...env},
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.#children.add(child);
		child.once('exit', () => this.#children.delete(child));
		return child;
	}

	/** Runs Node with these arguments to the end; gives what it printed. */
	async node(args: readonly string[], run: Run = {}): Promise<string> {
		const child = this.start(args, run);
		const {stdout, stderr} = child;
		const ended = new Promise<number | null>(done => void child.once('close', code => done(code)));
		const [out, errors, code] = await Promise.all([
			stdout === null ? '' : text(stdout),
			stderr === null ? '' : text(stderr),
			ended,
		]);
		if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${errors || out}`);
		return out;
	}

	/** Runs a line of shell to the end. */
	async shell(line: string): Promise<void> {
		const child = spawn('/bin/sh', ['-c', line], {stdio: 'ignore', cwd: this.folder});
		this.#children.add(child);
		const code = await new Promise<number | null>(done => void child.once('close', done));
		this.#children.delete(child);
		if (code !== 0) throw new Error(`${line} ended with ${code}`);
	}

	/** Runs cs-wizard to the end; gives the last line of its stdout as JSON. */
	async tells(words: readonly string[], run: Run = {}): Promise<Readonly<Record<string, unknown>>> {
		const out = await this.node([programFile, ...words, '--json'], run);
		const value: unknown = JSON.parse(out.trim().split('\n').at(-1) ?? '');
		return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
	}

	/** From the start of a process to its end, in milliseconds. */
	async timed(args: readonly string[], run: Run = {}): Promise<number> {
		const started = performance.now();
		await this.node(args, run);
		return performance.now() - started;
	}

	/** Runs Node with these arguments in a terminal. */
	opens(
		args: readonly string[],
		{columns = 120, rows = 40, env = {}, cwd = this.folder}: Run & {columns?: number; rows?: number} = {},
	): RawTerminal {
		const terminal = new RawTerminal(args, {columns, rows, cwd, env: {...this.env, ...env}});
		this.#terminals.add(terminal);
		void terminal.exited.then(() => this.#terminals.delete(terminal));
		return terminal;
	}

	/** Starts the embedded platform of this workshop's home; it ends with the workshop. */
	async platform(env: Env = {}): Promise<StartedPlatform> {
		const told = await this.tells(['platform', 'start', '--detach', '--port', '0'], {env});
		this.atEnd(async () => void (await this.node([programFile, 'platform', 'stop'])));
		return {
			url: String(told['url']),
			natsUrl: String(told['nats_url']),
			pid: Number(told['pid']),
			credentials: {
				CS_API_URL: String(told['url']),
				CS_API_KEY: String(told['api_key']),
				CS_CLIENT_ID: String(told['client_id']),
			},
		};
	}

	atEnd(ending: () => Promise<void>): void {
		this.#endings.push(ending);
	}

	async close(): Promise<void> {
		for (const terminal of this.#terminals) terminal.kill();
		for (const child of this.#children) child.kill('SIGKILL');
		for (const ending of this.#endings.splice(0).reverse()) {
			await ending().catch((error: unknown) => console.error(`  left behind: ${String(error)}`));
		}
		await rm(this.folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
	}
}
