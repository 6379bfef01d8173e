/** Speaks to one registry: authenticates when asked, tries again what may be, follows no redirect. */
import {WizardError} from '../../shared/errors.ts';
import type {Secret} from '../../shared/secret.ts';
import {jsonObject} from '../build/json-object.ts';
import type {Clock} from '../machine/clock.ts';
import {TransportError} from '../machine/http-errors.ts';
import type {ExchangeReply, ExchangeRequest, Exchanges} from '../machine/http-exchange.ts';
import {type RetryPolicy, retryDelay} from '../machine/retry.ts';
import {type Challenge, parseChallenge} from './challenge.ts';
import {codesOf, failed, refused} from './registry-errors.ts';

export interface RegistryRequest extends Pick<ExchangeRequest, 'method' | 'url' | 'body'> {
	readonly headers?: Readonly<Record<string, string>>;
	/** The one who asks goes on from where it broke off, so nothing is tried again here. */
	readonly once?: boolean;
}

export interface RegistryClient {
	readonly origin: URL;
	/** @throws `registry/refused`, `registry/failed`, and `TransportError` under `once` */
	send(request: RegistryRequest): Promise<ExchangeReply>;
	/** Waits as the retry rules say after a failure, or gives it up. */
	pause(outcome: ExchangeReply | TransportError, attempt: number): Promise<boolean>;
}

interface Options {
	readonly registry: string;
	readonly insecure: boolean;
	readonly repository: string;
	readonly credentials: {readonly username: string; readonly password: Secret};
	readonly exchanges: Exchanges;
	readonly clock: Clock;
	readonly policy: RetryPolicy;
	readonly signal: AbortSignal | undefined;
	readonly onWait: (attempt: number) => void;
}

const idleMs = 15_000;
/** A registry may digest a large upload before it answers. */
const uploadIdleMs = 60_000;

export function createRegistryClient(options: Options): RegistryClient {
	const {registry, insecure, repository, credentials, exchanges, clock, policy, signal, onWait} = options;
	const origin = new URL(`${insecure ? 'http' : 'https'}://${registry}`);
	if (insecure && !isLoopback(origin)) throw unsafe(registry);
	const basic = `Basic ${Buffer.from(`${credentials.username}:${credentials.password.reveal()}`).toString('base64')}`;
	// Lives as long as this push and is kept nowhere else.
	const held: {authorization: string | null} = {authorization: null};

	const exchange = (request: RegistryRequest, authorization: string | null): Promise<ExchangeReply> =>
		exchanges.send({
			method: request.method,
			url: request.url,
			headers: {
				'user-agent': 'cs-wizard',
				...request.headers,
				...(authorization === null ? {} : {authorization}),
			},
			...(request.body === undefined ? {} : {body: request.body}),
			...(signal === undefined ? {} : {signal}),
			idleMs: request.body === undefined ? idleMs : uploadIdleMs,
		});

	async function authorized(request: RegistryRequest): Promise<ExchangeReply> {
		const used = held.authorization;
		const first = await exchange(request, used);
		if (first.status !== 401) return first;
		// A push in parallel may have fetched a new token meanwhile.
		if (held.authorization === used)
			held.authorization = await answerTo(parseChallenge(first.headers['www-authenticate']));
		return exchange(request, held.authorization);
	}

	async function answerTo(challenge: Challenge | null): Promise<string> {
		if (challenge === null) throw refused(registry, 401);
		if (challenge.scheme === 'basic') return basic;
		const url = tokenUrl(challenge);
		const reply = await retried(() => exchange({method: 'GET', url}, basic));
		if (reply.status === 401 || reply.status === 403) throw refused(registry, reply.status);
		const answer = jsonObject(reply.text);
		const token = answer?.['token'] ?? answer?.['access_token'];
		if (reply.status !== 200 || typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
			throw failed(registry, `has a token server that gives no token (${reply.status})`);
		return `Bearer ${token}`;
	}

	/** The credential goes to the realm, so it has to be as safe as the registry itself. */
	function tokenUrl({realm, service, scopes}: Extract<Challenge, {scheme: 'bearer'}>): URL {
		if (!URL.canParse(realm)) throw failed(registry, 'names a token server whose address does not read');
		const url = new URL(realm);
		const plainIsSafe = url.protocol === 'http:' && insecure && isLoopback(url);
		if ((url.protocol !== 'https:' && !plainIsSafe) || url.username !== '' || url.password !== '')
			throw unsafe(url.host);
		if (service !== null) url.searchParams.set('service', service);
		for (const scope of scopes.length > 0 ? scopes : [`repository:${repository}:pull,push`])
			url.searchParams.append('scope', scope);
		return url;
	}

	async function pause(outcome: ExchangeReply | TransportError, attempt: number): Promise<boolean> {
		const waitMs = retryDelay({
			outcome: outcome instanceof TransportError ? outcome : {...outcome, json: jsonObject(outcome.text)},
			// Each of a push's requests may be sent twice: the digest decides what is kept.
			request: {method: 'PUT'},
			attempt,
			elapsedMs: 0,
			now: clock.now(),
			policy,
		});
		if (waitMs === null) return false;
		onWait(attempt);
		await clock.sleep(waitMs, signal);
		return true;
	}

	async function retried(send: () => Promise<ExchangeReply>): Promise<ExchangeReply> {
		for (let attempt = 1; ; attempt += 1) {
			const outcome = await send().catch((error: unknown) => {
				if (error instanceof TransportError) return error;
				throw error;
			});
			if (!(outcome instanceof TransportError) && outcome.status < 400) policy.succeeded();
			if (await pause(outcome, attempt)) continue;
			if (outcome instanceof TransportError) throw failed(registry, `does not answer (${outcome.code})`, outcome);
			return outcome;
		}
	}

	return {
		origin,
		pause,
		async send(request) {
			const reply = await (request.once === true ? authorized(request) : retried(() => authorized(request)));
			if (reply.status === 401 || reply.status === 403) {
				const what = codesOf(reply);
				throw refused(registry, Number(what.slice(0, 3)));
			}
			return reply;
		},
	};
}

function isLoopback({hostname}: URL): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function unsafe(host: string): WizardError {
	return new WizardError('api/insecure', {
		message: `${host} is reached without encryption, and the push would send a credential there.`,
		hint: 'Use a registry with https; plain http is for this machine only.',
		facts: {host},
	});
}
