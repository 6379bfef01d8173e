import type {Kysely} from 'kysely';
import {v7 as uuidv7} from 'uuid';
import type {Clock} from '../../core/machine/clock.ts';
import {Secret} from '../../shared/secret.ts';
import type {PlatformSchema} from '../store/schema.ts';
import {findPrincipal, type Principal} from './accounts.ts';
import type {PlatformKeys} from './platform-keys.ts';
import {signSessionToken, verifySessionToken} from './session-token.ts';

const sessionMs = 24 * 60 * 60 * 1000;

interface SessionToken {
	readonly token: string;
	/** Milliseconds since 1970. */
	readonly expiresAt: number;
}

export interface Sessions {
	/** Begins a session for the owner of an API key. */
	begin(key: {readonly id: string; readonly accountId: number}): Promise<string>;
	/** Who holds this token, or null when it says nothing (any more). */
	principalOf(token: string): Promise<Principal | null>;
	find(sessionId: string): Promise<Principal | null>;
	/** A new token of the same session, a day from now. */
	extend(sessionId: string): Promise<SessionToken>;
	/** Ends it with its registry credentials; gives the vault tokens that are still to be revoked. */
	end(sessionId: string): Promise<readonly Secret[]>;
	/** Keeps a vault token, sealed, until it ends by itself. */
	keepVaultToken(sessionId: string, token: Secret, expiresAt: number): Promise<void>;
}

interface Needs {
	readonly db: Kysely<PlatformSchema>;
	readonly keys: PlatformKeys;
	readonly clock: Clock;
}

export function createSessions({db, keys, clock}: Needs): Sessions {
	const find = (sessionId: string) => findPrincipal(db, {sessionId, now: clock.now()});
	return {
		find,
		async begin({id, accountId}) {
			const sessionId = uuidv7();
			const now = clock.now();
			await db.deleteFrom('session').where('expires_at', '<', now).execute();
			await db
				.insertInto('session')
				.values({
					id: sessionId,
					account_id: accountId,
					api_key_id: id,
					created_at: now,
					expires_at: now + sessionMs,
					ended_at: null,
				})
				.execute();
			return sessionId;
		},
		async principalOf(token) {
			const sessionId = await verifySessionToken(token, keys.sessionKey, clock.now());
			return sessionId === null ? null : find(sessionId);
		},
		async extend(sessionId) {
			const expiresAt = clock.now() + sessionMs;
			await db.updateTable('session').set({expires_at: expiresAt}).where('id', '=', sessionId).execute();
			return {token: await signSessionToken({sessionId, expiresAt}, keys.sessionKey, clock.now()), expiresAt};
		},
		end: sessionId =>
			db.transaction().execute(async within => {
				await within.updateTable('session').set({ended_at: clock.now()}).where('id', '=', sessionId).execute();
				await within.deleteFrom('registry_credential').where('session_id', '=', sessionId).execute();
				const tokens = await within
					.deleteFrom('vault_token')
					.where('session_id', '=', sessionId)
					.returning(['sealed', 'expires_at'])
					.execute();
				return tokens
					.filter(row => row.expires_at > clock.now())
					.map(row => new Secret(keys.open(row.sealed, sessionId)));
			}),
		async keepVaultToken(sessionId, token, expiresAt) {
			await db.deleteFrom('vault_token').where('expires_at', '<=', clock.now()).execute();
			await db
				.insertInto('vault_token')
				.values({
					id: uuidv7(),
					session_id: sessionId,
					sealed: keys.seal(token.reveal(), sessionId),
					expires_at: expiresAt,
				})
				.execute();
		},
	};
}
