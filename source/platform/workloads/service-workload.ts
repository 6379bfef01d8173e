/** One service on this machine: its front, its live release, and the steps from one release to the next. */
import {basename, join} from 'node:path';
import type {Clock} from '../../core/machine/clock.ts';
import {readIdentity} from '../../core/machine/detached-process.ts';
import {listFolder, makeFolder, removePath} from '../../core/machine/files.ts';
import type {LayerStore} from '../../core/machine/layer-store.ts';
import {findFreePort, isPortFree} from '../../core/machine/local-ports.ts';
import {endGroup} from '../../core/machine/process-group.ts';
import type {ReleaseOutcome, ReleaseSpec, RuntimeEvents, ServiceState} from '../runtimes/runtime.ts';
import {planLaunch} from './app-launch.ts';
import {Front, stopFrontIn} from './front.ts';
import {nothingListens} from './health-gate.ts';
import {readLeftInstance} from './instance.ts';
import {failureOf} from './release-failure.ts';
import {requireHostRuntime} from './host-runtime.ts';
import {makeReleaseFolder, pruneReleases, removeReleaseFolder} from './release-folder.ts';
import {type ReleaseFailure, RunningRelease} from './running-release.ts';
import type {ImageConfig, ReadImage} from './runtime-image.ts';
import {type ServiceFolder, serviceFolder} from './service-folder.ts';

/** The old release goes on so long after the switch at least: should the platform die now, it is still there to go back to. */
const overlapMs = 500;
const drainMs = 10_000;

export interface WorkloadParts {
	readonly folder: string;
	readonly clock: Clock;
	readonly events: RuntimeEvents;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly readImage: ReadImage;
	readonly layers: LayerStore;
	/** Ports given to instances, so that two that start at once do not get the same. */
	readonly portsInUse: Set<number>;
}

export class ServiceWorkload {
	readonly #parts: WorkloadParts;
	readonly #at: ServiceFolder;
	#front: Front | null = null;
	#live: RunningRelease | null = null;
	#next: RunningRelease | null = null;
	/** What a release is being made of right now; its folder is not to be removed. */
	#making: ReleaseSpec | null = null;
	/** Ends what a killed platform left; a release may be of the same deployment, so it waits for that. */
	#strays: Promise<void> = Promise.resolve();
	/** Old releases that are on their way out. */
	readonly #leaving = new Set<Promise<void>>();
	/** Releases of one service follow each other. */
	#queue: Promise<unknown> = Promise.resolve();
	readonly #stopped = new AbortController();

	constructor(serviceId: string, parts: WorkloadParts) {
		this.#parts = parts;
		this.#at = serviceFolder(parts.folder, serviceId);
	}

