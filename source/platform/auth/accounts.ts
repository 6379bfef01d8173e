import type {Kysely} from 'kysely';
import type {PlatformSchema} from '../store/schema.ts';

/** Who calls, as every query is narrowed by it. */
export interface Principal {
	readonly accountId: number;
	readonly uuid: string;
	readonly email: string;
	readonly isSuperAdmin: boolean;
	readonly tenantId: string;
	readonly namespace: string;
	readonly sessionId: string;
}

/** The session with its account; only while the session and the API key it came from both hold. */
export async function findPrincipal(
	db: Kysely<PlatformSchema>,
	{sessionId, now}: {readonly sessionId: string; readonly now: number},
): Promise<Principal | null> {
	const row = await db
		.selectFrom('session')
		.innerJoin('api_key', 'api_key.id', 'session.api_key_id')
		.innerJoin('account', 'account.id', 'session.account_id')
		.innerJoin('tenant', 'tenant.id', 'account.tenant_id')
		.select([
			'account.id as accountId',
			'account.uuid',
			'account.email',
			'account.is_super_admin',
			'tenant.id as tenantId',
			'tenant.namespace',
		])
		.where('session.id', '=', sessionId)
		.where('session.ended_at', 'is', null)
		.where('session.expires_at', '>', now)
		.where('api_key.revoked_at', 'is', null)
		.executeTakeFirst();
	if (row === undefined) return null;
	const {is_super_admin, ...account} = row;
	return {...account, isSuperAdmin: is_super_admin === 1, sessionId};
}
