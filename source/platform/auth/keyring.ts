/** API keys over the data folder; works beside a running platform and without one, for `platform keys …`. */
import {join} from 'node:path';
import type {Kysely} from 'kysely';
import {v7 as uuidv7} from 'uuid';
import {makePrivateFolder} from '../../core/machine/private-files.ts';
import type {Clock} from '../../core/machine/clock.ts';
import type {ApiKey} from '../../shared/api-contract.ts';
import {WizardError} from '../../shared/errors.ts';
import type {Secret} from '../../shared/secret.ts';
import {openPlatformDatabase} from '../store/open-platform-database.ts';
import type {PlatformSchema} from '../store/schema.ts';
import {newApiKey} from './api-key-format.ts';
import {loadPlatformKeys, type PlatformKeys} from './platform-keys.ts';
import {findOrCreateOwner} from './owner.ts';

export interface CreatedApiKey {
	readonly id: string;
	readonly prefix: string;
	/** Shown once; the store holds only its HMAC. */
	readonly apiKey: Secret;
	readonly clientId: string;
}

export interface Keyring {
	list(): Promise<readonly ApiKey[]>;
	create(): Promise<CreatedApiKey>;
	/** By id or public prefix. @throws `api/not-found` */
	revoke(id: string): Promise<ApiKey>;
	close(): Promise<void>;
}

/** Opens the keys of a data folder, making the folder and its database when they are not there yet. */
export async function openKeyring(dataFolder: string, {clock}: {readonly clock: Clock}): Promise<Keyring> {
	const {db, keyring} = await openKeyringDatabase(dataFolder, {clock});
	return {...keyring, close: () => db.destroy()};
}

/** The same, with the database it is in. */
export async function openKeyringDatabase(dataFolder: string, {clock}: {readonly clock: Clock}) {
	await makePrivateFolder(dataFolder);
	const keys = await loadPlatformKeys(dataFolder);
	const db = await openPlatformDatabase(join(dataFolder, 'platform.db'));
	return {db, keys, keyring: keyringOver(db, {keys, clock})};
}

function keyringOver(
	db: Kysely<PlatformSchema>,
	{keys, clock}: {readonly keys: PlatformKeys; readonly clock: Clock},
): Omit<Keyring, 'close'> {
	return {
		async list() {
			const rows = await db.selectFrom('api_key').selectAll().orderBy('created_at').orderBy('id').execute();
			return rows.map(shown);
		},
		create: () =>
			db.transaction().execute(async within => {
				const owner = await findOrCreateOwner(within, clock.now());
				return insertApiKey(within, {accountId: owner.id, digest: keys.digest, now: clock.now()});
			}),
		async revoke(id) {
			const row = await db
				.updateTable('api_key')
				.set(eb => ({revoked_at: eb.fn.coalesce('revoked_at', eb.val(clock.now()))}))
				.where(eb => eb.or([eb('id', '=', id), eb('prefix', '=', id)]))
				.returningAll()
				.executeTakeFirst();
			if (row === undefined) throw noSuchKey(id);
			return shown(row);
		},
	};
}

interface Insert {
	readonly accountId: number;
	readonly digest: (credential: string) => string;
	readonly now: number;
}

export async function insertApiKey(
	db: Kysely<PlatformSchema>,
	{accountId, digest, now}: Insert,
): Promise<CreatedApiKey> {
	const {prefix, key} = newApiKey();
	const [id, clientId] = [uuidv7(), `client_${uuidv7()}`];
	await db
		.insertInto('api_key')
		.values({
			id,
			prefix,
			digest: digest(key.reveal()),
			account_id: accountId,
			client_id: clientId,
			created_at: now,
			last_used_at: null,
			revoked_at: null,
		})
		.execute();
	return {id, prefix, apiKey: key, clientId};
}

type ApiKeyRow = PlatformSchema['api_key'];

function shown({id, prefix, client_id, created_at, last_used_at, revoked_at}: ApiKeyRow): ApiKey {
	return {
		id,
		prefix,
		client_id,
		created_at: new Date(created_at).toISOString(),
		last_used_at: last_used_at === null ? null : new Date(last_used_at).toISOString(),
		revoked_at: revoked_at === null ? null : new Date(revoked_at).toISOString(),
	};
}

function noSuchKey(id: string): WizardError {
	return new WizardError('api/not-found', {
		message: `There is no API key ${id}.`,
		hint: 'Name a key by its id or its prefix.',
		next: [{command: 'cs-wizard platform keys list', when: 'to see the keys'}],
		facts: {id},
	});
}
