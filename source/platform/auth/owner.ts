import type {Kysely} from 'kysely';
import {v4 as uuidv4, v7 as uuidv7} from 'uuid';
import {nextNumber} from '../store/next-number.ts';
import type {PlatformSchema} from '../store/schema.ts';

/** The account that owns this platform; made with its tenant when the data folder is new. */
export async function findOrCreateOwner(db: Kysely<PlatformSchema>, now: number): Promise<PlatformSchema['account']> {
	const found = await db
		.selectFrom('account')
		.selectAll()
		.where('is_super_admin', '=', 1)
		.orderBy('id')
		.executeTakeFirst();
	return found ?? createAccount(db, {email: 'owner@localhost', namespace: 'local', isSuperAdmin: true, now});
}

interface NewAccount {
	readonly email: string;
	readonly namespace: string;
	readonly isSuperAdmin: boolean;
	readonly now: number;
}

/** A tenant and its first account. */
export async function createAccount(
	db: Kysely<PlatformSchema>,
	{email, namespace, isSuperAdmin, now}: NewAccount,
): Promise<PlatformSchema['account']> {
	const tenantId = uuidv7();
	await db.insertInto('tenant').values({id: tenantId, namespace, created_at: now}).execute();
	const account = {
		id: await nextNumber(db, 'account'),
		uuid: uuidv4(),
		tenant_id: tenantId,
		email,
		is_super_admin: isSuperAdmin ? 1 : 0,
	};
	await db.insertInto('account').values(account).execute();
	return account;
}
