import {createServer} from 'node:http';
import {getRequestListener} from '@hono/node-server';
import {startListening} from '../../core/machine/tcp-server.ts';

export interface HttpListener {
	readonly port: number;
	/** Stops accepting at once, lets requests end for a while, then cuts what is left. */
	close(graceMs: number): Promise<void>;
}

/** A connection on which nothing moves for this long is cut; open event streams say something more often. */
const silenceMs = 120_000;

/** A head that takes longer to arrive is cut off. */
const slowestHeadMs = 4000;

interface Listen {
	readonly host: string;
	/** 0 takes a free one. */
	readonly port: number;
	readonly fetch: (request: Request, caller: {readonly remoteAddress: string}) => Response | Promise<Response>;
	/** How long a request may take to arrive whole; 0 for as long as it likes. */
	readonly requestTimeoutMs: number;
}

/** @throws `machine/port-taken`, `platform/start-failed` */
export async function listenHttp({host, port, fetch, requestTimeoutMs}: Listen): Promise<HttpListener> {
	const answer = getRequestListener(
		(request, {incoming}) => fetch(request, {remoteAddress: incoming.socket.remoteAddress ?? 'unknown'}),
		{overrideGlobalObjects: false},
	);
	const server = createServer(
		{requestTimeout: requestTimeoutMs, headersTimeout: slowestHeadMs, connectionsCheckingInterval: 500},
		(incoming, outgoing) => void answer(incoming, outgoing),
	);
	server.setTimeout(silenceMs);
	const heard = await startListening(server, {
		host,
		port,
		next: [{command: 'cs-wizard platform start --port 0', when: 'to take any free port'}],
	});
	return {
		port: heard,
		close: graceMs =>
			new Promise(resolve => {
				const cut = setTimeout(() => server.closeAllConnections(), graceMs);
				// A connection that is kept alive counts as open until its time is over: close each as it falls idle.
				const tidy = setInterval(() => server.closeIdleConnections(), 20);
				server.close(() => {
					clearTimeout(cut);
					clearInterval(tidy);
					resolve();
				});
			}),
	};
}
