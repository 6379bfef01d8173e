/** The platform's side of a front: starts it, tells it where to pass to, starts it again when it is gone. */
import {join} from 'node:path';
import type {Clock} from '../../core/machine/clock.ts';
import {
	type DetachedProcess,
	followProcess,
	isRunning,
	readIdentity,
	startDetached,
} from '../../core/machine/detached-process.ts';
import {entryPointPath} from '../../core/machine/entry-points.ts';
import {makeFolder} from '../../core/machine/files.ts';
import {endGroup, signalGroup} from '../../core/machine/process-group.ts';
import {WizardError} from '../../shared/errors.ts';
import {type FrontState, readFrontState, readFrontStatus, writeFrontFile} from '../serve/front-state.ts';

const startMs = 10_000;
const switchMs = 5000;

export interface FrontOptions {
	readonly folder: string;
	readonly serviceName: string;
	readonly port: number;
	readonly clock: Clock;
	readonly onRestart: (message: string) => void;
}

export class Front {
	readonly #options: FrontOptions;
	readonly #stateFile: string;
	readonly #statusFile: string;
	#process: DetachedProcess | null = null;
	#isStopped = false;
	#ensuring: Promise<void> | null = null;

	constructor(options: FrontOptions) {
		this.#options = options;
		this.#stateFile = join(options.folder, 'state.json');
		this.#statusFile = join(options.folder, 'status.json');
	}

	get url(): string {
		return `http://127.0.0.1:${this.#options.port}`;
	}

	get #isUp(): boolean {
		return this.#process !== null && isRunning(this.#process.identity);
	}

	/** Finds the running front, or starts one. @throws `machine/port-taken`, `platform/start-failed` */
	async ensure(): Promise<void> {
		this.#isStopped = false;
		await this.#ensureOnce();
	}

	/** Passes to these ports from now on. Resolves when the front does so. */
	async show({targets, mode}: Pick<FrontState, 'targets' | 'mode'>): Promise<void> {
		const generation = (readFrontState(this.#stateFile)?.generation ?? 0) + 1;
		this.#write({targets, mode, generation});
		await this.ensure();
		await this.#until(status => status.generation === generation, switchMs);
	}

	/** Waits until nothing goes to earlier targets any more, or that long. */
	async drained(atMostMs: number): Promise<void> {
		await this.#until(status => status.draining === 0, atMostMs).catch(() => undefined);
	}

	async stop(): Promise<void> {
		this.#isStopped = true;
		await this.#ensuring?.catch(() => undefined);
		this.#process = null;
		await stopFrontIn(this.#options.folder, this.#options.clock);
	}

	/** A release and the watch may both miss it at once: two would fight for the port. */
	#ensureOnce(): Promise<void> {
		this.#ensuring ??= this.#findOrStart().finally(() => {
			this.#ensuring = null;
		});
		return this.#ensuring;
	}

	async #findOrStart(): Promise<void> {
		if (this.#isUp) return;
		const {folder, port, clock} = this.#options;
		const identity = await readIdentity(join(folder, 'identity'));
		if (identity === null || !isRunning(identity)) return this.#start();
		if (readFrontState(this.#stateFile)?.port === port) {
			this.#process = followProcess(identity, clock);
			this.#watch(this.#process);
			return;
		}
		await endGroup(identity, {clock, graceMs: 1000});
		await this.#start();
	}

	async #start(): Promise<void> {
		const {folder} = this.#options;
		await makeFolder(folder, 0o700);
		if (readFrontState(this.#stateFile)?.port !== this.#options.port)
			this.#write({targets: [], mode: 'http', generation: 1});
		const output = join(folder, 'output.log');
		const started = await startDetached({
			file: process.execPath,
			args: [entryPointPath('front-process'), this.#stateFile],
			cwd: folder,
			// It needs nothing of anybody's environment.
			env: {},
			stdoutFile: output,
			stderrFile: output,
			identityFile: join(folder, 'identity'),
		});
		this.#process = started;
		await this.#until(() => true, startMs);
		this.#watch(started);
	}

	#write(state: Pick<FrontState, 'targets' | 'mode' | 'generation'>): void {
		const {serviceName, port} = this.#options;
		writeFrontFile(this.#stateFile, {serviceName, port, ...state});
	}

	/** Polls the status of the front that runs now; a status of an earlier one does not count. */
	async #until(isSo: (status: {generation: number; draining: number}) => boolean, atMostMs: number): Promise<void> {
		const {clock, port} = this.#options;
		const deadline = clock.monotonic() + atMostMs;
		let signalled = false;
		for (;;) {
			const identity = this.#process?.identity;
			const status = readFrontStatus(this.#statusFile);
			if (identity !== undefined && status?.pid === identity.pid) {
				if (status.problem !== null) throw portTaken(port, status.problem);
				if (isSo(status)) return;
				// Not before it said that it listens: until then the signal would end it.
				if (!signalled) signalGroup(identity.pid, 'SIGHUP');
				signalled = true;
			}
			if (clock.monotonic() > deadline || identity === undefined || !isRunning(identity)) throw noFront(port);
			await clock.sleep(10);
		}
	}

	#watch(front: DetachedProcess): void {
		const again = async () => {
			await front.exited;
			for (let wait = 250; !this.#isStopped && !this.#isUp; wait = Math.min(30_000, wait * 2)) {
				this.#options.onRestart(`the front of ${this.url} ended, it starts again`);
				try {
					await this.#ensureOnce();
				} catch {
					await this.#options.clock.sleep(wait);
				}
			}
		};
		void again();
	}
}

/** Ends the front that an earlier platform may have left. */
export async function stopFrontIn(folder: string, clock: Clock): Promise<void> {
	const identity = await readIdentity(join(folder, 'identity'));
	if (identity !== null) await endGroup(identity, {clock, graceMs: 2000});
}

function portTaken(port: number, problem: string): WizardError {
	return new WizardError('machine/port-taken', {
		message: `Port ${port} of this machine is not free for the app (${problem}).`,
		hint: 'End the program that listens there, then deploy again.',
		facts: {port, errno: problem},
	});
}

function noFront(port: number): WizardError {
	return new WizardError('platform/start-failed', {
		message: `The process that holds http://127.0.0.1:${port} does not answer.`,
		hint: 'Deploy again; if it stays away, restart the platform: cs-wizard platform stop, then cs-wizard platform start.',
		facts: {port},
	});
}
