import type * as z from 'zod';
import {
	type AppTokenReply,
	appTokenReplySchema,
	type BuildLinesRequest,
	type CreateDeploymentRequest,
	type CredentialReply,
	createDeploymentReplySchema,
	credentialReplySchema,
	type Deployment,
	deploymentSchema,
	deploymentsReplySchema,
	logsReplySchema,
	type Service,
	type ServiceDetails,
	serviceDetailsSchema,
	servicesReplySchema,
} from '../../shared/api-contract.ts';
import {Secret} from '../../shared/secret.ts';
import type {HttpClient, HttpReply, HttpRequest} from '../machine/http-client.ts';
import {TransportError} from '../machine/http-errors.ts';
import {notOurs, replyError, unreachable} from './api-errors.ts';
import {safeApiUrl} from './api-url.ts';

/** What signs a call: an API key (exchanged on each use), or the session that came of one. */
export type ApiCredential =
	| {readonly kind: 'key'; readonly apiKey: Secret; readonly clientId: string}
	| {readonly kind: 'session'; readonly token: Secret};

interface Options {
	readonly http: HttpClient;
	readonly apiUrl: string;
	readonly signal?: AbortSignal;
}

type Request = Omit<HttpRequest, 'url' | 'headers'> & {
	readonly path: string;
	/** The Bearer. */
	readonly token?: Secret;
	readonly idempotencyKey?: string;
	/** Goes on for a moment although the run was stopped: a deployment is not asked for half, and a stop is told. */
	readonly evenWhenStopped?: boolean;
};
type Call<Schema extends z.ZodType> = Request & {readonly schema: Schema};

/** Below it the `Date` header's whole seconds and the way there look like a difference. */
const leastSkewMs = 5000;

