/** The development vault: Vault's HTTP API over one SQLite file, with its key in a file beside it. */
import type {Clock} from '../../core/machine/clock.ts';
import {readOrMakeKey} from '../../core/machine/key-file.ts';
import {Secret} from '../../shared/secret.ts';
import {createBarrier} from './barrier.ts';
import {readCurrentSecrets} from './kv-current.ts';
import {writePolicy} from './policy-store.ts';
import {setUpVault} from './set-up-vault.ts';
import {openStore} from './sqlite-store.ts';
import type {Storage} from './storage.ts';
import {addToken, revokeTree} from './token-store.ts';
import {createVaultApp} from './vault-app.ts';

interface Options {
	readonly databaseFile: string;
	readonly keyFile: string;
	/** Takes the place of the one before; without it the first start makes one at random. */
	readonly rootToken?: Secret | undefined;
	readonly clock: Clock;
	/** Learns of errors that a request was answered 500 for. */
	readonly onTrouble?: (error: unknown) => void;
}

interface TokenOptions {
	readonly policies: readonly string[];
	readonly ttlSeconds: number;
	readonly displayName: string;
	readonly renewable?: boolean;
}

export interface Vault {
	fetch(request: Request): Promise<Response> | Response;
	readonly rootToken: Secret;
	/** A token without a parent: it outlives a change of the root token. `expiresAt` is in milliseconds since 1970. */
	createToken(options: TokenOptions): Promise<{readonly token: Secret; readonly expiresAt: number}>;
	/** With all its children; one that is not there is no error. */
	revokeToken(token: Secret): Promise<void>;
	/** HCL or JSON. */
	putPolicy(name: string, text: string): Promise<void>;
	/** The current version of a key by its path with the mount, `secret/hello-node`; empty when there is none. */
	readSecrets(path: string): Promise<ReadonlyMap<string, Secret>>;
	close(): Promise<void>;
}

/** @throws `platform/start-failed` when the key file is not the one that the database was made with */
export async function createVault({
	databaseFile,
	keyFile,
	rootToken,
	clock,
	onTrouble = () => undefined,
}: Options): Promise<Vault> {
	const barrier = createBarrier(await readOrMakeKey(keyFile));
	const store = await openStore(databaseFile, barrier);
	try {
		const {root, cluster} = await setUpVault(store, {rootToken, now: clock.now(), databaseFile, keyFile});
		const app = createVaultApp({store, cluster, clock, onTrouble});
		return {
			rootToken: root,
			fetch: request => app.fetch(request),
			createToken: options => store.transact(storage => makeToken(storage, options, clock.now())),
			revokeToken: token => store.transact(storage => revokeTree(storage, storage.hideId(token.reveal()))),
			putPolicy: (name, text) =>
				store.transact(storage => writePolicy(storage, {name: name.toLowerCase(), text, now: clock.now()})),
			async readSecrets(path) {
				const values = await store.transact(storage => readCurrentSecrets(storage, path, clock.now()));
				return new Map([...values].map(([name, value]) => [name, new Secret(value)]));
			},
			close: () => store.close(),
		};
	} catch (error) {
		await store.close();
		throw error;
	}
}

async function makeToken(storage: Storage, options: TokenOptions, now: number) {
	const {policies, ttlSeconds, displayName, renewable = true} = options;
	const expiresAt = now + ttlSeconds * 1000;
	const {id} = await addToken(storage, {
		parent: null,
		path: 'auth/token/create-orphan',
		displayName,
		policies: [...new Set(['default', ...policies])].sort(),
		meta: null,
		renewable,
		issuedAt: now,
		expiresAt,
		renewedAt: null,
		creationTtl: ttlSeconds,
		ttl: ttlSeconds,
		explicitMaxTtl: 0,
	});
	return {token: new Secret(id), expiresAt};
}
