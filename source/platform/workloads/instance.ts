/** One process of an app: its files, its port, its output, its end. */
import {join} from 'node:path';
import type {Clock} from '../../core/machine/clock.ts';
import {
	type DetachedProcess,
	followProcess,
	isRunning,
	type ProcessExit,
	readIdentity,
	startDetached,
} from '../../core/machine/detached-process.ts';
import {makeFolder, readText} from '../../core/machine/files.ts';
import {replaceNote} from '../../core/machine/growing-file.ts';
import {endGroup, signalGroup} from '../../core/machine/process-group.ts';
import type {ServiceState} from '../runtimes/runtime.ts';
import type {AppLaunch} from './app-launch.ts';
import type {AssembledLine} from './line-assembler.ts';
import {OutputFollower, type OutputStream} from './output-follower.ts';

type InstanceState = ServiceState['instances'][number];

export interface InstanceOptions {
	readonly number: number;
	readonly port: number;
	readonly folder: string;
	readonly clock: Clock;
	readonly onLine: (instance: string, stream: OutputStream, line: AssembledLine) => void;
}

export class Instance {
	readonly number: number;
	readonly name: string;
	readonly port: number;
	readonly #folder: string;
	readonly #clock: Clock;
	readonly #output: OutputFollower;
	#process: DetachedProcess | null = null;
	#state: InstanceState['state'] = 'starting';

	constructor({number, port, folder, clock, onLine}: InstanceOptions) {
		this.number = number;
		this.name = `app-${number}`;
		this.port = port;
		this.#folder = folder;
		this.#clock = clock;
		const files = {
			stdout: join(folder, 'stdout.log'),
			stderr: join(folder, 'stderr.log'),
			offsets: join(folder, 'offsets.json'),
		};
		this.#output = new OutputFollower(files, clock, (stream, line) => onLine(this.name, stream, line));
	}

	get state(): InstanceState {
		return {name: this.name, pid: this.#process?.identity.pid ?? 0, state: this.#state};
	}

	get isRunning(): boolean {
		return this.#process !== null && isRunning(this.#process.identity);
	}

	/** Makes its folder and follows its output; nothing runs yet. */
	async open(): Promise<void> {
		await makeFolder(this.#folder, 0o700);
		await replaceNote(join(this.#folder, 'port'), String(this.port));
		await this.#output.start();
	}

	async launch({file, args, cwd, env}: AppLaunch): Promise<void> {
		this.#process = await startDetached({
			file,
			args,
			cwd,
			env,
			stdoutFile: join(this.#folder, 'stdout.log'),
			stderrFile: join(this.#folder, 'stderr.log'),
			identityFile: join(this.#folder, 'identity'),
		});
		this.#state = 'starting';
	}

	/** Follows the process that an earlier platform started; false when it is gone. */
	async adopt(): Promise<boolean> {
		const identity = await readIdentity(join(this.#folder, 'identity'));
		if (identity === null || !isRunning(identity)) return false;
		this.#process = followProcess(identity, this.#clock);
		this.#state = 'running';
		return true;
	}

	markRunning(): void {
		if (this.isRunning) this.#state = 'running';
	}

	/** Resolves once it ended and its last line was read. What it left running is ended: it may hold the port. */
	async exited(): Promise<ProcessExit> {
		const running = this.#process;
		if (running === null) return {code: null, signal: null};
		const exit = await running.exited;
		signalGroup(running.identity.pid, 'SIGKILL');
		await this.#output.drain({end: true});
		if (this.#process === running) this.#state = 'restarting';
		return exit;
	}

	/** SIGTERM, the time to leave, SIGKILL; then its output is read to the end. */
	async stop(graceMs = 10_000): Promise<'gone' | 'ended' | 'killed'> {
		const identity = this.#process?.identity;
		const end = identity === undefined ? 'gone' : await endGroup(identity, {clock: this.#clock, graceMs});
		this.#state = 'stopped';
		await this.#output.stop();
		return end;
	}
}

/** What an earlier platform left of an instance; null when there is nothing to go on with. */
export async function readLeftInstance(
	folder: string,
): Promise<{readonly port: number; readonly isRunning: boolean} | null> {
	const port = Number(await readText(join(folder, 'port')));
	if (!Number.isInteger(port) || port <= 0 || port > 65_535) return null;
	const identity = await readIdentity(join(folder, 'identity'));
	return {port, isRunning: identity !== null && isRunning(identity)};
}
