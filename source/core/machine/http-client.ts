/**
 * HTTP for credentialed calls: no redirect is followed, an answer is at most 8 MB, every phase has a timeout,
 * and what may be tried again is (rules and figures: docs/decisions/0007-retries.md).
 */
import {Agent as HttpAgent} from 'node:http';
import {Agent as HttpsAgent} from 'node:https';
import {WizardError} from '../../shared/errors.ts';
import {jsonOf} from '../../shared/narrow.ts';
import {Secret} from '../../shared/secret.ts';
import type {Clock} from './clock.ts';
import {TransportError, toTransportError} from './http-errors.ts';
import {isLoopback} from './loopback.ts';
import {type RetryPolicy, retryDelay} from './retry.ts';

export interface HttpRequest {
	readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	readonly url: string;
	readonly headers?: Readonly<Record<string, string | Secret | undefined>>;
	/** Sent as JSON. */
	readonly json?: unknown;
	readonly body?: string | Uint8Array;
	/** `idempotent`: a POST with an idempotency key, safe to send twice. GET, HEAD, PUT and DELETE are by themselves. */
	readonly retry?: 'never' | 'idempotent';
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
	/** Of a private CA, PEM. */
	readonly ca?: string;
}

export interface HttpReply {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly text: string;
	/** The parsed body, or undefined when it is not JSON. */
	readonly json: unknown;
	readonly duration_ms: number;
	/** How far the server's clock is ahead of ours, by its `Date` header; absent without one. */
	readonly clockSkewMs?: number;
}

export interface HttpClient {
	/** @throws `TransportError` when no answer comes; every status is an answer. `api/insecure` when nobody would check who answers. */
	request(request: HttpRequest): Promise<HttpReply>;
}

interface Options {
	readonly clock: Clock;
	readonly userAgent: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly policy: RetryPolicy;
	/** Told before each wait, so that a screen can say "still trying (2/5)". */
	readonly onRetry?: (try_: {readonly attempt: number; readonly waitMs: number; readonly origin: string}) => void;
}

const maxBytes = 8 * 1024 * 1024;
const timeouts = {connect: 5000, secureConnect: 5000, response: 15_000, socket: 15_000} as const;

export function createHttpClient({clock, userAgent, env, policy, onRetry}: Options): HttpClient {
	const proxy = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].some(name => Boolean(env[name]));
	const proxyAgent = proxy ? {http: new HttpAgent({proxyEnv: env}), https: new HttpsAgent({proxyEnv: env})} : undefined;

	async function once(request: HttpRequest): Promise<HttpReply> {
		const {default: got, TimeoutError} = await import('got');
		const {origin, hostname, protocol} = new URL(request.url);
		const isHere = isLoopback(hostname);
		if (protocol === 'https:' && !isHere && env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') throw unverified(origin);
		// What runs on this machine is not behind a proxy, and its credentials are none of the proxy's business.
		const agent = isHere ? undefined : proxyAgent;
		const tooLarge = new AbortController();
		const started = clock.monotonic();
		const call = got(request.url, {
			method: request.method,
			headers: {'user-agent': userAgent, ...revealed(request.headers)},
			...(request.json === undefined ? {} : {json: request.json}),
			...(request.body === undefined ? {} : {body: request.body}),
			followRedirect: false,
			throwHttpErrors: false,
			retry: {limit: 0},
			timeout: {...timeouts, request: request.timeoutMs ?? 30_000},
			allowGetBody: true,
			signal: request.signal === undefined ? tooLarge.signal : AbortSignal.any([request.signal, tooLarge.signal]),
			...(agent === undefined ? {} : {agent}),
			...(request.ca === undefined ? {} : {https: {certificateAuthority: request.ca}}),
		});
		void call.on('downloadProgress', ({transferred}) => {
			if (transferred > maxBytes) tooLarge.abort();
		});
		try {
			const reply = await call;
			const date = Date.parse(reply.headers.date ?? '');
			return {
				status: reply.statusCode,
				headers: flat(reply.headers),
				text: reply.body,
				json: jsonOf(reply.body),
				duration_ms: clock.monotonic() - started,
				...(Number.isNaN(date) ? {} : {clockSkewMs: date - clock.now()}),
			};
		} catch (error) {
			if (request.signal?.aborted) throw request.signal.reason;
			if (tooLarge.signal.aborted) throw new TransportError({kind: 'too-large', code: 'TOO_LARGE', origin, sent: true});
			throw toTransportError(error, origin, error instanceof TimeoutError ? error.event : undefined);
		}
	}

	return {
		async request(request) {
			const started = clock.monotonic();
			for (let attempt = 1; ; attempt += 1) {
				const outcome = await once(request).catch((error: unknown) => {
					if (error instanceof TransportError) return error;
					throw error;
				});
				const waitMs = retryDelay({
					outcome,
					request,
					attempt,
					elapsedMs: clock.monotonic() - started,
					now: clock.now(),
					policy,
				});
				if (waitMs === null) {
					if (outcome instanceof TransportError) throw outcome;
					policy.succeeded();
					return outcome;
				}
				onRetry?.({attempt, waitMs, origin: new URL(request.url).origin});
				await clock.sleep(waitMs, request.signal);
			}
		},
	};
}

function revealed(headers: HttpRequest['headers'] = {}): Record<string, string> {
	const plain: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined) plain[name] = value instanceof Secret ? value.reveal() : value;
	}
	return plain;
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
	);
}

function unverified(origin: string): WizardError {
	return new WizardError('api/insecure', {
		message: `Credentials are not sent to ${origin}: NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody answer in its place.`,
		hint: 'Unset it. For a certificate of your own, name its authority in NODE_EXTRA_CA_CERTS.',
		next: [{command: 'env -u NODE_TLS_REJECT_UNAUTHORIZED cs-wizard …', when: 'to run without it'}],
		facts: {origin},
	});
}
