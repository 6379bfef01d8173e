/** One HTTP request whose body may be larger than memory, as may be its answer. No redirect is followed; nothing is tried again here. */
import {once} from 'node:events';
import {type AgentOptions, Agent as HttpAgent, type IncomingMessage, request as httpRequest} from 'node:http';
import {Agent as HttpsAgent, request as httpsRequest} from 'node:https';
import {WizardError} from '../../shared/errors.ts';
import {TransportError, toTransportError} from './http-errors.ts';
import {isLoopback} from './loopback.ts';

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

/** An answer whose body is read piece by piece. */
export interface OpenReply extends Omit<ExchangeReply, 'text'> {
	readonly pieces: AsyncIterable<Uint8Array>;
	/** For a body that is not read to its end. */
	close(): void;
}

export interface Exchanges {
	/** @throws `TransportError` when no answer comes; every status is an answer. */
	send(request: ExchangeRequest): Promise<ExchangeReply>;
	/** The same for an answer of any size. Its pieces throw `TransportError` when it breaks off. */
	open(request: ExchangeRequest): Promise<OpenReply>;
	/** Ends the connections that are kept open between requests. */
	close(): void;
}

const maxReplyBytes = 1024 * 1024;
const connectMs = 5000;

interface Exchange {
	readonly response: IncomingMessage;
	/** What a broken connection is told as. */
	readonly told: (error: unknown) => unknown;
}

/** Requests over connections that are kept for the next one. */
export function openExchanges(env: Readonly<Record<string, string | undefined>>): Exchanges {
	const agentsWith = (options: AgentOptions) => ({
		'http:': new HttpAgent({keepAlive: true, ...options}),
		'https:': new HttpsAgent({keepAlive: true, ...options}),
	});
	// A proxy does not reach what runs on this machine.
	const agents = {here: agentsWith({}), elsewhere: agentsWith({proxyEnv: env})};

	async function exchange({method, url, headers, body, signal, idleMs}: ExchangeRequest): Promise<Exchange> {
		signal?.throwIfAborted();
		const secure = url.protocol === 'https:';
		const request = (secure ? httpsRequest : httpRequest)(url, {
			method,
			agent: agents[isLoopback(url.hostname) ? 'here' : 'elsewhere'][secure ? 'https:' : 'http:'],
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
		const told = (error: unknown): unknown => {
			request.destroy();
			if (signal?.aborted) return signal.reason;
			// What goes wrong in the body's own source keeps its name.
			if (error instanceof TransportError || error instanceof WizardError) return error;
			return toTransportError(error, url.origin, phase.connected ? 'response' : 'connect');
		};
		try {
			// An answer may come before the body is sent whole: then the rest is not wanted.
			await Promise.race([writeBody(request, body), replied]);
			const [response] = await replied;
			return {response, told};
		} catch (error) {
			replied.catch(() => undefined);
			throw told(error);
		}
	}

	return {
		close() {
			for (const each of Object.values(agents).flatMap(pair => Object.values(pair))) each.destroy();
		},
		async send(request) {
			const {response, told} = await exchange(request);
			try {
				return {status: response.statusCode ?? 0, headers: headersOf(response), text: await readText(response)};
			} catch (error) {
				throw told(error);
			}
		},
		async open(request) {
			const {response, told} = await exchange(request);
			return {
				status: response.statusCode ?? 0,
				headers: headersOf(response),
				pieces: piecesOf(response, told),
				close: () => void response.destroy(),
			};
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

async function* piecesOf(response: IncomingMessage, told: Exchange['told']): AsyncGenerator<Uint8Array> {
	try {
		for await (const piece of response) if (piece instanceof Buffer) yield piece;
	} catch (error) {
		throw told(error);
	}
}

async function readText(response: IncomingMessage): Promise<string> {
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
	return Buffer.concat(parts).toString('utf8');
}

function headersOf(response: IncomingMessage): Readonly<Record<string, string>> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(response.headers))
		if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
	return headers;
}
