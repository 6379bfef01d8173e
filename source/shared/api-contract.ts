/**
 * The control plane's HTTP API. The server answers with these shapes and the client parses them.
 * Names are CloudStation's where it has the call; the rest is ours (camelCase under /api/v1).
 */
import * as z from 'zod';
import {serviceNameSchema} from './service-name.ts';

export const cliUserSchema = z.object({
	id: z.int(),
	uuid: z.string(),
	email: z.string(),
	full_name: z.string().optional(),
	is_super_admin: z.boolean().default(false),
});

const linkedServiceSchema = z.object({
	id: z.string(),
	name: z.string(),
	project_id: z.string(),
	environment_id: z.string().default(''),
	cluster_id: z.string().default(''),
	cluster_domain: z.string().default(''),
	secrets_path: z.string().default(''),
});

export const registryCredentialsSchema = z.object({
	url: z.string(),
	username: z.string(),
	password: z.string(),
	namespace: z.string().default(''),
});

/** The reply of `POST /api/cli/auth` and `/api/cli/refresh`. Vault's `expires_at` is unix seconds, under one hour away. */
export const credentialReplySchema = z.object({
	user: cliUserSchema,
	vault: z.object({address: z.string(), token: z.string(), expires_at: z.int()}),
	nomad: z.object({address: z.string(), token: z.string()}).default({address: '', token: ''}),
	/** A list, or the comma list of older servers. */
	nats: z.object({
		servers: z.union([z.array(z.string()), z.string().transform(list => list.split(',').map(one => one.trim()))]),
		nkey_seed: z.string(),
		/** Ours: the subjects' prefix. */
		prefix: z.string().default('cs'),
	}),
	registry: registryCredentialsSchema,
	services: z.array(linkedServiceSchema),
	/** Ours: the Bearer of later calls, and its end (RFC 3339). */
	session_token: z.string().optional(),
	session_expires_at: z.string().optional(),
});
export type CredentialReply = z.infer<typeof credentialReplySchema>;

export const authRequestSchema = z.object({api_key: z.string().max(256), client_id: z.string().max(256)});
export const appTokenRequestSchema = z.object({app_name: z.string()});
export const appTokenReplySchema = z.object({registry: registryCredentialsSchema, expires_at: z.string()});
export type AppTokenReply = z.infer<typeof appTokenReplySchema>;

export const serviceSchema = z.object({
	id: z.string(),
	name: z.string(),
	type: z.string(),
	project_id: z.string(),
	project_name: z.string(),
	team_slug: z.string().optional(),
	status: z.string(),
	/** Ours: where it answers, once something was released. */
	url: z.string().optional(),
});
export type Service = z.infer<typeof serviceSchema>;
export const servicesReplySchema = z.object({services: z.array(serviceSchema)});
export const serviceDetailsRequestSchema = z.object({service_id: z.string()});
export const serviceDetailsSchema = z.object({
	service_id: z.string(),
	service_name: z.string(),
	integration_id: z.string(),
	project_id: z.string(),
	team_slug: z.string().optional(),
});
export type ServiceDetails = z.infer<typeof serviceDetailsSchema>;
export const createServiceRequestSchema = z.object({
	name: serviceNameSchema,
	project_name: z.string().optional(),
	repo_url: z.string().optional(),
	branch: z.string().optional(),
});

export const healthCheckSchema = z.object({
	type: z.enum(['http', 'tcp', 'none']).default('http'),
	path: z.string().startsWith('/').default('/'),
});

export const createDeploymentRequestSchema = z.object({
	serviceId: z.string(),
	/** `host:port/namespace/name@sha256:…` */
	image: z.string(),
	/** The app's environment is read from this path of the vault at each start of an instance; the values never pass through here. */
	secretsPath: z.string().optional(),
	secretNames: z.array(z.string()).optional(),
	health: healthCheckSchema.optional(),
	count: z.int().min(1).max(8).default(1),
	/** Milliseconds until a release that is not healthy fails; 60 000 unless told. */
	healthTimeoutMs: z.int().min(1000).max(600_000).optional(),
	/** What makes this release what it is (image, settings, version of its secrets), as the CLI counts it; given back as it came. */
	fingerprint: z.string().max(128).optional(),
});
export type CreateDeploymentRequest = z.infer<typeof createDeploymentRequestSchema>;

