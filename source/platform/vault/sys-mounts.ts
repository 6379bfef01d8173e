/** `sys/mounts`, `sys/auth` and what the tools ask before they read: `sys/internal/ui/mounts`. */
import {parseSeconds} from './durations.ts';
import {Fields} from './fields.ts';
import type {JsonObject} from './json.ts';
import {mountData, systemMount, tokenMount} from './mount-view.ts';
import {addMount, listMounts, type Mount, mountOf, removeMount, saveMount} from './mounts.ts';
import type {Storage} from './storage.ts';
import type {Call, Route} from './vault-call.ts';
import {badRequest, leftOut, VaultError} from './vault-error.ts';

const mountPath = /^mounts\/(?<path>.+?)\/?$/s;
const tunePath = /^mounts\/(?<path>.+)\/tune$/s;

export const mountRoutes: readonly Route[] = [
	{path: /^mounts\/?$/, on: {read: listAll, list: listAll}},
	{path: tunePath, on: {read: readTune, update: writeTune}},
	{path: mountPath, on: {read: readOne, update: mount, delete: unmount}},
	{path: /^auth\/?$/, on: {read: listAuth, list: listAuth}},
	{path: /^internal\/ui\/mounts\/?$/, on: {read: listReachable}},
	{path: /^internal\/ui\/mounts\/(?<path>.+)$/s, on: {read: readReachable}},
];

async function listAll({core}: Call) {
	const mounts = (await listMounts(core)).map(one => [one.path, mountData(one)]);
	return {alsoAtTop: true, data: {...Object.fromEntries(mounts), 'sys/': systemMount()}};
}

function listAuth() {
	return Promise.resolve({alsoAtTop: true, data: {'token/': tokenMount()}});
}

const exactMount = async (storage: Storage, path: string): Promise<Mount | undefined> =>
	(await listMounts(storage)).find(one => one.path === `${path}/`);

async function readOne({core}: Call, {path = ''}) {
	const found = await exactMount(core, path);
	if (found === undefined) throw badRequest(`No secret engine mount at ${path}/`);
	return {alsoAtTop: true, data: mountData(found)};
}

async function mount({core, fields}: Call, {path = ''}): Promise<undefined> {
	const type = fields.text('type') ?? '';
	const options = fields.map('options') ?? {};
	const config = new Fields(fields.map('config') ?? {});
	await addMount(core, {
		path: `${path}/`,
		type: engineType(type, options),
		description: fields.text('description') ?? '',
		...leaseTtls(config, {defaultLeaseTtl: 0, maxLeaseTtl: 0}),
	});
}

function engineType(type: string, options: JsonObject): Mount['type'] {
	if (type === '') throw badRequest('backend type must be specified as a string');
	if (type === 'transit') return 'transit';
	if (type === 'kv-v2' || (type === 'kv' && new Fields(options).text('version') === '2')) return 'kv';
	if (type === 'kv' || type === 'kv-v1') throw leftOut('a KV engine of version 1');
	throw badRequest(`plugin not found in the catalog: ${type}`);
}

async function unmount({core}: Call, {path = ''}): Promise<undefined> {
	const found = await exactMount(core, path);
	if (found !== undefined) await removeMount(core, found);
}

async function readTune({core}: Call, {path = ''}) {
	const found = await tuned(core, path);
	return {
		alsoAtTop: true,
		data: {
			default_lease_ttl: found.defaultLeaseTtl,
			description: found.description,
			force_no_cache: false,
			max_lease_ttl: found.maxLeaseTtl,
			...(found.type === 'kv' ? {options: {version: '2'}} : {}),
		},
	};
}

async function writeTune({core, fields}: Call, {path = ''}): Promise<undefined> {
	const found = await tuned(core, path);
	const version = new Fields(fields.map('options') ?? {}).text('version');
	if (found.type === 'kv' && version !== undefined && version !== '2')
		throw badRequest('cannot downgrade mount from version 2');
	await saveMount(core, {
		...found,
		...leaseTtls(fields, found),
		description: fields.text('description') ?? found.description,
	});
}

async function tuned(core: Storage, path: string): Promise<Mount> {
	const found = await exactMount(core, path);
	if (found === undefined) throw badRequest(`cannot fetch sysview for path ${JSON.stringify(`${path}/`)}`);
	return found;
}

/** What the token can do anything in. */
async function listReachable({core, caller}: Call) {
	const mounts = (await listMounts(core)).filter(one => caller.acl.reaches(one.path));
	const auth = caller.acl.reaches('auth/token/') ? {'token/': tokenMount()} : {};
	return {data: {auth, secret: Object.fromEntries(mounts.map(one => [one.path, mountData(one)]))}};
}

/** The same 403 for a mount that is not there, so that nobody finds mounts by trying. */
async function readReachable({core, caller}: Call, {path = ''}) {
	const found = await mountOf(core, path);
	if (found !== undefined && caller.acl.reaches(found.path)) return {data: {...mountData(found), path: found.path}};
	const shown = JSON.stringify(`${path.replace(/\/$/, '')}/`);
	throw new VaultError(
		403,
		`preflight capability check returned 403, please ensure client's policies grant access to path ${shown}`,
	);
}

function leaseTtls(fields: Fields, before: Pick<Mount, 'defaultLeaseTtl' | 'maxLeaseTtl'>) {
	const seconds = (name: string, otherwise: number) => {
		const value = fields.raw(name);
		return value === undefined ? otherwise : Math.max(0, parseSeconds(value));
	};
	const defaultLeaseTtl = seconds('default_lease_ttl', before.defaultLeaseTtl);
	const maxLeaseTtl = seconds('max_lease_ttl', before.maxLeaseTtl);
	if (maxLeaseTtl > 0 && defaultLeaseTtl > maxLeaseTtl)
		throw badRequest('given default lease TTL greater than given max lease TTL');
	return {defaultLeaseTtl, maxLeaseTtl};
}
