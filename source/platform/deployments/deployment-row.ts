import * as z from 'zod';
import {type Deployment, deploymentSchema} from '../../shared/api-contract.ts';
import type {PlatformSchema} from '../store/schema.ts';

export type DeploymentRow = PlatformSchema['deployment'];

/** What a deployment was asked to be; kept as JSON, without any secret's value. */
const deploymentSpecSchema = z.object({
	secretsPath: z.string().optional(),
	secretNames: z.array(z.string()).optional(),
	health: z.object({type: z.enum(['http', 'tcp', 'none']), path: z.string()}),
	count: z.int(),
	healthTimeoutMs: z.int(),
	/** The client's own count of what makes this release what it is; given back as it came. */
	fingerprint: z.string().optional(),
});
export type DeploymentSpec = z.infer<typeof deploymentSpecSchema>;

export const specOf = (row: DeploymentRow): DeploymentSpec => deploymentSpecSchema.parse(JSON.parse(row.request));

export type Phase = Deployment['phases'][number];
export type ErrorDetails = NonNullable<Deployment['errorDetails']>;

const phasesSchema = deploymentSchema.shape.phases;
export const pendingPhases: readonly Phase[] = [
	{name: 'deploy', status: 'pending'},
	{name: 'release', status: 'pending'},
];

export const hasEnded = (status: DeploymentRow['status']): boolean => status !== 'PENDING' && status !== 'IN_PROGRESS';

interface Shown {
	readonly serviceName: string;
	readonly waitingFor: string | null;
}

/** A deployment as the API shows it. */
export function showDeployment(row: DeploymentRow, {serviceName, waitingFor}: Shown): Deployment {
	const {fingerprint} = specOf(row);
	const details =
		row.error_details === null ? undefined : deploymentSchema.shape.errorDetails.parse(JSON.parse(row.error_details));
	return {
		id: row.id,
		status: row.status,
		serviceId: row.service_id,
		integrationId: '',
		integrationName: serviceName,
		image: row.image,
		...(fingerprint === undefined ? {} : {fingerprint}),
		release: row.release,
		active: row.active === 1,
		...(row.url === null ? {} : {url: row.url}),
		createdAt: new Date(row.created_at).toISOString(),
		...(row.ended_at === null ? {} : {endedAt: new Date(row.ended_at).toISOString()}),
		phases: phasesSchema.parse(JSON.parse(row.phases)),
		...(row.error === null ? {} : {error: row.error}),
		...(details === undefined ? {} : {errorDetails: details}),
		...(waitingFor === null || hasEnded(row.status) ? {} : {waitingFor}),
	};
}
