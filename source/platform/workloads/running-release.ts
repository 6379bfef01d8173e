/** The instances of one release and what happens when one ends: counted while it is being released, started again for ever once it is live. */
import type {Clock} from '../../core/machine/clock.ts';
import type {ProcessExit} from '../../core/machine/detached-process.ts';
import {WizardError} from '../../shared/errors.ts';
import type {ReleaseOutcome, ReleaseSpec, RuntimeEvents, ServiceState} from '../runtimes/runtime.ts';
import type {AppLaunch} from './app-launch.ts';
import {waitUntilHealthy} from './health-gate.ts';
import {Instance} from './instance.ts';

/** A release fails at this exit of any of its instances. */
const exitsAllowed = 3;
const firstReleaseDelayMs = 250;
const firstRunDelayMs = 500;
const longestDelayMs = 30_000;
/** An instance that ran so long starts its delays anew. */
const steadyMs = 60_000;
const lastLinesKept = 20;

export interface ReleaseParts {
	readonly spec: ReleaseSpec;
	readonly clock: Clock;
	readonly events: RuntimeEvents;
	readonly instanceFolder: (number: number) => string;
	/** Asked at each start: it reads the service's environment anew. */
	readonly planLaunch: (port: number) => Promise<AppLaunch>;
}

export type ReleaseFailure = Pick<Extract<ReleaseOutcome, {outcome: 'failed'}>, 'cause' | 'message' | 'exitCode'>;

export class RunningRelease {
	readonly spec: ReleaseSpec;
	readonly #parts: ReleaseParts;
	readonly #instances: readonly Instance[];
	readonly #stopped = new AbortController();
	readonly #lastLines: string[] = [];
	/** Of instances that were started again: the wait for their health ends with them. */
	readonly #healthWatches = new Map<Instance, AbortController>();
	#isLive = false;
	#exits = 0;
	#waitingFor = '';
	#fail: (failure: ReleaseFailure) => void = () => undefined;
	/** Settles only when the release fails before it is live. */
	readonly failed: Promise<ReleaseFailure>;

