/** Passes HTTP requests on one by one, so that a switch of the release cuts none, whatever connection it came on. */
import {createServer, type IncomingMessage, request, type Server, type ServerResponse} from 'node:http';
import {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import type {FrontTargets, Passage} from './front-targets.ts';
import {join} from './front-tcp.ts';

/** These speak of one connection, not of the request (RFC 9110 §7.6.1). `expect` was answered already. */
const ofTheConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'expect']);

/** Not listening by itself: connections are handed to it. */
export function createHttpFront(targets: FrontTargets): Server {
	const server = createServer({
		maxHeaderSize: 64 * 1024,
		requestTimeout: 0,
		keepAliveTimeout: 75_000,
		noDelay: true,
	});
	server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
		void passRequest(incoming, response, targets);
	});
	server.on('upgrade', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
		void passUpgrade(incoming, {client, head}, targets);
	});
	return server;
}

async function passRequest(incoming: IncomingMessage, response: ServerResponse, targets: FrontTargets): Promise<void> {
	incoming.on('error', () => undefined);
	response.on('error', () => undefined);
	const passage = await targets.connect();
	if (passage === null) {
		refuse(response, targets);
		return;
	}
	passOn(incoming, response, passage, targets);
}

function passOn(incoming: IncomingMessage, response: ServerResponse, passage: Passage, targets: FrontTargets): void {
	const outgoing = request({
		method: incoming.method,
		path: incoming.url,
		headers: [...kept(incoming.rawHeaders), ...forwarded(incoming)],
		createConnection: () => passage.socket,
	});
	const end = () => {
		passage.done();
		passage.socket.destroy();
	};
	outgoing.on('response', answer => {
		response.writeHead(
			answer.statusCode ?? 502,
			answer.statusMessage,
			kept(answer.rawHeaders, name => name === 'transfer-encoding'),
		);
		// A stream of events may have its first byte much later.
		response.flushHeaders();
		answer.pipe(response);
		answer.on('error', () => response.destroy());
	});
	outgoing.on('error', () => {
		if (response.headersSent) response.destroy();
		else refuse(response, targets);
	});
	response.on('finish', end);
	response.on('close', end);
	incoming.pipe(outgoing);
}

/** After the upgrade it is no HTTP any more: the head is repeated and then bytes pass. */
async function passUpgrade(
	incoming: IncomingMessage,
	{client, head}: {readonly client: Duplex; readonly head: Buffer},
	targets: FrontTargets,
): Promise<void> {
	client.on('error', () => client.destroy());
	const passage = await targets.connect();
	if (passage === null || !(client instanceof Socket)) {
		passage?.socket.destroy();
		client.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
		return;
	}
	const lines = [`${incoming.method ?? 'GET'} ${incoming.url ?? '/'} HTTP/1.1`];
	for (const [name, value] of pairs([...incoming.rawHeaders, ...forwarded(incoming)])) lines.push(`${name}: ${value}`);
	passage.socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
	passage.socket.write(head);
	join(client, passage.socket);
}

function refuse(response: ServerResponse, {state}: FrontTargets): void {
	if (response.headersSent || response.destroyed) return;
	const isStarting = state.targets.length === 0;
	response.writeHead(isStarting ? 503 : 502, {
		'content-type': 'text/plain; charset=utf-8',
		'cache-control': 'no-store',
		'retry-after': '1',
	});
	response.end(
		isStarting
			? `${state.serviceName} has no live release yet.\n`
			: `${state.serviceName} does not answer right now. See its logs: cs-wizard logs\n`,
	);
}

function kept(rawHeaders: readonly string[], isDropped: (name: string) => boolean = () => false): string[] {
	return [...pairs(rawHeaders)]
		.filter(([name]) => !ofTheConnection.has(name.toLowerCase()) && !isDropped(name.toLowerCase()))
		.flat();
}

/** Who asked, as proxies tell it. */
function forwarded({socket, headers}: IncomingMessage): readonly string[] {
	const before = headers['x-forwarded-for'];
	if (before !== undefined) return [];
	return ['x-forwarded-for', socket.remoteAddress ?? '127.0.0.1', 'x-forwarded-proto', 'http'];
}

function* pairs(flat: readonly string[]): Generator<readonly [string, string]> {
	for (let index = 0; index + 1 < flat.length; index += 2) yield [flat[index] ?? '', flat[index + 1] ?? ''];
}
