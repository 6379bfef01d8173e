import type {Deployment, Service} from '../../../shared/api-contract.ts';

export interface ReleaseRequest {
	readonly serviceId: string;
	/** `host:port/namespace/name@sha256:…` */
	readonly image: string;
	readonly secretsPath: string | null;
	readonly secretNames: readonly string[];
	readonly health: {readonly type: 'http' | 'tcp' | 'none'; readonly path: string};
	readonly count: number;
	readonly healthTimeoutMs: number | null;
	readonly fingerprint: string;
}

/** Where releases run. Adding one is a file here and a line in all-targets.ts. */
export interface DeployTarget {
	readonly id: string;
	readonly title: string;
	/** The newest first. */
	list(serviceId: string): Promise<readonly Deployment[]>;
	get(deploymentId: string): Promise<Deployment>;
	/** The same key gives the same deployment, however often it is sent. */
	create(request: ReleaseRequest, idempotencyKey: string): Promise<{readonly deploymentId: string}>;
	cancel(deploymentId: string): Promise<void>;
	service(serviceId: string): Promise<Service | null>;
}
