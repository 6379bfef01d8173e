import type {Kysely} from 'kysely';
import {v5 as uuidv5, v7 as uuidv7} from 'uuid';
import {WizardError} from '../../shared/errors.ts';
import type {PlatformSchema} from '../store/schema.ts';

export type ServiceRow = PlatformSchema['service'];

interface Mine {
	readonly tenantId: string;
}

export async function listServices(db: Kysely<PlatformSchema>, {tenantId}: Mine): Promise<readonly ServiceRow[]> {
	return db.selectFrom('service').selectAll().where('tenant_id', '=', tenantId).orderBy('name').execute();
}

/** @throws `service/unknown`, also for another tenant's */
export async function findService(
	db: Kysely<PlatformSchema>,
	{tenantId, serviceId}: Mine & {readonly serviceId: string},
): Promise<ServiceRow> {
	const row = await db
		.selectFrom('service')
		.selectAll()
		.where('tenant_id', '=', tenantId)
		.where('id', '=', serviceId)
		.executeTakeFirst();
	if (row === undefined) {
		throw new WizardError('service/unknown', {
			message: `There is no service ${serviceId.slice(0, 64)}.`,
			hint: 'Choose one of your services, or make one.',
			next: [{command: 'cs-wizard services list', when: 'to see your services'}],
		});
	}
	return row;
}

interface NewService extends Mine {
	readonly name: string;
	readonly projectName: string;
	readonly repoUrl: string;
	readonly branch: string;
	readonly port: number;
	readonly now: number;
}

/** @throws `service/exists` */
export async function insertService(
	db: Kysely<PlatformSchema>,
	{tenantId, name, projectName, repoUrl, branch, port, now}: NewService,
): Promise<ServiceRow> {
	const row: ServiceRow = {
		id: uuidv7(),
		tenant_id: tenantId,
		name,
		// Projects have no row of their own yet: the same name is the same project.
		project_id: uuidv5(`${tenantId}/${projectName}`, uuidv5.URL),
		project_name: projectName,
		repo_url: repoUrl,
		branch,
		port,
		last_seq: 0,
		last_release: 0,
		created_at: now,
	};
	const {numInsertedOrUpdatedRows} = await db
		.insertInto('service')
		.values(row)
		.onConflict(conflict => conflict.columns(['tenant_id', 'name']).doNothing())
		.executeTakeFirstOrThrow();
	if (numInsertedOrUpdatedRows === 0n) throw nameTaken(name);
	return row;
}

/** Ports that belong to a service of anybody. */
export async function takenPorts(db: Kysely<PlatformSchema>): Promise<ReadonlySet<number>> {
	const rows = await db.selectFrom('service').select('port').execute();
	return new Set(rows.map(row => row.port));
}

interface Ports {
	readonly isPortFree: (port: number) => Promise<boolean>;
	readonly choosePort: (taken: ReadonlySet<number>) => Promise<number>;
}

/** Another program may have taken a service's port before its first release; nobody knows the URL yet, so it gets another. */
export async function moveFromTakenPort(
	db: Kysely<PlatformSchema>,
	serviceId: string,
	{isPortFree, choosePort}: Ports,
): Promise<void> {
	const {port} = await db.selectFrom('service').select('port').where('id', '=', serviceId).executeTakeFirstOrThrow();
	if (await isPortFree(port)) return;
	const other = await choosePort(await takenPorts(db));
	await db.updateTable('service').set({port: other}).where('id', '=', serviceId).execute();
}

function nameTaken(name: string): WizardError {
	return new WizardError('service/exists', {
		message: `A service named ${name} exists already.`,
		hint: 'Link this folder to it, or choose another name.',
		next: [{command: `cs-wizard link --service ${name}`, when: 'to deploy to it from this folder'}],
		facts: {name},
	});
}
