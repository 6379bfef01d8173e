/** `metadata/…`: what is known about a key beside its values, and lists of keys. */
import {formatSeconds} from './durations.ts';
import {notNegative} from './fields.ts';
import type {JsonObject} from './json.ts';
import {type KvKey, dropKey, newKey, readConfig, readKey, writeKey} from './kv-records.ts';
import {customMetadataOf} from './kv-custom-metadata.ts';
import {timestamp, timestampOrEmpty} from './timestamps.ts';
import type {Call, Handler} from './vault-call.ts';
import {badRequest} from './vault-error.ts';

export const readMetadata: Handler = async ({storage}, {key = ''}) => {
	const record = await readKey(storage, key);
	return record === undefined ? undefined : {data: metadataData(record)};
};

export const writeMetadata: Handler = async (call, {key = ''}) => {
	const {storage, fields, clock} = call;
	const maxVersions = fields.whole('max_versions');
	const casRequired = fields.truth('cas_required');
	const metadataCasRequired = fields.truth('metadata_cas_required');
	const deleteVersionAfter = notNegative('delete_version_after', fields.seconds('delete_version_after'));
	const customMetadata = customMetadataOf(fields.map('custom_metadata'));
	const given = [maxVersions, casRequired, metadataCasRequired, deleteVersionAfter, customMetadata];
	if (given.every(value => value === undefined)) return undefined;
	if (maxVersions !== undefined && maxVersions < 0) throw badRequest('max_versions is not below 0');

	const config = await readConfig(storage);
	const record = await readKey(storage, key);
	checkMetadataCas(call, record, config.metadataCasRequired);
	const before = record ?? newKey(clock.now());
	await writeKey(storage, key, {
		...before,
		metadataVersion: before.metadataVersion + 1,
		updatedAt: clock.now(),
		maxVersions: maxVersions ?? before.maxVersions,
		casRequired: casRequired ?? before.casRequired,
		metadataCasRequired: metadataCasRequired ?? before.metadataCasRequired,
		deleteVersionAfter: deleteVersionAfter ?? before.deleteVersionAfter,
		customMetadata: customMetadata ?? before.customMetadata,
	});
	const ignored = [
		...(config.casRequired && casRequired === false ? ['cas_required'] : []),
		...(config.metadataCasRequired && metadataCasRequired === false ? ['metadata_cas_required'] : []),
	];
	if (ignored.length === 0) return undefined;
	const warnings = ignored.map(
		name => `"${name}" set to false, but is mandated by backend config. This value will be ignored.`,
	);
	return {data: null, warnings};
};

export const deleteMetadata: Handler = async ({storage}, {key = ''}) => {
	const record = await readKey(storage, key);
	if (record !== undefined) await dropKey(storage, key, record);
	return undefined;
};

/** The names directly in a folder; a folder in it once, with a slash. */
export const listKeys: Handler = async ({storage, fields}, {key = ''}) => {
	const names = (await storage.list(`key/${key}`)).map(path => {
		const slash = path.indexOf('/');
		return slash < 0 ? path : path.slice(0, slash + 1);
	});
	return keysAnswer([...new Set(names)], fields.text('after') ?? '', fields.whole('limit') ?? 0);
};

/** All keys below a folder. */
export const scanKeys: Handler = async ({storage}, {key = ''}) => keysAnswer(await storage.list(`key/${key}`), '', 0);

function keysAnswer(names: readonly string[], after: string, limit: number) {
	const later = after === '' ? names : names.filter(name => name > after);
	const keys = limit > 0 ? later.slice(0, limit) : later;
	return keys.length === 0 ? undefined : {data: {keys}};
}

function checkMetadataCas({fields}: Call, record: KvKey | undefined, isRequired: boolean): void {
	const cas = fields.whole('metadata_cas');
	if (cas === undefined) {
		if (isRequired || record?.metadataCasRequired === true)
			throw badRequest('metadata check-and-set parameter required for this call');
	} else if (record === undefined) {
		if (cas !== 0) throw badRequest('metadata_cas must be 0 when creating new metadata');
	} else if (cas !== record.metadataVersion) {
		throw badRequest('metadata check-and-set parameter does not match the current version');
	}
}

function metadataData(record: KvKey): JsonObject {
	const versions = record.versions.map(([number, {createdAt, deletedAt, destroyed}]) => [
		String(number),
		{created_time: timestamp(createdAt), deletion_time: timestampOrEmpty(deletedAt), destroyed},
	]);
	return {
		cas_required: record.casRequired,
		created_time: timestamp(record.createdAt),
		current_metadata_version: record.metadataVersion,
		current_version: record.currentVersion,
		custom_metadata: record.customMetadata === null ? null : Object.fromEntries(record.customMetadata),
		delete_version_after: formatSeconds(record.deleteVersionAfter),
		max_versions: record.maxVersions,
		metadata_cas_required: record.metadataCasRequired,
		oldest_version: record.oldestVersion,
		updated_time: timestamp(record.updatedAt),
		versions: Object.fromEntries(versions),
	};
}
