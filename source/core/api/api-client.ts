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
import {WizardError} from '../../shared/errors.ts';
import type {Secret} from '../../shared/secret.ts';
import type {HttpClient, HttpReply, HttpRequest} from '../machine/http-client.ts';
import {TransportError} from '../machine/http-errors.ts';
import {notOurs, replyError, unreachable} from './api-errors.ts';

/** What signs a call: an API key (exchanged on each use), or the session that came of one. */
export type ApiCredential =
	| {readonly kind: 'key'; readonly apiKey: Secret; readonly clientId: string}
	| {readonly kind: 'session'; readonly token: Secret};

interface Options {
	readonly http: HttpClient;
	readonly apiUrl: string;
	readonly signal?: AbortSignal;
}

type Call<Schema extends z.ZodType> = Omit<HttpRequest, 'url'> & {readonly path: string; readonly schema: Schema};

/** The control plane's client. Every answer is parsed; every error is one a person can act on. */
export function createApiClient({http, apiUrl, signal}: Options) {
	const {origin} = safeApiUrl(apiUrl);
	const base = apiUrl.replace(/\/+$/, '');

	async function send(request: Omit<HttpRequest, 'url'>, path: string): Promise<HttpReply> {
		try {
			return await http.request({...request, url: `${base}${path}`, ...(signal === undefined ? {} : {signal})});
		} catch (error) {
			throw error instanceof TransportError ? unreachable(error) : error;
		}
	}

	async function call<Schema extends z.ZodType>({path, schema, ...request}: Call<Schema>): Promise<z.infer<Schema>> {
		const reply = await send(request, path);
		if (reply.status < 200 || reply.status > 299) throw replyError(reply, origin);
		const parsed = schema.safeParse(reply.json);
		if (!parsed.success) throw notOurs(origin);
		return parsed.data;
	}

	const bearer = (token: Secret) => ({authorization: `Bearer ${token.reveal()}`});

	return {
		/** The origin that the credentials are bound to. */
		origin,

		/** `POST /api/cli/auth`, or `/api/cli/refresh` with `refresh`. @throws `auth/refused` */
		authenticate(credential: ApiCredential, {refresh = false} = {}): Promise<CredentialReply> {
			const path = refresh ? '/api/cli/refresh' : '/api/cli/auth';
			const signed =
				credential.kind === 'key'
					? {json: {api_key: credential.apiKey.reveal(), client_id: credential.clientId}}
					: {headers: bearer(credential.token), json: {}};
			return call({method: 'POST', path, ...signed, retry: 'idempotent', schema: credentialReplySchema});
		},

		/** Ends the session and revokes its Vault token; the API key stays valid. */
		async logout(token: Secret): Promise<boolean> {
			const reply = await send(
				{method: 'POST', headers: bearer(token), json: {}, retry: 'idempotent', timeoutMs: 5000},
				'/api/cli/logout',
			);
			return reply.status >= 200 && reply.status < 300;
		},

		/** Credentials of one push, good for minutes. */
		appToken(token: Secret, appName: string): Promise<AppTokenReply> {
			return call({
				method: 'POST',
				path: '/api/cli/app-token',
				headers: bearer(token),
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
					headers: bearer(token),
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
				headers: bearer(token),
				json: {service_id: id},
				retry: 'idempotent',
				schema: serviceDetailsSchema,
			});
		},

		createService(token: Secret, name: string, idempotencyKey: string): Promise<ServiceDetails> {
			return call({
				method: 'POST',
				path: '/api/cli/create-service',
				headers: {...bearer(token), 'idempotency-key': idempotencyKey},
				json: {name},
				retry: 'idempotent',
				schema: serviceDetailsSchema,
			});
		},

		createDeployment(token: Secret, request: CreateDeploymentRequest, idempotencyKey: string) {
			return call({
				method: 'POST',
				path: '/api/v1/deployments',
				headers: {...bearer(token), 'idempotency-key': idempotencyKey},
				json: request,
				retry: 'idempotent',
				schema: createDeploymentReplySchema,
			});
		},

		deployment(token: Secret, id: string): Promise<Deployment> {
			return call({
				method: 'GET',
				path: `/api/v1/deployments/${encodeURIComponent(id)}`,
				headers: bearer(token),
				schema: deploymentSchema,
			});
		},

		async deployments(token: Secret, serviceId: string): Promise<readonly Deployment[]> {
			const path = `/api/v1/deployments?serviceId=${encodeURIComponent(serviceId)}`;
			return (await call({method: 'GET', path, headers: bearer(token), schema: deploymentsReplySchema})).deployments;
		},

		async cancelDeployment(token: Secret, id: string): Promise<void> {
			const path = `/api/v1/deployments/${encodeURIComponent(id)}/cancel`;
			const reply = await send({method: 'POST', headers: bearer(token), json: {}, retry: 'idempotent'}, path);
			if (reply.status < 200 || reply.status > 299) throw replyError(reply, origin);
		},

		/** Hands over output of a build that runs here, so that the platform numbers, keeps and publishes it. */
		async buildLines(token: Secret, request: BuildLinesRequest): Promise<void> {
			const reply = await send(
				{method: 'POST', headers: bearer(token), json: request, retry: 'never'},
				'/api/v1/deployments/build-lines',
			);
			if (reply.status < 200 || reply.status > 299) throw replyError(reply, origin);
		},

		logs(token: Secret, serviceId: string, {after, limit}: {readonly after: number; readonly limit: number}) {
			const path = `/api/v1/services/${encodeURIComponent(serviceId)}/logs?after=${after}&limit=${limit}`;
			return call({method: 'GET', path, headers: bearer(token), schema: logsReplySchema});
		},
	};
}

export type ApiClient = ReturnType<typeof createApiClient>;

/** Credentials go to https, or to this machine. @throws `usage/bad-value`, `api/insecure` before any byte is sent */
export function safeApiUrl(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (
		url === null ||
		(url.protocol !== 'http:' && url.protocol !== 'https:') ||
		url.username !== '' ||
		url.password !== ''
	) {
		throw new WizardError('usage/bad-value', {
			message: 'The address of the API is not an http or https URL.',
			hint: 'Give it with its scheme and without a user name, for example https://api.cloud-station.io.',
		});
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
		throw new WizardError('api/insecure', {
			message: `Credentials are not sent to ${url.origin}: it is not encrypted.`,
			hint: 'Use https. Plain http is taken only for this machine.',
			facts: {origin: url.origin},
		});
	}
	return url;
}

export function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
