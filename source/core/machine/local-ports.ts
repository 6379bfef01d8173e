/** Ports of this machine's loopback: a free one, and whether something answers there. */
import {request} from 'node:http';
import {connect, createServer} from 'node:net';

/** Below the ports that systems hand out to outgoing connections (Linux from 32768, macOS and IANA from 49152), so that an app gets its own back after a restart. */
const firstPort = 20_000;
const lastPort = 32_000;

/** @throws when 200 ports in a row are taken */
export async function findFreePort(taken: ReadonlySet<number> = new Set()): Promise<number> {
	const start = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
	for (let step = 0; step < 200; step++) {
		const port = firstPort + ((start - firstPort + step) % (lastPort - firstPort));
		if (!taken.has(port) && (await isPortFree(port))) return port;
	}
	throw new Error(`No port from ${start} on is free.`);
}

export function isPortFree(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen({port, host: '127.0.0.1', exclusive: true}, () => server.close(() => resolve(true)));
	});
}

export type ProbeAnswer =
	| {readonly answer: 'ok'; readonly status?: number}
	/** Nothing listens. */
	| {readonly answer: 'refused'}
	| {readonly answer: 'broken'; readonly status?: number; readonly why: string};

/** An app that listens on `localhost` has the one or the other, depending on the machine. */
export const loopbackHosts = ['127.0.0.1', '::1'] as const;

export const probeTcp = (port: number, timeoutMs = 2000): Promise<ProbeAnswer> =>
	firstToListen(host => connectOnce(host, port, timeoutMs));

/** `GET path`; 2xx and 3xx are ok, and redirects are not followed. */
export const probeHttp = (port: number, path: string, timeoutMs = 5000): Promise<ProbeAnswer> =>
	firstToListen(host => getOnce({host, port, path, timeoutMs}));

async function firstToListen(probe: (host: string) => Promise<ProbeAnswer>): Promise<ProbeAnswer> {
	for (const host of loopbackHosts) {
		const answer = await probe(host);
		if (answer.answer !== 'refused') return answer;
	}
	return {answer: 'refused'};
}

function connectOnce(host: string, port: number, timeoutMs: number): Promise<ProbeAnswer> {
	return new Promise(resolve => {
		const socket = connect({port, host, timeout: timeoutMs});
		const end = (answer: ProbeAnswer) => {
			socket.destroy();
			resolve(answer);
		};
		socket.once('connect', () => end({answer: 'ok'}));
		socket.once('timeout', () => end({answer: 'broken', why: 'did not answer in time'}));
		socket.once('error', error => end(failure(error)));
	});
}

interface Get {
	readonly host: string;
	readonly port: number;
	readonly path: string;
	readonly timeoutMs: number;
}

function getOnce({host, port, path, timeoutMs}: Get): Promise<ProbeAnswer> {
	return new Promise(resolve => {
		const asked = request(
			{
				port,
				path: path.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent),
				host,
				agent: false,
				signal: AbortSignal.timeout(timeoutMs),
				headers: {'user-agent': 'cs-wizard-health', accept: '*/*'},
			},
			response => {
				const status = response.statusCode ?? 0;
				// The body is read to its end: an app may log a connection cut short as an error.
				response.resume();
				response.on('error', () => undefined);
				resolve(
					status >= 200 && status < 400
						? {answer: 'ok', status}
						: {answer: 'broken', status, why: `answered ${status}`},
				);
			},
		);
		asked.on('error', error => resolve(failure(error)));
		asked.end();
	});
}

/** The last three: this machine has no IPv6. */
const nobodyThere = new Set(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENETUNREACH']);

function failure(error: Error): ProbeAnswer {
	const code = 'code' in error ? error.code : undefined;
	if (typeof code === 'string' && nobodyThere.has(code)) return {answer: 'refused'};
	if (error.name === 'AbortError' || error.name === 'TimeoutError')
		return {answer: 'broken', why: 'did not answer in time'};
	if (code === 'ECONNRESET') return {answer: 'broken', why: 'closed the connection'};
	return {answer: 'broken', why: 'did not answer in HTTP'};
}
