/** `data/…`: reading and writing the versions of a key. */
import {isJsonObject, type JsonObject} from './json.ts';
import {
	dropData,
	type KvKey,
	type KvVersion,
	newKey,
	readConfig,
	readData,
	readKey,
	versionOf,
	writeData,
	writeKey,
} from './kv-records.ts';
import {addVersion, deleteVersions, isGone} from './kv-versions.ts';
import type {Storage} from './storage.ts';
import {timestamp, timestampOrEmpty} from './timestamps.ts';
import type {Answer, Call, Handler} from './vault-call.ts';
import {badRequest, VaultError} from './vault-error.ts';

export const readSecret: Handler = async ({storage, fields, clock}, {key = ''}) => {
	const record = await readKey(storage, key);
	const asked = fields.whole('version') ?? 0;
	const number = asked > 0 ? asked : (record?.currentVersion ?? 0);
	const version = record === undefined ? undefined : versionOf(record, number);
	if (record === undefined || version === undefined) return undefined;
	const metadata = versionData(record, number, version);
	if (isGone(version, clock.now())) return {status: 404, data: {data: null, metadata}};
	return {data: {data: await storedData(storage, key, number), metadata}};
};

export const writeSecret: Handler = async (given, {key = ''}) => {
	const {storage, clock} = given;
	const data = dataField(given);
	const record = (await readKey(storage, key)) ?? newKey(clock.now());
	await checkCas(given, record);
	return await store(given, key, record, data);
};

/** JSON merge patch (RFC 7396) of the current version. */
export const patchSecret: Handler = async (given, {key = ''}) => {
	const {storage, clock} = given;
	const patch = dataField(given);
	const record = await readKey(storage, key);
	if (record === undefined) throw new VaultError(404);
	await checkCas(given, record);
	const version = versionOf(record, record.currentVersion);
	if (version === undefined) throw new VaultError(404);
	if (isGone(version, clock.now())) return {status: 404, data: versionData(record, record.currentVersion, version)};
	return await store(given, key, record, mergePatch(await storedData(storage, key, record.currentVersion), patch));
};

export const deleteSecret: Handler = async ({storage, clock}, {key = ''}) => {
	const record = await readKey(storage, key);
	if (record !== undefined) await writeKey(storage, key, deleteVersions(record, [record.currentVersion], clock.now()));
	return undefined;
};

async function store({storage, clock}: Call, key: string, record: KvKey, data: JsonObject): Promise<Answer> {
	const added = addVersion(record, await readConfig(storage), clock.now());
	await writeData(storage, key, added.record.currentVersion, data);
	await writeKey(storage, key, added.record);
	for (const number of added.pruned) await dropData(storage, key, number);
	return {data: versionData(added.record, added.record.currentVersion, added.version)};
}

function dataField({fields}: Call): JsonObject {
	const data = fields.map('data');
	if (data === undefined) throw badRequest('no data provided');
	return data;
}

/** Check-and-set: the writer names the version it saw; 0 is none yet. */
async function checkCas({fields, storage}: Call, record: KvKey): Promise<void> {
	const cas = fields.map('options')?.['cas'];
	if (cas === undefined) {
		if (record.casRequired || (await readConfig(storage)).casRequired)
			throw badRequest('check-and-set parameter required for this call');
		return;
	}
	const expected = casNumber(cas);
	if (expected === undefined) throw badRequest('error parsing check-and-set parameter');
	if (expected !== record.currentVersion) throw badRequest('check-and-set parameter did not match the current version');
}

function casNumber(cas: unknown): number | undefined {
	if (typeof cas === 'number' && Number.isSafeInteger(cas)) return cas;
	if (typeof cas === 'string' && /^-?\d{1,15}$/.test(cas)) return Number(cas);
	return undefined;
}

async function storedData(storage: Storage, key: string, version: number): Promise<JsonObject> {
	const data = await readData(storage, key, version);
	if (!isJsonObject(data)) throw new VaultError(500, 'could not find version data');
	return data;
}

function versionData(record: KvKey, number: number, {createdAt, deletedAt, destroyed}: KvVersion): JsonObject {
	return {
		created_time: timestamp(createdAt),
		custom_metadata: record.customMetadata === null ? null : Object.fromEntries(record.customMetadata),
		deletion_time: timestampOrEmpty(deletedAt),
		destroyed,
		version: number,
	};
}

function mergePatch(target: unknown, patch: JsonObject): JsonObject {
	const merged = new Map<string, unknown>(isJsonObject(target) ? Object.entries(target) : []);
	for (const [name, value] of Object.entries(patch)) {
		if (value === null) merged.delete(name);
		else merged.set(name, isJsonObject(value) ? mergePatch(merged.get(name), value) : value);
	}
	return Object.fromEntries(merged);
}

/** The current version's data; undefined when there is none or it is deleted. */
export async function readSecretData(storage: Storage, key: string, now: number): Promise<JsonObject | undefined> {
	const record = await readKey(storage, key);
	const version = record === undefined ? undefined : versionOf(record, record.currentVersion);
	if (record === undefined || version === undefined || isGone(version, now)) return undefined;
	return await storedData(storage, key, record.currentVersion);
}
