/** Credentials on a disk of a test's own, against a server of a test's own, at a time that the test sets. */
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createApiClient} from '../../source/core/api/api-client.ts';
import type {CredentialStore} from '../../source/core/credentials/credential-store.ts';
import {createCredentials} from '../../source/core/credentials/credentials.ts';
import {createKeychainStore} from '../../source/core/credentials/keychain-store.ts';
import {openStore} from '../../source/core/credentials/open-store.ts';
import {type Clock, systemClock} from '../../source/core/machine/clock.ts';
import {createHttpClient} from '../../source/core/machine/http-client.ts';
import {withLock} from '../../source/core/machine/locks.ts';
import {homeFolders} from '../../source/core/machine/paths.ts';
import {noRetries} from '../../source/core/machine/retry.ts';
import {makePrivateFolder} from '../../source/core/machine/private-files.ts';
import {Secret} from '../../source/shared/secret.ts';
import type {CredentialBackend} from '../../source/shared/tasks.ts';
import {fakeKeyring} from './fake-keyring.ts';

export async function credentialHome() {
	const folder = await mkdtemp(join(tmpdir(), 'credentials-'));
	const env: Record<string, string> = {CS_HOME: join(folder, 'home')};
	const home = homeFolders(env);
	const keyring = fakeKeyring();
	const time = {aheadMs: 0};
	const clock: Clock = {...systemClock, now: () => Date.now() + time.aheadMs};
	const state: {wrap: (store: CredentialStore) => CredentialStore} = {wrap: store => store};
	const locked = async <T>(path: string, work: () => Promise<T>) => {
		await makePrivateFolder(home.root);
		return withLock(`${path}.lock`, {clock: systemClock, what: path, command: 'test'}, work);
	};
	const store = async (backend: CredentialBackend) =>
		state.wrap(
			backend === 'keychain'
				? createKeychainStore({run: keyring.run, env, node: 'node', platform: 'linux'})
				: await openStore({
						backend,
						home,
						env,
						platform: 'linux',
						node: 'node',
						passphrase: async () => new Secret(env['CS_PASSPHRASE'] ?? ''),
						withLock: locked,
					}),
		);
	const http = createHttpClient({clock, userAgent: 'test', env, policy: noRetries});
	const credentials = createCredentials({
		home,
		env,
		clock,
		api: async apiUrl => createApiClient({http, apiUrl}),
		store,
		withLock: locked,
	});
	return {
		home,
		env,
		keyring,
		time,
		credentials,
		store,
		/** From now on every store goes through it. */
		through(wrap: (store: CredentialStore) => CredentialStore) {
			state.wrap = wrap;
		},
		/** All that is on the disk, by name. */
		async files(): Promise<Readonly<Record<string, string>>> {
			const found: Record<string, string> = {};
			for (const entry of await readdir(folder, {recursive: true, withFileTypes: true})) {
				const path = join(entry.parentPath, entry.name);
				if (entry.isFile()) found[path.slice(env['CS_HOME']?.length).replace(/^\//, '')] = await readFile(path, 'utf8');
			}
			return found;
		},
		remove: () => rm(folder, {recursive: true, force: true}),
	};
}

export type CredentialHome = Awaited<ReturnType<typeof credentialHome>>;
