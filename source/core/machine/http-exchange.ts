/** One HTTP request whose body may be larger than memory. No redirect is followed; nothing is tried again here. */
import {once} from 'node:events';
import {Agent as HttpAgent, type IncomingMessage, request as httpRequest} from 'node:http';
import {Agent as HttpsAgent, request as httpsRequest} from 'node:https';
import {TransportError, toTransportError} from './http-errors.ts';

export interface ExchangeRequest {
	readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: {readonly size: number; pieces(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>};
	readonly signal?: AbortSignal;
	/** How long nothing may move. */
	readonly idleMs: number;
}

export interface ExchangeReply {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly text: string;
}

export interface Exchanges {
	/** @throws `TransportError` when no answer comes; every status is an answer. */
	send(request: ExchangeRequest): Promise<ExchangeReply>;
	/** Ends the connections that are kept open between requests. */
	close(): void;
}

const maxReplyBytes = 1024 * 1024;
const connectMs = 5000;

/** Requests over connections that are kept for the next one. */
export function openExchanges(env: Readonly<Record<string, string | undefined>>): Exchanges {
	const agents = {
		'http:': new HttpAgent({keepAlive: true, proxyEnv: env}),
		'https:': new HttpsAgent({keepAlive: true, proxyEnv: env}),
	};
	return {
		close() {
			agents['http:'].destroy();
			agents['https:'].destroy();
		},
		async send({method, url, headers, body, signal, idleMs}) {
			signal?.throwIfAborted();
			const secure = url.protocol === 'https:';
			const request = (secure ? httpsRequest : httpRequest)(url, {
				method,
				agent: agents[secure ? 'https:' : 'http:'],
				headers: {...headers, 'content-length': String(body?.size ?? 0)},
				timeout: connectMs,
				...(signal === undefined ? {} : {signal}),
			});
			const timeOut = (): void => void request.destroy(Object.assign(new Error('idle'), {code: 'ETIMEDOUT'}));
			const phase = {connected: false};
			request.on('timeout', timeOut);
			request.on('socket', socket => {
				const connected = (): void => {
					phase.connected = true;
					socket.setTimeout(idleMs);
				};
				if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected);
				else connected();
			});
			const replied = once(request, 'response');
			try {
				// An answer may come before the body is sent whole: then the rest is not wanted.
				await Promise.race([writeBody(request, body), replied]);
				const [response] = await replied;
				return await readReply(response);
			} catch (error) {
				replied.catch(() => undefined);
				request.destroy();
				if (signal?.aborted) throw signal.reason;
				if (error instanceof TransportError) throw error;
				throw toTransportError(error, url.origin, phase.connected ? 'response' : 'connect');
			}
		},
	};
}

async function writeBody(request: ReturnType<typeof httpRequest>, body: ExchangeRequest['body']): Promise<void> {
	for await (const piece of body?.pieces() ?? []) {
		if (request.destroyed || request.writableEnded) return;
		if (!request.write(piece)) await once(request, 'drain');
	}
	request.end();
}

async function readReply(response: IncomingMessage): Promise<ExchangeReply> {
	const parts: Buffer[] = [];
	let size = 0;
	for await (const part of response) {
		if (!(part instanceof Buffer)) continue;
		size += part.byteLength;
		if (size > maxReplyBytes) {
			response.destroy();
			break;
		}
		parts.push(part);
	}
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(response.headers))
		if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
	return {status: response.statusCode ?? 0, headers, text: Buffer.concat(parts).toString('utf8')};
}
