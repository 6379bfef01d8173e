import type {PlatformApp} from '../http/platform-app.ts';

export interface Gate {
	readonly fetch: (request: Request, caller: {readonly remoteAddress: string}) => Promise<Response>;
	/** Lets in who waited, and everybody after. */
	open(app: PlatformApp): void;
	/** Turns away who waits. */
	shut(): void;
}

/** Holds requests back until there is an app to answer them, so that the port can be taken before the rest is up. */
export function createGate(): Gate {
	const {promise, resolve} = Promise.withResolvers<PlatformApp | null>();
	return {
		async fetch(request, caller) {
			const app = await promise;
			return app === null ? new Response(null, {status: 503}) : app.fetch(request, caller);
		},
		open: app => resolve(app),
		shut: () => resolve(null),
	};
}