export const deploymentStatuses = ['PENDING', 'IN_PROGRESS', 'SUCCESS', 'FAILED', 'CANCELLED'] as const;
export const deploymentSchema = z.object({
	id: z.string(),
	status: z.enum(deploymentStatuses),
	serviceId: z.string(),
	integrationId: z.string().default(''),
	integrationName: z.string().default(''),
	image: z.string(),
	fingerprint: z.string().optional(),
	/** Ours: counts the service's releases from 1. */
	release: z.int(),
	/** Ours: true while this is the release that answers on the URL. */
	active: z.boolean(),
	url: z.string().optional(),
	createdAt: z.string(),
	endedAt: z.string().optional(),
	phases: z.array(
		z.object({
			name: z.enum(['deploy', 'release']),
			status: z.enum(['pending', 'in_progress', 'completed', 'failed']),
			startedAt: z.string().optional(),
			endedAt: z.string().optional(),
			error: z.string().optional(),
		}),
	),
	error: z.string().optional(),
	errorDetails: z
		.object({
			/** `exited`, `unhealthy`, `cancelled`, `image`, `abandoned` … */
			cause: z.string(),
			exitCode: z.int().optional(),
			/** The last lines of the app before it failed. */
			lastLines: z.array(z.string()).default([]),
			/** True when an older release still answers. */
			reverted: z.boolean(),
		})
		.optional(),
	/** What it waits for now: "GET / answered 502, 3 tries". */
	waitingFor: z.string().optional(),
});
export type Deployment = z.infer<typeof deploymentSchema>;
export const createDeploymentReplySchema = z.object({deploymentId: z.string(), status: z.enum(deploymentStatuses)});
export const deploymentsReplySchema = z.object({deployments: z.array(deploymentSchema)});

/** `GET /api/v1/deployments/{id}/logs?after=SEQ&limit=N` and `GET /api/v1/services/{id}/logs?after=SEQ&limit=N`. */
export const storedLineSchema = z.object({
	seq: z.int(),
	sequence: z.int(),
	/** RFC 3339. */
	timestamp: z.string(),
	stream: z.enum(['stdout', 'stderr']),
	phase: z.string(),
	source: z.string(),
	deploymentId: z.string(),
	content: z.string(),
});
export type StoredLine = z.infer<typeof storedLineSchema>;
export const logsReplySchema = z.object({
	lines: z.array(storedLineSchema),
	/** The newest `seq` of the service. */ last: z.int(),
});

/** `POST /api/v1/deployments/build-lines`: the CLI builds, so it hands its build output to the platform, which numbers and publishes it. */
export const buildLinesRequestSchema = z.object({
	serviceId: z.string(),
	/** The build's own id until a deployment has one. */
	deploymentId: z.string().regex(/^[A-Za-z\d_-]{1,64}$/),
	phase: z.enum(['init', 'detect', 'build', 'registry']),
	lines: z
		.array(z.object({stream: z.enum(['stdout', 'stderr']), content: z.string().max(8192), timestamp: z.number()}))
		.max(500),
	/** With the last lines: how the build ended. */
	end: z.enum(['success', 'failed']).optional(),
});
export type BuildLinesRequest = z.infer<typeof buildLinesRequestSchema>;
export const buildLinesReplySchema = z.object({
	accepted: z.int(),
	/** The newest `seq` of the service. */ last: z.int(),
});

export const logoutReplySchema = z.object({
	logged_out: z.boolean(),
	/** True when the Vault tokens of the session are revoked. */
	revoked: z.boolean(),
});

export const healthReplySchema = z.object({
	status: z.literal('ok'),
	name: z.literal('cs-wizard platform'),
	version: z.string(),
});

export const apiKeySchema = z.object({
	id: z.string(),
	prefix: z.string(),
	client_id: z.string(),
	created_at: z.string(),
	last_used_at: z.string().nullable(),
	revoked_at: z.string().nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** RFC 9457, `application/problem+json`. `error` repeats the message for clients that read only that. */
export const problemSchema = z.object({
	type: z.string(),
	title: z.string(),
	status: z.int(),
	code: z.string(),
	detail: z.string(),
	hint: z.string().optional(),
	request_id: z.string(),
	error: z.string(),
	facts: z.record(z.string(), z.unknown()).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
