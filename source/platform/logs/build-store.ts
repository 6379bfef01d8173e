import type {Kysely} from 'kysely';
import {WizardError} from '../../shared/errors.ts';
import {nextNumber} from '../store/next-number.ts';
import type {PlatformSchema} from '../store/schema.ts';

const longestBuildMs = 6 * 60 * 60 * 1000;

interface Build {
	readonly id: string;
	readonly tenantId: string;
	readonly serviceId: string;
	readonly now: number;
}

/**
 * The job's number of a build or deployment that lines are handed in for; the first lines make the build.
 * @throws `api/conflict` when the id is in use elsewhere, or the build has ended
 */
export async function openBuild(db: Kysely<PlatformSchema>, {id, tenantId, serviceId, now}: Build): Promise<number> {
	return db.transaction().execute(async within => {
		const deployment = await within
			.selectFrom('deployment')
			.select(['tenant_id', 'service_id', 'job_id'])
			.where('id', '=', id)
			.executeTakeFirst();
		const build = await within.selectFrom('build').selectAll().where('id', '=', id).executeTakeFirst();
		const known = deployment ?? build;
		if (known !== undefined) {
			const mine = known.tenant_id === tenantId && known.service_id === serviceId;
			if (!mine || (build !== undefined && build.status !== 'running')) throw taken();
			return known.job_id;
		}
		await endForgotten(within, now);
		const jobId = await nextNumber(within, 'job');
		await within
			.insertInto('build')
			.values({id, tenant_id: tenantId, service_id: serviceId, job_id: jobId, status: 'running', created_at: now})
			.execute();
		return jobId;
	});
}

export async function endBuild(
	db: Kysely<PlatformSchema>,
	{id, tenantId, status}: {readonly id: string; readonly tenantId: string; readonly status: 'success' | 'failed'},
): Promise<boolean> {
	const ended = await db
		.updateTable('build')
		.set({status})
		.where('id', '=', id)
		.where('tenant_id', '=', tenantId)
		.where('status', '=', 'running')
		.executeTakeFirst();
	return ended.numUpdatedRows > 0n;
}

/** A build whose command line was killed never says how it ended; nobody should wait for it for ever. */
async function endForgotten(db: Kysely<PlatformSchema>, now: number): Promise<void> {
	await db
		.updateTable('build')
		.set({status: 'failed'})
		.where('status', '=', 'running')
		.where('created_at', '<', now - longestBuildMs)
		.execute();
}

function taken(): WizardError {
	return new WizardError('api/conflict', {
		message: 'This build id belongs to another build, or to one that has ended.',
		hint: 'Begin a build under a new id.',
	});
}