	get state(): ServiceState | null {
		if (this.#front === null) return null;
		const live = this.#live?.spec;
		return {
			url: this.#front.url,
			live: live === undefined ? null : {deploymentId: live.deploymentId, release: live.release},
			instances: [...(this.#live?.states ?? []), ...(this.#next?.states ?? [])],
		};
	}

	release(spec: ReleaseSpec, signal: AbortSignal): Promise<ReleaseOutcome> {
		return this.#afterOthers(() => this.#release(spec, AbortSignal.any([signal, this.#stopped.signal])));
	}

	recover(spec: ReleaseSpec | null): Promise<void> {
		return this.#afterOthers(() => this.#recover(spec));
	}

	/** Ends the apps and the front, for good. The folders stay, for a later recovery. */
	async stop(): Promise<void> {
		this.#stopped.abort();
		await this.#afterOthers(async () => {
			await Promise.all([this.#live?.stop(), this.#front?.stop(), this.#strays, ...this.#leaving]);
			await this.#endStrays(null);
			this.#live = null;
			this.#front = null;
		});
	}

	async #release(spec: ReleaseSpec, signal: AbortSignal): Promise<ReleaseOutcome> {
		let next: RunningRelease | null = null;
		this.#making = spec;
		try {
			await this.#strays;
			signal.throwIfAborted();
			const front = this.#frontOf(spec);
			const [config] = await Promise.all([this.#unpack(spec, signal), front.ensure()]);
			this.#say(spec, 'deploy', `release ${spec.release} unpacked`);
			next = this.#running(spec, config, await this.#takePorts(spec.count));
			this.#next = next;
			await next.start();
			const failure = await this.#untilHealthy(next, signal);
			signal.throwIfAborted();
			if (failure !== null) return await this.#giveUp(spec, next, failure);
			await this.#switchTo(next, front);
			return {outcome: 'live', url: front.url};
		} catch (error) {
			return await this.#giveUp(spec, next, failureOf(error, signal));
		} finally {
			this.#next = null;
			this.#making = null;
		}
	}

	async #unpack(spec: ReleaseSpec, signal: AbortSignal): Promise<ImageConfig> {
		const {readImage, layers, env} = this.#parts;
		await makeFolder(this.#at.releases, 0o700);
		await makeFolder(this.#at.home, 0o700);
		return makeReleaseFolder(this.#at.release(spec), {
			readImage,
			layers,
			image: spec.image,
			requireHost: config => requireHostRuntime(config, env),
			signal,
		});
	}

	/** Null when healthy. The last reason it waited for tells why it was not. */
	async #untilHealthy(next: RunningRelease, signal: AbortSignal): Promise<ReleaseFailure | null> {
		const decided = new AbortController();
		const either = AbortSignal.any([signal, decided.signal]);
		const {healthTimeoutMs} = next.spec;
		const timeout = async (): Promise<ReleaseFailure> => {
			await this.#parts.clock.sleep(healthTimeoutMs, either);
			return unhealthy(next);
		};
		try {
			return await Promise.race([next.healthy(either).then(() => null), next.failed, timeout()]);
		} finally {
			decided.abort();
		}
	}

	/** The front's state file is the switch. What is recorded elsewhere comes later, so the old release stays a little longer. */
	async #switchTo(next: RunningRelease, front: Front): Promise<void> {
		const {spec} = next;
		const old = this.#live;
		try {
			await front.show(targetsOf(next));
		} catch (error) {
			if (old !== null) await front.show(targetsOf(old)).catch(() => undefined);
			throw error;
		}
		next.goLive();
		this.#live = next;
		this.#say(spec, 'release', `healthy, ${front.url} switched to release ${spec.release}`);
		this.#inBackground(this.#leave(old, next, front));
	}

	async #leave(old: RunningRelease | null, live: RunningRelease, front: Front): Promise<void> {
		if (old !== null) {
			await this.#parts.clock.sleep(overlapMs, this.#stopped.signal).catch(() => undefined);
			if (!this.#stopped.signal.aborted) await front.drained(drainMs);
			await this.#end(old);
			this.#say(live.spec, 'release', `release ${old.spec.release} stopped`);
		}
		const kept = [this.#live?.spec, old?.spec, this.#making].flatMap(spec =>
			spec === null || spec === undefined ? [] : [basename(this.#at.release(spec))],
		);
		await pruneReleases(new Set(kept), this.#at.releases).catch(() => undefined);
	}

	async #giveUp(spec: ReleaseSpec, next: RunningRelease | null, failure: ReleaseFailure): Promise<ReleaseOutcome> {
		if (next !== null) await this.#end(next);
		await removeReleaseFolder(this.#at.release(spec)).catch(() => undefined);
		if (this.#live !== null) this.#say(spec, 'release', `release ${this.#live.spec.release} is still live`);
		else await this.#front?.stop();
		return {outcome: 'failed', ...failure, lastLines: next?.lastLines ?? []};
	}

	async #recover(spec: ReleaseSpec | null): Promise<void> {
		if (spec === null) {
			await this.#endStrays(null);
			await stopFrontIn(this.#at.front, this.#parts.clock);
			return;
		}
		try {
			const front = this.#frontOf(spec);
			const config = await this.#unpack(spec, this.#stopped.signal);
			const live = this.#running(spec, config, await this.#recoverPorts(spec));
			this.#live = live;
			await live.adopt();
			await front.show(targetsOf(live));
		} catch (error) {
			this.#say(
				spec,
				'run',
				`release ${spec.release} does not come back: ${failureOf(error, this.#stopped.signal).message}`,
			);
		} finally {
			// Only now: the URL may have passed to one of them until here.
			this.#strays = this.#endStrays(spec.deploymentId).catch(() => undefined);
		}
	}

	/** An instance that runs keeps its port, one that does not gets another when its own is taken meanwhile. */
	async #recoverPorts(spec: ReleaseSpec): Promise<readonly number[]> {
		const ports: number[] = [];
		for (let number = 1; number <= spec.count; number++) {
			const left = await readLeftInstance(this.#at.instance(spec.deploymentId, number));
			const isItsOwn = left !== null && (left.isRunning || (await isPortFree(left.port)));
			if (isItsOwn) this.#parts.portsInUse.add(left.port);
			ports.push(...(isItsOwn ? [left.port] : await this.#takePorts(1)));
		}
		return ports;
	}

	/** Ends what runs here and is not of the given deployment: what a killed platform was about to start or to stop. */
	async #endStrays(deploymentId: string | null): Promise<void> {
		for (const name of await listFolder(this.#at.instances)) {
			if (name.slice(0, name.lastIndexOf('-')) === deploymentId) continue;
			const folder = join(this.#at.instances, name);
			const identity = await readIdentity(join(folder, 'identity'));
			if (identity !== null) await endGroup(identity, {clock: this.#parts.clock});
			await removePath(folder);
		}
	}

	async #end(release: RunningRelease): Promise<void> {
		await release.stop();
		for (const [index, port] of release.ports.entries()) {
			this.#parts.portsInUse.delete(port);
			await removePath(this.#at.instance(release.spec.deploymentId, index + 1));
		}
	}

	#running(spec: ReleaseSpec, config: ImageConfig, ports: readonly number[]): RunningRelease {
		const {clock, events, env} = this.#parts;
		const place = {root: this.#at.release(spec), home: this.#at.home, hostEnv: env};
		return new RunningRelease(
			{
				spec,
				clock,
				events,
				instanceFolder: number => this.#at.instance(spec.deploymentId, number),
				planLaunch: async port => planLaunch(config, {...place, port, environment: await spec.environment()}),
			},
			ports,
		);
	}

	#frontOf({port, serviceName}: ReleaseSpec): Front {
		const {clock} = this.#parts;
		this.#front ??= new Front({
			folder: this.#at.front,
			serviceName,
			port,
			clock,
			onRestart: message => {
				const spec = this.#live?.spec;
				if (spec !== undefined) this.#say(spec, 'run', message);
			},
		});
		return this.#front;
	}

	async #takePorts(count: number): Promise<readonly number[]> {
		const {portsInUse} = this.#parts;
		const ports: number[] = [];
		while (ports.length < count) {
			const port = await findFreePort(portsInUse);
			portsInUse.add(port);
			ports.push(port);
		}
		return ports;
	}

	#inBackground(work: Promise<void>): void {
		const tracked = work.catch(() => undefined);
		this.#leaving.add(tracked);
		void tracked.then(() => this.#leaving.delete(tracked));
	}

	#afterOthers<Result>(work: () => Promise<Result>): Promise<Result> {
		const result = this.#queue.then(work);
		this.#queue = result.catch(() => undefined);
		return result;
	}

	#say({serviceId, deploymentId}: ReleaseSpec, phase: 'deploy' | 'release' | 'run', message: string): void {
		this.#parts.events.happened({serviceId, deploymentId, phase, message});
	}
}

function unhealthy({spec, waitingFor}: RunningRelease): ReleaseFailure {
	const hint = waitingFor === nothingListens ? ' (the app gets it as PORT)' : '';
	const reason = waitingFor === '' ? '' : `: ${waitingFor}${hint}`;
	return {cause: 'unhealthy', message: `The app was not healthy within ${spec.healthTimeoutMs / 1000} s${reason}.`};
}

const targetsOf = ({ports, spec}: RunningRelease) => ({
	targets: ports,
	mode: spec.health.type === 'http' ? ('http' as const) : ('tcp' as const),
});
