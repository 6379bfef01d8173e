/** The key-value engine, version 2. */
import {formatSeconds} from './durations.ts';
import {deleteSecret, patchSecret, readSecret, writeSecret} from './kv-data.ts';
import {deleteMetadata, listKeys, readMetadata, scanKeys, writeMetadata} from './kv-metadata.ts';
import {dropData, type KvConfig, type KvKey, readConfig, readKey, writeConfig, writeKey} from './kv-records.ts';
import {deleteVersions, destroyVersions, undeleteVersions} from './kv-versions.ts';
import type {Answer, Backend, Call, Handler, Operation} from './vault-call.ts';
import {badRequest} from './vault-error.ts';

const subcommands: Readonly<Record<Operation, string>> = {
	create: 'put',
	update: 'put',
	patch: 'patch',
	read: 'get',
	list: 'list',
	scan: 'scan',
	delete: 'delete',
};

const invalid: Handler = ({path, operation}) => {
	const isRoot = ['metadata', 'data', 'delete', 'undelete', 'destroy'].includes(path);
	const warning = isRoot
		? 'Non-listing operations on the root of a K/V v2 mount are not supported.'
		: `Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use. If using the OpenBao CLI, use 'bao kv ${subcommands[operation]}' for this operation.`;
	return Promise.resolve({status: 404, data: null, warnings: [warning]});
};

const everywhere = {read: invalid, list: invalid, scan: invalid, update: invalid, patch: invalid, delete: invalid};

export const kvEngine: Backend = {
	async exists({path, storage}) {
		const key = /^(?:data|metadata)\/(?<key>.+)$/s.exec(path)?.groups?.['key'];
		return key === undefined || (await readKey(storage, key)) !== undefined;
	},
	routes: [
		{path: /^config$/, on: {read: readSettings, update: writeSettings}},
		{
			path: /^data\/(?<key>.+)$/s,
			on: {read: readSecret, update: writeSecret, patch: patchSecret, delete: deleteSecret},
		},
		{path: /^delete\/(?<key>.+)$/s, on: {update: changing(deleteGiven)}},
		{path: /^undelete\/(?<key>.+)$/s, on: {update: changing(undeleteGiven)}},
		{path: /^destroy\/(?<key>.+)$/s, on: {update: changing(destroyGiven, 'no version number provided')}},
		{
			path: /^metadata\/(?<key>.*)$/s,
			on: {read: readMetadata, update: writeMetadata, delete: deleteMetadata, list: listKeys, scan: scanKeys},
		},
		{path: /(?:)/, on: everywhere},
	],
};

async function readSettings({storage}: Call): Promise<Answer> {
	const config = await readConfig(storage);
	return {
		data: {
			cas_required: config.casRequired,
			delete_version_after: formatSeconds(Math.max(config.deleteVersionAfter, -1)),
			max_versions: config.maxVersions,
			metadata_cas_required: config.metadataCasRequired,
		},
	};
}

async function writeSettings({storage, fields}: Call): Promise<undefined> {
	const config = await readConfig(storage);
	const maxVersions = fields.whole('max_versions') ?? config.maxVersions;
	if (maxVersions < 0) throw badRequest('max_versions is not below 0');
	await writeConfig(storage, {
		maxVersions,
		casRequired: fields.truth('cas_required') ?? config.casRequired,
		metadataCasRequired: fields.truth('metadata_cas_required') ?? config.metadataCasRequired,
		deleteVersionAfter: fields.seconds('delete_version_after') ?? config.deleteVersionAfter,
	});
}

interface Change {
	readonly record: KvKey;
	readonly versions: readonly number[];
	readonly config: KvConfig;
	readonly call: Call;
	readonly key: string;
}

/** Changes the versions named in the body; a key that is not there is no error. */
function changing(to: (change: Change) => Promise<KvKey>, missing = 'No version number provided'): Handler {
	return async (call, {key = ''}) => {
		const versions = (call.fields.texts('versions') ?? []).map(versionNumber);
		if (versions.length === 0) throw badRequest(missing);
		const record = await readKey(call.storage, key);
		if (record === undefined) return undefined;
		const changed = await to({record, versions, config: await readConfig(call.storage), call, key});
		await writeKey(call.storage, key, changed);
		return undefined;
	};
}

function versionNumber(text: string): number {
	if (/^\d{1,15}$/.test(text)) return Number(text);
	throw badRequest('Field validation failed: error converting input for field "versions": a version is a whole number');
}

function deleteGiven({record, versions, call}: Change): Promise<KvKey> {
	return Promise.resolve(deleteVersions(record, versions, call.clock.now()));
}

function undeleteGiven({record, versions, config, call}: Change): Promise<KvKey> {
	return Promise.resolve(undeleteVersions(record, versions, config, call.clock.now()));
}

async function destroyGiven({record, versions, call, key}: Change): Promise<KvKey> {
	for (const version of versions) await dropData(call.storage, key, version);
	return destroyVersions(record, versions);
}
