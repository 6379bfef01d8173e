import {randomBytes} from 'node:crypto';
import type {Kysely} from 'kysely';
import type {Clock} from '../../core/machine/clock.ts';
import type {PlatformSchema} from '../store/schema.ts';
import {findPrincipal, type Principal} from './accounts.ts';
import {type PlatformKeys, sameDigest} from './platform-keys.ts';

const lifeMs = 60 * 60 * 1000;
const longestBytes = 256;

interface RegistryCredential {
	readonly username: string;
	readonly password: string;
	readonly namespace: string;
	/** Milliseconds since 1970. */
	readonly expiresAt: number;
}

export interface RegistryCredentials {
	/** A user and password for one hour, for the repositories of the caller's namespace. */
	issue(principal: Principal): Promise<RegistryCredential>;
	/** What the registry asks: whose images may these credentials push and pull? Null for nobody's. */
	authenticate(username: string, password: string): Promise<{readonly namespace: string} | null>;
}

interface Needs {
	readonly db: Kysely<PlatformSchema>;
	readonly keys: PlatformKeys;
	readonly clock: Clock;
}

export function createRegistryCredentials({db, keys, clock}: Needs): RegistryCredentials {
	// Compared with when no such user is there: the same work, and never equal.
	const nobody = {digest: keys.digest('nobody'), session_id: '', namespace: '', expires_at: 0};
	return {
		async issue({sessionId, namespace}) {
			const [username, password] = [`push-${randomBytes(8).toString('hex')}`, randomBytes(32).toString('base64url')];
			const expiresAt = clock.now() + lifeMs;
			await db.deleteFrom('registry_credential').where('expires_at', '<=', clock.now()).execute();
			await db
				.insertInto('registry_credential')
				.values({
					username,
					digest: keys.digest(password),
					session_id: sessionId,
					namespace,
					expires_at: expiresAt,
				})
				.execute();
			return {username, password, namespace, expiresAt};
		},
		async authenticate(username, password) {
			if (Buffer.byteLength(username) > longestBytes || Buffer.byteLength(password) > longestBytes) return null;
			const row = await db
				.selectFrom('registry_credential')
				.selectAll()
				.where('username', '=', username)
				.executeTakeFirst();
			const known = row ?? nobody;
			if (!sameDigest(keys.digest(password), known.digest) || known.expires_at <= clock.now()) return null;
			// A logout or a revoked key ends them before their time.
			const principal = await findPrincipal(db, {sessionId: known.session_id, now: clock.now()});
			return principal === null ? null : {namespace: known.namespace};
		},
	};
}
