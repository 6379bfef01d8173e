/** What each command gives with `--json`: the public fields. A command may add some, never rename or drop these. */
import * as z from 'zod';

const time = z.iso.datetime();
const milliseconds = z.number().nonnegative();

export const errorResult = z.object({
	error: z.object({
		code: z.string().regex(/^[a-z-]+\/[a-z-]+$/),
		message: z.string().min(1),
		hint: z.string().min(1),
		next: z.array(z.object({command: z.string(), when: z.string()})),
		exitCode: z.int(),
		docs: z.string(),
	}),
});

const credentialStore = z.object({
	backend: z.enum(['keychain', 'encrypted-file', 'file', 'env']),
	durable: z.boolean(),
	location: z.string(),
});

export const accountResult = z.object({
	user: z.object({id: z.number(), uuid: z.string(), email: z.string()}),
	api_url: z.url(),
	client_id: z.string(),
	source: z.string(),
	credential_store: credentialStore,
	expires_at: time,
	services: z.int(),
});

export const logoutResult = z.object({logged_out: z.boolean(), revoked: z.boolean()});

export const authResult = z.object({
	credential_store: credentialStore,
	sources: z.array(
		z.object({source: z.string(), state: z.enum(['used', 'shadowed', 'absent', 'broken']), detail: z.string()}),
	),
});

export const repairResult = z.object({repaired: z.array(z.string())});

export const linkResult = z.object({
	service: z.object({id: z.string(), name: z.string()}).nullable(),
	file: z.string(),
});

const service = z.object({id: z.string(), name: z.string(), project_id: z.string(), status: z.string()});
export const serviceResult = service;
export const servicesResult = z.object({services: z.array(service)});

const platform = z.object({
	url: z.url(),
	nats_url: z.string().startsWith('nats://'),
	registry: z.string(),
	vault_addr: z.url(),
	client_id: z.string(),
	data_dir: z.string(),
	pid: z.int(),
});
export const platformResult = platform.extend({api_key: z.string().nullable()});
export const platformStatusResult = z.discriminatedUnion('running', [
	platform.extend({running: z.literal(true), api_key: z.undefined().optional()}),
	z.object({running: z.literal(false)}),
]);
export const stopResult = z.object({stopped: z.boolean()});
export const keysResult = z.object({
	keys: z.array(
		z.object({
			id: z.string(),
			prefix: z.string(),
			client_id: z.string(),
			created_at: time,
			last_used_at: time.nullable(),
			revoked_at: time.nullable(),
		}),
	),
});
export const keyResult = z.object({id: z.string(), api_key: z.string(), client_id: z.string()});
export const revokeResult = z.object({changed: z.array(z.string())});

const event = z.object({type: z.string().regex(/^task\.(started|progress|log|finished|failed)$/), task: z.string()});
const outcome = z.object({
	type: z.literal('result'),
	outcome: z.enum(['live', 'failed', 'reverted', 'running', 'unknown', 'unchanged']),
	deployment_id: z.string().nullable(),
	image: z.object({ref: z.string(), digest: z.string()}).nullable(),
	url: z.string().nullable(),
	duration_ms: milliseconds,
	error: errorResult.shape.error.optional(),
});
/** Each line of a deploy. */
export const deployLine = z.union([outcome, event]);

const deployment = z.object({
	id: z.string(),
	status: z.string(),
	image: z.string(),
	url: z.string().nullable(),
	created_at: time,
});
export const deploymentResult = deployment;
export const deploymentsResult = z.object({deployments: z.array(deployment)});

/** Each line of the logs. */
export const logLine = z.union([
	z.object({
		seq: z.int(),
		timestamp: time,
		stream: z.enum(['stdout', 'stderr']),
		phase: z.string(),
		source: z.string(),
		content: z.string(),
	}),
	z.object({type: z.literal('gap'), from_seq: z.int(), to_seq: z.int(), recovered: z.int(), lost: z.int()}),
]);

export const doctorResult = z.object({
	ok: z.boolean(),
	checks: z.array(
		z.object({
			name: z.string(),
			status: z.enum(['ok', 'warn', 'error', 'skipped']),
			detail: z.string(),
			fix: z.string(),
			duration_ms: milliseconds,
		}),
	),
});

export const lintResult = z.object({
	ok: z.boolean(),
	problems: z.array(z.object({pointer: z.string(), message: z.string(), suggestion: z.string().nullable()})),
});
export const explainResult = z.object({
	answers: z.array(z.object({key: z.string(), flag: z.string(), env: z.string(), source: z.string()})),
});
export const planResult = z.object({dry_run: z.literal(true), tasks: z.array(z.object({task: z.string()}))});
export const schemaResult = z.object({$schema: z.string(), type: z.literal('object')});
export const templateResult = z.object({template: z.string()});
export const completionResult = z.object({shell: z.string(), script: z.string()});

const healthSchema = z.object({
	status: z.enum(['healthy', 'degraded', 'unavailable']),
	layers: z.array(
		z.object({
			name: z.enum([
				'dns',
				'tcp',
				'proxy',
				'tls',
				'service',
				'auth',
				'token',
				'store',
				'permission',
				'read',
				'sign',
				'latency',
			]),
			status: z.enum(['ok', 'warn', 'failed', 'skipped']),
			detail: z.string(),
			fix: z.string(),
			duration_ms: milliseconds,
		}),
	),
});
export const onboardResult = z.object({
	provider: z.string(),
	health: healthSchema,
	files: z.array(z.object({path: z.string(), keys: z.array(z.string())})),
	checklist: z.array(z.string()),
	warnings: z.array(z.string()),
});
export const unhealthyResult = errorResult.extend({health: healthSchema});
