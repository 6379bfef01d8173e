import type * as z from 'zod';
import {
	createDeploymentReplySchema,
	credentialReplySchema,
	deploymentSchema,
	type Deployment,
	serviceDetailsSchema,
} from '../../../source/shared/api-contract.ts';
import type {ServedInfo} from '../../../source/platform/serve/serve-platform.ts';

/** Calls of a signed-in caller, each parsed by its shared schema. */
export async function signIn({url, api_key, client_id}: Pick<ServedInfo, 'url' | 'api_key' | 'client_id'>) {
	const reply = await post(url, '/api/cli/auth', {api_key: api_key?.reveal(), client_id});
	const login = credentialReplySchema.parse(await reply.json());
	const headers = {authorization: `Bearer ${login.session_token}`};
	const send = (path: string, body: unknown, more: Record<string, string> = {}) =>
		post(url, path, body, {...headers, ...more});
	const get = (path: string, more: Record<string, string> = {}) =>
		fetch(`${url}${path}`, {headers: {...headers, ...more}});
	const parsed = async <Schema extends z.ZodType>(schema: Schema, reply: Promise<Response>) =>
		schema.parse(await (await reply).json());
	const deployment = (id: string) => parsed(deploymentSchema, get(`/api/v1/deployments/${id}`));
	return {
		login,
		send,
		get,
		parsed,
		deployment,
		imageOf: (name: string) => `${login.registry.url}/${login.registry.namespace}/${name}@sha256:${'a'.repeat(64)}`,
		async createService(name: string) {
			return (await parsed(serviceDetailsSchema, send('/api/cli/create-service', {name}))).service_id;
		},
		async deploy(serviceId: string, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
			const image = `${login.registry.url}/${login.registry.namespace}/app@sha256:${'a'.repeat(64)}`;
			return (
				await parsed(createDeploymentReplySchema, send('/api/v1/deployments', {serviceId, image, ...more}, headers))
			).deploymentId;
		},
		async ended(id: string): Promise<Deployment> {
			for (;;) {
				const now = await deployment(id);
				if (now.status !== 'PENDING' && now.status !== 'IN_PROGRESS') return now;
				await new Promise(resolve => setTimeout(resolve, 5));
			}
		},
	};
}

export function post(
	url: string,
	path: string,
	body: unknown,
	headers: Record<string, string> = {},
): Promise<Response> {
	return fetch(`${url}${path}`, {
		method: 'POST',
		headers: {'content-type': 'application/json', ...headers},
		body: JSON.stringify(body),
	});
}
