import type {Kysely} from 'kysely';
import {WizardError} from '../../shared/errors.ts';
import {hasEnded} from '../deployments/deployment-row.ts';
import type {PlatformSchema} from '../store/schema.ts';

/** What lines come from: a deployment, or a build that is none (yet). */
export interface LogSource {
	readonly serviceId: string;
	/** Null while it runs. */
	readonly ended: 'success' | 'failed' | null;
}

/** @throws `api/not-found`, also for another tenant's */
export async function findLogSource(
	db: Kysely<PlatformSchema>,
	{tenantId, id}: {readonly tenantId: string; readonly id: string},
): Promise<LogSource> {
	const deployment = await db
		.selectFrom('deployment')
		.select(['service_id', 'status'])
		.where('tenant_id', '=', tenantId)
		.where('id', '=', id)
		.executeTakeFirst();
	if (deployment !== undefined) {
		const outcome = deployment.status === 'SUCCESS' ? 'success' : 'failed';
		return {serviceId: deployment.service_id, ended: hasEnded(deployment.status) ? outcome : null};
	}
	const build = await db
		.selectFrom('build')
		.select(['service_id', 'status'])
		.where('tenant_id', '=', tenantId)
		.where('id', '=', id)
		.executeTakeFirst();
	if (build === undefined) {
		throw new WizardError('api/not-found', {
			message: `There is no build or deployment ${id.slice(0, 64)}.`,
			hint: 'Choose one of your deployments.',
			next: [{command: 'cs-wizard deploy list', when: 'to see them'}],
		});
	}
	return {serviceId: build.service_id, ended: build.status === 'running' ? null : build.status};
}
