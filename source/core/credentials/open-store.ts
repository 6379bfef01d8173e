import type {Secret} from '../../shared/secret.ts';
import type {CredentialBackend} from '../../shared/tasks.ts';
import type {Home} from '../machine/paths.ts';
import type {CredentialStore} from './credential-store.ts';

interface Options {
	readonly backend: CredentialBackend;
	readonly home: Home;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly platform: string;
	readonly node: string;
	readonly passphrase: () => Promise<Secret>;
	readonly withLock: <T>(path: string, work: () => Promise<T>) => Promise<T>;
}

/** The store of a backend; only its own code is loaded. */
export async function openStore({
	backend,
	home,
	env,
	platform,
	node,
	passphrase,
	withLock,
}: Options): Promise<CredentialStore> {
	switch (backend) {
		case 'keychain': {
			const [{createKeychainStore}, {runHelper}] = await Promise.all([
				import('./keychain-store.ts'),
				import('../machine/run-helper.ts'),
			]);
			return createKeychainStore({run: runHelper, env, platform, node});
		}
		case 'file': {
			const {createFileStore} = await import('./file-store.ts');
			return createFileStore({path: home.credentials, withLock});
		}
		case 'encrypted-file': {
			const [{createFileStore}, {passphraseSealing}] = await Promise.all([
				import('./file-store.ts'),
				import('./passphrase-sealing.ts'),
			]);
			return createFileStore({path: home.encryptedCredentials, sealing: passphraseSealing(passphrase), withLock});
		}
		case 'env':
			return environmentStore;
		default:
			return environmentStore;
	}
}

/** Nothing is kept: the credential is given at each use. */
const environmentStore: CredentialStore = {
	backend: 'env',
	durable: false,
	location: 'the environment',
	get: async () => null,
	set: async () => undefined,
	delete: async () => false,
	probe: async () => undefined,
};
