import type {Engines} from '../../../source/platform/serve/engines.ts';
import type {ReleaseOutcome, ReleaseSpec, Runtime, RuntimeEvents} from '../../../source/platform/runtimes/runtime.ts';
import {Secret} from '../../../source/shared/secret.ts';

interface Published {
	readonly subject: string;
	readonly payload: unknown;
}

export interface FakeEngines extends Engines {
	readonly published: Published[];
	/** Names of the calls to the vault, with what they were about. */
	readonly vaultCalls: string[];
	readonly released: ReleaseSpec[];
	readonly recovered: ReleaseSpec[][];
	/** How the next releases end. */
	release: (spec: ReleaseSpec, events: RuntimeEvents, signal: AbortSignal) => Promise<ReleaseOutcome>;
}

/** A bus that remembers, a vault of two secrets, a registry that holds nothing, and a runtime that obeys the test. */
export function fakeEngines(): FakeEngines {
	const live = new Map<string, {deploymentId: string; release: number; url: string}>();
	const engines: FakeEngines = {
		published: [],
		vaultCalls: [],
		released: [],
		recovered: [],
		release: spec => Promise.resolve({outcome: 'live', url: `http://127.0.0.1:${spec.port}`}),
		startBus: () =>
			Promise.resolve({
				servers: ['nats://127.0.0.1:4222'],
				cliSeed: 'SUAFAKE',
				prefix: 'cs',
				publish: (subject, payload) => void engines.published.push({subject, payload}),
				close: () => Promise.resolve(),
			}),
		startVault: ({clock}) =>
			Promise.resolve({
				fetch: () => new Response('vault'),
				createToken: ({policies, ttlSeconds}) => {
					engines.vaultCalls.push(`create ${policies.join(',')} ${ttlSeconds}`);
					return Promise.resolve({
						token: new Secret(`hvs.${engines.vaultCalls.length}`),
						expiresAt: clock.now() + ttlSeconds * 1000,
					});
				},
				revokeToken: token => {
					engines.vaultCalls.push(`revoke ${token.reveal()}`);
					return Promise.resolve();
				},
				putPolicy: () => Promise.resolve(),
				readSecrets: () =>
					Promise.resolve(
						new Map([
							['DATABASE_URL', new Secret('postgres://db')],
							['OTHER', new Secret('x')],
						]),
					),
				close: () => Promise.resolve(),
			}),
		startRegistry: ({authenticate}) =>
			Promise.resolve({
				readImage: () => Promise.reject(new Error('empty')),
				async fetch(request) {
					const [user = '', password = ''] = atob(
						(request.headers.get('authorization') ?? '').replace('Basic ', ''),
					).split(':');
					return Response.json(await authenticate(user, password));
				},
				close: () => Promise.resolve(),
			}),
		createRuntime: ({events}): Runtime => ({
			id: 'fake',
			async release(spec, signal) {
				engines.released.push(spec);
				const outcome = await engines.release(spec, events, signal);
				if (outcome.outcome === 'live')
					live.set(spec.serviceId, {deploymentId: spec.deploymentId, release: spec.release, url: outcome.url});
				return outcome;
			},
			recover: specs => {
				engines.recovered.push([...specs]);
				return Promise.resolve();
			},
			state(serviceId) {
				const now = live.get(serviceId);
				if (now === undefined) return null;
				return {url: now.url, live: now, instances: [{name: 'app-1', pid: 1, state: 'running'}]};
			},
			stopService: () => Promise.resolve(),
			stopEverything: () => Promise.resolve(),
		}),
	};
	return engines;
}
