import type {OpenAPIHono} from '@hono/zod-openapi';

export interface PlatformEnv {
	readonly Bindings: {
		/** The peer's address, as the server that holds the socket knows it. */
		readonly remoteAddress?: string;
	};
	readonly Variables: {requestId: string};
}

export type PlatformApp = OpenAPIHono<PlatformEnv>;

/** One line of the platform's log. Nothing of it is secret: no bodies, no queries, no headers. */
interface LogEntry {
	readonly level: 'info' | 'warn' | 'error';
	readonly event: string;
	readonly request_id?: string;
	readonly [fact: string]: unknown;
}

export type PlatformLog = (entry: LogEntry) => void;
