/** What a vault has from its first start: the default policy, `secret/`, a root token and a name. */
import {z} from 'zod';
import {WizardError} from '../../shared/errors.ts';
import {Secret} from '../../shared/secret.ts';
import {SealError} from './barrier.ts';
import {addMount} from './mounts.ts';
import {makeDefaultPolicy} from './policy-store.ts';
import {randomHex, randomId} from './random-id.ts';
import {readStored, type Storage, type Store} from './storage.ts';
import type {Cluster} from './sys-status.ts';
import {addToken, findToken, revokeTree, sweepTokens} from './token-store.ts';

interface SetUp {
	readonly rootToken: Secret | undefined;
	readonly now: number;
	readonly databaseFile: string;
	readonly keyFile: string;
}

const clusterSchema = z.object({name: z.string(), id: z.string()});

/** Fills a fresh vault, and checks at once that the key fits one that is not. */
export async function setUpVault(
	store: Store,
	{rootToken, now, databaseFile, keyFile}: SetUp,
): Promise<{readonly root: Secret; readonly cluster: Cluster}> {
	try {
		return await store.transact(async storage => {
			const cluster = (await readStored(storage, 'core/cluster', clusterSchema)) ?? (await fill(storage, now));
			await sweepTokens(storage, now);
			return {cluster, root: new Secret(await settleRootToken(storage, rootToken, now))};
		});
	} catch (error) {
		throw error instanceof SealError ? keyDoesNotFit(databaseFile, keyFile) : error;
	}
}

async function fill(storage: Storage, now: number): Promise<Cluster> {
	const cluster = {name: `vault-cluster-${randomHex(4)}`, id: crypto.randomUUID()};
	await makeDefaultPolicy(storage, now);
	await addMount(storage, {
		path: 'secret/',
		type: 'kv',
		description: 'key/value secret storage',
		defaultLeaseTtl: 0,
		maxLeaseTtl: 0,
	});
	await storage.put('core/cluster', cluster);
	return cluster;
}

/** The one root token: kept over restarts, replaced (with all that came from it) when another is given. */
async function settleRootToken(storage: Storage, given: Secret | undefined, now: number): Promise<string> {
	const before = await readStored(storage, 'core/root-token', z.string());
	const root = given?.reveal() ?? before ?? `hvs.${randomId()}`;
	if (before !== undefined && before !== root) await revokeTree(storage, storage.hideId(before));
	await storage.put('core/root-token', root);
	const existing = await findToken(storage, root, now);
	if (existing?.policies.includes('root') === true) return root;
	if (existing !== undefined) await revokeTree(storage, existing.key);
	const never = {expiresAt: null, renewedAt: null, creationTtl: 0, ttl: 0, explicitMaxTtl: 0, renewable: false};
	await addToken(
		storage,
		{
			...never,
			parent: null,
			path: 'auth/token/create',
			displayName: 'token',
			policies: ['root'],
			meta: null,
			issuedAt: now,
		},
		root,
	);
	return root;
}

function keyDoesNotFit(databaseFile: string, keyFile: string): WizardError {
	return new WizardError('platform/start-failed', {
		message: `The key in ${keyFile} does not open the vault in ${databaseFile}.`,
		hint: 'Put back the key file that belongs to it, or remove both to begin with an empty vault.',
		facts: {databaseFile, keyFile},
	});
}
