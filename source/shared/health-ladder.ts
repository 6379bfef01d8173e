/** The rungs of a provider's health check, in the order they are climbed; the first broken one is to blame. */
export const ladderLayers = [
	'dns',
	'tcp',
	'proxy',
	'tls',
	'service',
	'auth',
	'token',
	'store',
	'permission',
	'read',
	'sign',
	'latency',
] as const;
export type LadderLayer = (typeof ladderLayers)[number];

export interface LayerResult {
	readonly name: LadderLayer;
	readonly status: 'ok' | 'warn' | 'failed' | 'skipped';
	/** What was found: "expires in 41 days". Never a secret. */
	readonly detail: string;
	/** The least change that mends it: policy text, role, command. Empty when nothing is broken. */
	readonly fix: string;
	readonly duration_ms: number;
}

export interface Health {
	readonly status: 'healthy' | 'degraded' | 'unavailable';
	readonly layers: readonly LayerResult[];
}

/** The rungs as claims that hold or not. */
export const layerClaims: Readonly<Record<LadderLayer, string>> = {
	dns: 'name resolves',
	tcp: 'connects',
	proxy: 'proxy lets it through',
	tls: 'TLS',
	service: 'service is ready',
	auth: 'signs in',
	token: 'token',
	store: 'store is there',
	permission: 'may use this path',
	read: 'reads and writes',
	sign: 'signs and verifies',
	latency: 'answers quickly',
};
