/** Speaks to one registry: authenticates when asked, tries again what may be, follows no redirect but to a blob's store. */
import {WizardError} from '../../shared/errors.ts';
import type {Secret} from '../../shared/secret.ts';
import {jsonObject} from '../build/json-object.ts';
import type {Clock} from '../machine/clock.ts';
import {TransportError} from '../machine/http-errors.ts';
import type {ExchangeReply, ExchangeRequest, Exchanges, OpenReply} from '../machine/http-exchange.ts';
import {type RetryPolicy, retryDelay} from '../machine/retry.ts';
import {isLoopback} from '../machine/loopback.ts';
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
	/** A blob's bytes, once. A store that the registry sends on to gets no credential. @throws `registry/refused`, `registry/failed`, `TransportError` */
	open(url: URL): Promise<OpenReply>;
	/** Waits as the retry rules say after a failure, or gives it up. */
	pause(outcome: ExchangeReply | TransportError, attempt: number): Promise<boolean>;
}

export interface RegistryCredentials {
	readonly username: string;
	readonly password: Secret;
}

interface Options {
	readonly registry: string;
	readonly insecure: boolean;
	readonly repository: string;
	/** Asked for once the registry wants to know who it is; null reads what everybody may. */
	readonly credentials: () => Promise<RegistryCredentials | null>;
	/** What a token is asked for when the registry does not say. */
	readonly actions: 'pull' | 'pull,push';
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
	const {registry, insecure, repository, credentials, actions, exchanges, clock, policy, signal, onWait} = options;
	const origin = new URL(`${insecure ? 'http' : 'https'}://${registry}`);
	if (insecure && !isLoopback(origin.hostname)) throw unsafe(registry);
	// Lives as long as this push or pull and is kept nowhere else.
	const held: {authorization: string | null} = {authorization: null};

	const exchange = (request: RegistryRequest, authorization: string | null): Promise<ExchangeReply> =>
		exchanges.send({
			method: request.method,
			url: request.url,
			headers: headersFor(authorization, request.headers),
			...(request.body === undefined ? {} : {body: request.body}),
			...(signal === undefined ? {} : {signal}),
			idleMs: request.body === undefined ? idleMs : uploadIdleMs,
		});

	async function openOnce(url: URL, authorization: string | null): Promise<OpenReply> {
		const headers = headersFor(authorization);
		const reply = await exchanges.open({
			method: 'GET',
			url,
			headers,
			idleMs,
			...(signal === undefined ? {} : {signal}),
		});
		if (reply.status !== 200) reply.close();
		return reply;
	}

	async function authorized<Reply extends OpenReply | ExchangeReply>(
		exchangeAs: (authorization: string | null) => Promise<Reply>,
	): Promise<Reply> {
		const used = held.authorization;
		const first = await exchangeAs(used);
		if (first.status !== 401) return first;
		// A push in parallel may have fetched a new token meanwhile.
		if (held.authorization === used)
			held.authorization = await answerTo(parseChallenge(first.headers['www-authenticate']));
		return exchangeAs(held.authorization);
	}

	async function answerTo(challenge: Challenge | null): Promise<string> {
		if (challenge === null) throw refused(registry, 401);
		const known = await credentials();
		const basic =
			known === null ? null : `Basic ${Buffer.from(`${known.username}:${known.password.reveal()}`).toString('base64')}`;
		if (challenge.scheme === 'basic') {
			if (basic === null) throw refused(registry, 401);
			return basic;
		}
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
		const plainIsSafe = url.protocol === 'http:' && insecure && isLoopback(url.hostname);
		if ((url.protocol !== 'https:' && !plainIsSafe) || url.username !== '' || url.password !== '')
			throw unsafe(url.host);
		if (service !== null) url.searchParams.set('service', service);
		for (const scope of scopes.length > 0 ? scopes : [`repository:${repository}:${actions}`])
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
			const once = (): Promise<ExchangeReply> => authorized(authorization => exchange(request, authorization));
			const reply = await (request.once === true ? once() : retried(once));
			if (reply.status === 401 || reply.status === 403) {
				const what = codesOf(reply);
				throw refused(registry, Number(what.slice(0, 3)));
			}
			return reply;
		},
		async open(url) {
			let reply = await authorized(authorization => openOnce(url, authorization));
			if (reply.status === 401 || reply.status === 403) throw refused(registry, reply.status);
			for (let hops = 0, at = url; isRedirect(reply) && hops < 5; hops += 1) {
				at = storeUrl(reply.headers['location'], at);
				reply = await openOnce(at, null);
			}
			return reply;
		},
	};

	/** Where the blob lies, as safe as the registry itself. */
	function storeUrl(location: string | undefined, current: URL): URL {
		if (location === undefined || !URL.canParse(location, current.href))
			throw failed(registry, 'sends on to an address that does not read');
		const url = new URL(location, current);
		if (url.protocol !== 'https:' && !(insecure && isLoopback(url.hostname))) throw unsafe(url.host);
		return url;
	}
}

function headersFor(
	authorization: string | null,
	more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
	return {'user-agent': 'cs-wizard', ...more, ...(authorization === null ? {} : {authorization})};
}

const isRedirect = ({status}: OpenReply): boolean => [301, 302, 303, 307, 308].includes(status);

function unsafe(host: string): WizardError {
	return new WizardError('api/insecure', {
		message: `${host} is reached without encryption, and the push would send a credential there.`,
		hint: 'Use a registry with https; plain http is for this machine only.',
		facts: {host},
	});
}
