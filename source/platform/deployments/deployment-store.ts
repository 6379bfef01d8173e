/** The state machine of deployments: PENDING → IN_PROGRESS → SUCCESS | FAILED | CANCELLED. Each step names the state it leaves. */
import type {Kysely} from 'kysely';
import {v7 as uuidv7} from 'uuid';
import {WizardError} from '../../shared/errors.ts';
import {nextNumber} from '../store/next-number.ts';
import type {PlatformSchema} from '../store/schema.ts';
import {
	type DeploymentRow,
	type DeploymentSpec,
	type ErrorDetails,
	type Phase,
	pendingPhases,
} from './deployment-row.ts';

type Db = Kysely<PlatformSchema>;

interface NewDeployment {
	readonly tenantId: string;
	readonly accountId: number;
	readonly serviceId: string;
	readonly image: string;
	readonly spec: DeploymentSpec;
	readonly now: number;
}

/** Takes the service's next release number. @throws `deploy/locked` while another deployment of the service runs */
export async function insertDeployment(within: Db, asked: NewDeployment): Promise<DeploymentRow> {
	const {tenantId, accountId, serviceId, image, spec, now} = asked;
	// The update comes first: it locks the service's row, so that two requests see each other.
	const {last_release} = await within
		.updateTable('service')
		.set(eb => ({last_release: eb('last_release', '+', 1)}))
		.where('tenant_id', '=', tenantId)
		.where('id', '=', serviceId)
		.returning('last_release')
		.executeTakeFirstOrThrow();
	const running = await within
		.selectFrom('deployment')
		.select('id')
		.where('service_id', '=', serviceId)
		.where('status', 'in', ['PENDING', 'IN_PROGRESS'])
		.executeTakeFirst();
	if (running !== undefined) throw locked(running.id);
	const row: DeploymentRow = {
		id: uuidv7(),
		tenant_id: tenantId,
		service_id: serviceId,
		account_id: accountId,
		job_id: await nextNumber(within, 'job'),
		status: 'PENDING',
		image,
		release: last_release,
		active: 0,
		request: JSON.stringify(spec),
		phases: JSON.stringify(pendingPhases),
		url: null,
		error: null,
		error_details: null,
		cancel_requested: 0,
		attempts: 0,
		created_at: now,
		ended_at: null,
	};
	await within.insertInto('deployment').values(row).execute();
	return row;
}

interface Mine {
	readonly tenantId: string;
	readonly deploymentId: string;
}

/** @throws `api/not-found`, also for another tenant's */
export async function findDeployment(db: Db, {tenantId, deploymentId}: Mine): Promise<DeploymentRow> {
	const row = await db
		.selectFrom('deployment')
		.selectAll()
		.where('tenant_id', '=', tenantId)
		.where('id', '=', deploymentId)
		.executeTakeFirst();
	if (row === undefined) throw noSuchDeployment(deploymentId);
	return row;
}

export async function listDeployments(
	db: Db,
	{tenantId, serviceId}: {readonly tenantId: string; readonly serviceId: string | undefined},
): Promise<readonly DeploymentRow[]> {
	let query = db
		.selectFrom('deployment')
		.selectAll()
		.where('tenant_id', '=', tenantId)
		.orderBy('created_at', 'desc')
		.orderBy('id', 'desc')
		.limit(100);
	if (serviceId !== undefined) query = query.where('service_id', '=', serviceId);
	return query.execute();
}

/** Null when it has ended already. */
export async function beginAttempt(
	db: Db,
	{deploymentId, phases}: {readonly deploymentId: string; readonly phases: readonly Phase[]},
): Promise<DeploymentRow | null> {
	const row = await db
		.updateTable('deployment')
		.set(eb => ({status: 'IN_PROGRESS', attempts: eb('attempts', '+', 1), phases: JSON.stringify(phases)}))
		.where('id', '=', deploymentId)
		.where('status', 'in', ['PENDING', 'IN_PROGRESS'])
		.returningAll()
		.executeTakeFirst();
	return row ?? null;
}

export async function keepPhases(db: Db, deploymentId: string, phases: readonly Phase[]): Promise<void> {
	await db
		.updateTable('deployment')
		.set({phases: JSON.stringify(phases)})
		.where('id', '=', deploymentId)
		.where('status', '=', 'IN_PROGRESS')
		.execute();
}

export type Ending =
	| {readonly status: 'SUCCESS'; readonly url: string}
	| {readonly status: 'FAILED' | 'CANCELLED'; readonly error: string; readonly details: ErrorDetails};

interface End {
	readonly row: DeploymentRow;
	readonly ending: Ending;
	readonly phases: readonly Phase[];
	readonly now: number;
}

/** Ends it once; a release that succeeded becomes the active one in the same transaction. */
export async function endDeployment(db: Db, {row, ending, phases, now}: End): Promise<boolean> {
	return db.transaction().execute(async within => {
		const ended = await within
			.updateTable('deployment')
			.set({
				status: ending.status,
				phases: JSON.stringify(phases),
				ended_at: now,
				...(ending.status === 'SUCCESS'
					? {url: ending.url}
					: {error: ending.error, error_details: JSON.stringify(ending.details)}),
			})
			.where('id', '=', row.id)
			.where('status', 'in', ['PENDING', 'IN_PROGRESS'])
			.executeTakeFirst();
		if (ended.numUpdatedRows === 0n) return false;
		if (ending.status === 'SUCCESS') {
			await within.updateTable('deployment').set({active: 0}).where('service_id', '=', row.service_id).execute();
			await within.updateTable('deployment').set({active: 1}).where('id', '=', row.id).execute();
		}
		return true;
	});
}

/** Null when the service has never had a release. */
export async function activeDeployment(db: Db, serviceId: string): Promise<DeploymentRow | null> {
	const row = await db
		.selectFrom('deployment')
		.selectAll()
		.where('service_id', '=', serviceId)
		.where('active', '=', 1)
		.executeTakeFirst();
	return row ?? null;
}

/** @throws `api/conflict` when it has ended already */
export async function requestCancel(db: Db, {tenantId, deploymentId}: Mine): Promise<void> {
	const changed = await db
		.updateTable('deployment')
		.set({cancel_requested: 1})
		.where('tenant_id', '=', tenantId)
		.where('id', '=', deploymentId)
		.where('status', 'in', ['PENDING', 'IN_PROGRESS'])
		.executeTakeFirst();
	if (changed.numUpdatedRows > 0n) return;
	const {status} = await findDeployment(db, {tenantId, deploymentId});
	throw new WizardError('api/conflict', {
		message: `The deployment has ended already: ${status}.`,
		hint: 'There is nothing left to cancel.',
		facts: {deploymentId, status},
	});
}

function noSuchDeployment(deploymentId: string): WizardError {
	return new WizardError('api/not-found', {
		message: `There is no deployment ${deploymentId.slice(0, 64)}.`,
		hint: 'Choose one of your deployments.',
		next: [{command: 'cs-wizard deploy list', when: 'to see them'}],
	});
}

function locked(deploymentId: string): WizardError {
	return new WizardError('deploy/locked', {
		message: `Another deployment of this service is running: ${deploymentId}.`,
		hint: 'Watch it to its end, or cancel it, then deploy again.',
		next: [{command: `cs-wizard deploy attach ${deploymentId}`, when: 'to watch it'}],
		facts: {deploymentId, retryAfterSeconds: 2},
	});
}