	constructor(parts: ReleaseParts, ports: readonly number[]) {
		this.spec = parts.spec;
		this.#parts = parts;
		this.failed = new Promise(resolve => {
			this.#fail = resolve;
		});
		const {serviceId, deploymentId} = parts.spec;
		this.#instances = ports.map(
			(port, index) =>
				new Instance({
					number: index + 1,
					port,
					folder: parts.instanceFolder(index + 1),
					clock: parts.clock,
					onLine: (instance, stream, {content, partial}) => {
						this.#keep(content);
						const timestamp = parts.clock.now();
						parts.events.line({serviceId, deploymentId, instance, stream, content, partial, timestamp});
					},
				}),
		);
	}

	get ports(): readonly number[] {
		return this.#instances.map(({port}) => port);
	}

	get lastLines(): readonly string[] {
		return [...this.#lastLines];
	}

	/** What it waited for last, in people's words. */
	get waitingFor(): string {
		return this.#waitingFor;
	}

	get states(): ServiceState['instances'] {
		return this.#instances.map(({state}) => state);
	}

	/** Starts every instance. What goes wrong is told by `failed`. */
	async start(): Promise<void> {
		await Promise.all(
			this.#instances.map(async instance => {
				await instance.open();
				if (await this.#launch(instance)) void this.#supervise(instance);
			}),
		);
	}

	/** Follows the instances that outlived the last platform and starts those that did not. */
	async adopt(): Promise<void> {
		this.#isLive = true;
		await Promise.all(
			this.#instances.map(async instance => {
				await instance.open();
				if (!(await instance.adopt())) {
					this.#say('run', `instance ${instance.number} was gone, it starts again`);
					if (await this.#launch(instance)) this.#watchHealth(instance);
				}
				void this.#supervise(instance);
			}),
		);
	}

	/** Resolves when all instances are healthy; rejects with the signal's reason. */
	async healthy(signal: AbortSignal): Promise<void> {
		const {spec, clock} = this.#parts;
		const gate = {
			health: spec.health,
			clock,
			signal,
			onWaiting: this.#tellWaiting(),
		};
		await Promise.all(this.#instances.map(instance => waitUntilHealthy(instance, gate)));
	}

	/** From now on an exit is no failure of the release. */
	goLive(): void {
		this.#isLive = true;
		for (const instance of this.#instances) instance.markRunning();
	}

	/** SIGTERM, the time to leave, SIGKILL; says of each instance that had to be killed. */
	async stop(graceMs = 10_000): Promise<void> {
		this.#stopped.abort();
		await Promise.all(
			this.#instances.map(async instance => {
				if ((await instance.stop(graceMs)) === 'killed')
					this.#say(
						'run',
						`instance ${instance.number} did not end within ${graceMs / 1000} s of SIGTERM and was killed`,
					);
			}),
		);
	}

	/** A new reason at once, the count of tries once a second. */
	#tellWaiting(): (waiting: {readonly why: string; readonly tries: number}) => void {
		const {spec, clock, events} = this.#parts;
		let last = {why: '', at: 0};
		return ({why, tries}) => {
			const often = tries === 1 ? '1 try' : `${tries} tries`;
			this.#waitingFor = tries === 0 ? why : `${why}, ${often}`;
			if (why === last.why && clock.monotonic() - last.at < 1000) return;
			last = {why, at: clock.monotonic()};
			events.waiting({deploymentId: spec.deploymentId, reason: this.#waitingFor});
		};
	}

	async #supervise(instance: Instance): Promise<void> {
		const {clock} = this.#parts;
		let delay = firstRunDelayMs;
		for (;;) {
			const since = clock.monotonic();
			const exit = await instance.exited();
			this.#healthWatches.get(instance)?.abort();
			if (this.#stopped.signal.aborted) return;
			if (clock.monotonic() - since > steadyMs) delay = firstRunDelayMs;
			const wait = this.#isLive ? delay : this.#countExit(exit);
			if (wait === null) return;
			this.#say(this.#isLive ? 'run' : 'release', `${describeExit(instance, exit)}, starts again in ${seconds(wait)}`);
			delay = Math.min(longestDelayMs, delay * 2);
			try {
				await clock.sleep(wait, this.#stopped.signal);
			} catch {
				return;
			}
			if (await this.#launch(instance)) {
				if (this.#isLive) this.#watchHealth(instance);
			} else if (!this.#isLive) return;
		}
	}

	/** How long to wait before it starts again, or null when the release has failed. */
	#countExit(exit: ProcessExit): number | null {
		this.#exits += 1;
		if (this.#exits < exitsAllowed) return firstReleaseDelayMs * 2 ** (this.#exits - 1);
		this.#fail({
			cause: 'exited',
			message: `The app ended ${exitsAllowed} times before it was healthy${lastTime(exit)}.`,
			...(exit.code === null ? {} : {exitCode: exit.code}),
		});
		return null;
	}

	/** False when nothing was started: while it is released that ends it, later it is tried again. */
	async #launch(instance: Instance): Promise<boolean> {
		try {
			const launch = await this.#parts.planLaunch(instance.port);
			if (this.#stopped.signal.aborted) return false;
			await instance.launch(launch);
			this.#say(this.#isLive ? 'run' : 'deploy', `instance ${instance.number} started`);
			// A stop that came while the process was being made did not see it.
			if (this.#stopped.signal.aborted) await instance.stop();
			return true;
		} catch (error) {
			const why = error instanceof WizardError ? error.message : 'the system did not start its process.';
			if (this.#isLive) this.#say('run', `instance ${instance.number} does not start: ${why}`);
			else
				this.#fail({
					cause: error instanceof WizardError && error.code === 'image/refused' ? 'image' : 'start',
					message: why,
				});
			return false;
		}
	}

	#watchHealth(instance: Instance): void {
		const watch = new AbortController();
		this.#healthWatches.set(instance, watch);
		const gate = {
			health: this.spec.health,
			clock: this.#parts.clock,
			signal: AbortSignal.any([this.#stopped.signal, watch.signal]),
			onWaiting: () => undefined,
		};
		waitUntilHealthy(instance, gate).then(
			() => {
				instance.markRunning();
				this.#say('run', `instance ${instance.number} answers again`);
			},
			() => undefined,
		);
	}

	#say(phase: 'deploy' | 'release' | 'run', message: string): void {
		const {serviceId, deploymentId} = this.spec;
		this.#parts.events.happened({serviceId, deploymentId, phase, message});
	}

	#keep(line: string): void {
		this.#lastLines.push(line);
		if (this.#lastLines.length > lastLinesKept) this.#lastLines.shift();
	}
}

function describeExit({number}: Instance, {code, signal}: ProcessExit): string {
	if (code !== null) return `instance ${number} exited with code ${code}`;
	return signal === null ? `instance ${number} ended` : `instance ${number} was ended by ${signal}`;
}

function lastTime({code, signal}: ProcessExit): string {
	if (code !== null) return `, the last time with code ${code}`;
	return signal === null ? '' : `, the last time by ${signal}`;
}

const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;
