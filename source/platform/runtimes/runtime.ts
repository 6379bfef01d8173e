import type {Secret} from '../../shared/secret.ts';

/** One release of one service, as the control plane hands it to a runtime. */
export interface ReleaseSpec {
	readonly serviceId: string;
	readonly serviceName: string;
	readonly deploymentId: string;
	/** Counts the service's releases from 1. */
	readonly release: number;
	/** `host:port/namespace/name@sha256:…` */
	readonly image: string;
	/** Where the service answers; the same for all its releases. */
	readonly port: number;
	readonly count: number;
	/** Asked anew at each start of an instance, so that values are never kept. */
	readonly environment: () => Promise<ReadonlyMap<string, Secret>>;
	readonly health: {readonly type: 'http' | 'tcp' | 'none'; readonly path: string};
	/** A release that is not healthy by then has failed. */
	readonly healthTimeoutMs: number;
}

export interface RuntimeEvents {
	/** A line of the app, with its line end cut; `partial` when the app wrote no line end and the piece was cut at 8 KiB. */
	line(line: {
		readonly serviceId: string;
		readonly deploymentId: string;
		readonly instance: string;
		readonly stream: 'stdout' | 'stderr';
		readonly content: string;
		readonly partial?: boolean;
		readonly timestamp: number;
	}): void;
	/** What happens to the release, in people's words: `instance 1 started`, `healthy, switched`. */
	happened(event: {
		readonly serviceId: string;
		readonly deploymentId: string;
		readonly phase: 'deploy' | 'release' | 'run';
		readonly message: string;
	}): void;
	/** What it waits for now: `GET / answered 502, 3 tries`. */
	waiting(event: {readonly deploymentId: string; readonly reason: string}): void;
}

export type ReleaseOutcome =
	| {readonly outcome: 'live'; readonly url: string}
	| {
			readonly outcome: 'failed';
			readonly cause: 'image' | 'exited' | 'unhealthy' | 'cancelled' | 'start';
			/** One sentence for people. */
			readonly message: string;
			readonly exitCode?: number;
			readonly lastLines: readonly string[];
	  };

export interface ServiceState {
	readonly url: string;
	readonly live: {readonly deploymentId: string; readonly release: number} | null;
	readonly instances: readonly {
		readonly name: string;
		readonly pid: number;
		readonly state: 'starting' | 'running' | 'restarting' | 'stopped';
	}[];
}

/** Where the pushed image runs. Adding one is a file here and a line in all-runtimes.ts. */
export interface Runtime {
	readonly id: string;
	/** Starts beside the live release, waits for health, switches the URL, then stops the old one. The live one stays when it fails. */
	release(spec: ReleaseSpec, signal: AbortSignal): Promise<ReleaseOutcome>;
	/** After a start of the platform: finds the fronts and apps that outlived the last one, by pid and start time, and follows them again; starts those that are gone. */
	recover(live: readonly ReleaseSpec[]): Promise<void>;
	state(serviceId: string): ServiceState | null;
	stopService(serviceId: string): Promise<void>;
	/** SIGTERM, 10 s, SIGKILL; fronts too. */
	stopEverything(): Promise<void>;
}