/** The control plane's client. Every answer is parsed; every error is one a person can act on. */
export function createApiClient({http, apiUrl, signal}: Options) {
	const {origin} = safeApiUrl(apiUrl);
	const base = apiUrl.replace(/\/+$/, '');
	const seen = {clockSkewMs: 0};

	async function send({path, token, idempotencyKey, evenWhenStopped, ...request}: Request): Promise<HttpReply> {
		const headers = {
			...(token === undefined ? {} : {authorization: new Secret(`Bearer ${token.reveal()}`)}),
			...(idempotencyKey === undefined ? {} : {'idempotency-key': idempotencyKey}),
		};
		try {
			const reply = await http.request({
				...request,
				headers,
				url: `${base}${path}`,
				...(signal === undefined ? {} : {signal: evenWhenStopped ? soonAfter(signal) : signal}),
			});
			const skew = reply.clockSkewMs ?? 0;
			seen.clockSkewMs = Math.abs(skew) < leastSkewMs ? 0 : skew;
			return reply;
		} catch (error) {
			throw error instanceof TransportError ? unreachable(error) : error;
		}
	}

	/** What the server says of a failure may quote what we sent. */
	async function succeed(request: Request, sent: readonly Secret[] = []): Promise<HttpReply> {
		const reply = await send(request);
		if (reply.status >= 200 && reply.status <= 299) return reply;
		throw replyError(reply, origin, request.token === undefined ? sent : [...sent, request.token]);
	}

	async function call<Schema extends z.ZodType>(
		{schema, ...request}: Call<Schema>,
		sent: readonly Secret[] = [],
	): Promise<z.infer<Schema>> {
		const parsed = schema.safeParse((await succeed(request, sent)).json);
		if (!parsed.success) throw notOurs(origin);
		return parsed.data;
	}

	return {
		/** The origin that the credentials are bound to. */
		origin,

		/** How far the platform's clock is ahead of ours, by its last answer; 0 when they agree. */
		clockSkewMs: () => seen.clockSkewMs,

		/** `POST /api/cli/auth`, or `/api/cli/refresh` with `refresh`. @throws `auth/refused` */
		authenticate(credential: ApiCredential, {refresh = false} = {}): Promise<CredentialReply> {
			const path = refresh ? '/api/cli/refresh' : '/api/cli/auth';
			const request = {method: 'POST', path, retry: 'idempotent', schema: credentialReplySchema} as const;
			if (credential.kind === 'session') return call({...request, token: credential.token, json: {}});
			const {apiKey, clientId} = credential;
			return call({...request, json: {api_key: apiKey.reveal(), client_id: clientId}}, [apiKey]);
		},

		/** Ends the session and revokes its Vault token; the API key stays valid. */
		async logout(token: Secret): Promise<boolean> {
			const reply = await send({
				method: 'POST',
				path: '/api/cli/logout',
				token,
				json: {},
				retry: 'never',
				timeoutMs: 5000,
			});
			return reply.status >= 200 && reply.status < 300;
		},

		/** Credentials of one push, good for minutes. */
		appToken(token: Secret, appName: string): Promise<AppTokenReply> {
			return call({
				method: 'POST',
				path: '/api/cli/app-token',
				token,
				json: {app_name: appName},
				retry: 'idempotent',
				schema: appTokenReplySchema,
			});
		},

		async services(token: Secret): Promise<readonly Service[]> {
			return (
				await call({
					method: 'POST',
					path: '/api/cli/services',
					token,
					json: {},
					retry: 'idempotent',
					schema: servicesReplySchema,
				})
			).services;
		},

		serviceDetails(token: Secret, id: string): Promise<ServiceDetails> {
			return call({
				method: 'POST',
				path: '/api/cli/service-details',
				token,
				json: {service_id: id},
				retry: 'idempotent',
				schema: serviceDetailsSchema,
			});
		},

		createService(token: Secret, name: string, idempotencyKey: string): Promise<ServiceDetails> {
			return call({
				method: 'POST',
				path: '/api/cli/create-service',
				token,
				idempotencyKey,
				json: {name},
				retry: 'idempotent',
				schema: serviceDetailsSchema,
			});
		},

		createDeployment(token: Secret, request: CreateDeploymentRequest, idempotencyKey: string) {
			return call({
				method: 'POST',
				path: '/api/v1/deployments',
				token,
				idempotencyKey,
				json: request,
				retry: 'idempotent',
				evenWhenStopped: true,
				schema: createDeploymentReplySchema,
			});
		},

		deployment(token: Secret, id: string): Promise<Deployment> {
			return call({
				method: 'GET',
				path: `/api/v1/deployments/${encodeURIComponent(id)}`,
				token,
				schema: deploymentSchema,
			});
		},

		async deployments(token: Secret, serviceId: string): Promise<readonly Deployment[]> {
			const path = `/api/v1/deployments?serviceId=${encodeURIComponent(serviceId)}`;
			return (await call({method: 'GET', path, token, schema: deploymentsReplySchema})).deployments;
		},

		async cancelDeployment(token: Secret, id: string): Promise<void> {
			await succeed({
				method: 'POST',
				path: `/api/v1/deployments/${encodeURIComponent(id)}/cancel`,
				token,
				json: {},
				retry: 'never',
				timeoutMs: 5000,
				evenWhenStopped: true,
			});
		},

		/** Hands over output of a build that runs here, so that the platform numbers, keeps and publishes it. */
		async buildLines(token: Secret, request: BuildLinesRequest): Promise<void> {
			await succeed({
				method: 'POST',
				path: '/api/v1/deployments/build-lines',
				token,
				json: request,
				retry: 'never',
			});
		},

		logs(token: Secret, serviceId: string, {after, limit}: {readonly after: number; readonly limit: number}) {
			const path = `/api/v1/services/${encodeURIComponent(serviceId)}/logs?after=${after}&limit=${limit}`;
			return call({method: 'GET', path, token, schema: logsReplySchema});
		},
	};
}

export type ApiClient = ReturnType<typeof createApiClient>;

const graceMs = 5000;

function soonAfter(signal: AbortSignal): AbortSignal {
	const late = new AbortController();
	const count = () => void setTimeout(() => late.abort(signal.reason), graceMs).unref();
	if (signal.aborted) count();
	else signal.addEventListener('abort', count, {once: true});
	return late.signal;
}
