import {systemClock} from '../../../source/core/machine/clock.ts';
import {insertApiKey, openKeyringDatabase} from '../../../source/platform/auth/keyring.ts';
import {createAccount} from '../../../source/platform/auth/owner.ts';
import {signIn} from './platform-client.ts';

/** Another tenant of a running platform, signed in. */
export async function signInTenant(
	name: string,
	{dataFolder, url}: {readonly dataFolder: string; readonly url: string},
) {
	const {db, keys} = await openKeyringDatabase(dataFolder, {clock: systemClock});
	const now = systemClock.now();
	const account = await createAccount(db, {email: `${name}@example.org`, namespace: name, isSuperAdmin: false, now});
	const {apiKey, clientId} = await insertApiKey(db, {accountId: account.id, digest: keys.digest, now});
	await db.destroy();
	return signIn({url, api_key: apiKey, client_id: clientId});
}
