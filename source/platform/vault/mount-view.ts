/** How mounts look in answers. */
import type {JsonObject} from './json.ts';
import type {Mount} from './mounts.ts';
import {vaultVersion} from './version.ts';

interface Shown {
	readonly type: string;
	readonly accessor: string;
	readonly uuid: string;
	readonly description: string;
	readonly options: JsonObject | null;
	readonly defaultLeaseTtl: number;
	readonly maxLeaseTtl: number;
}

export function mountData(mount: Mount): JsonObject {
	return {
		...shownMount({...mount, options: mount.type === 'kv' ? {version: '2'} : null}),
		deprecation_status: 'supported',
	};
}

/** The parts that are not in the mount table: always there, under the same names. */
export const systemMount = (): JsonObject => ownMount('system', 'system endpoints used for control and policy');

export const tokenMount = (): JsonObject => ownMount('token', 'token based credentials');

function ownMount(type: string, description: string): JsonObject {
	const uuid = '00000000-0000-0000-0000-000000000000';
	return shownMount({
		type,
		accessor: `${type}_00000000`,
		uuid,
		description,
		options: null,
		defaultLeaseTtl: 0,
		maxLeaseTtl: 0,
	});
}

function shownMount({type, accessor, uuid, description, options, defaultLeaseTtl, maxLeaseTtl}: Shown): JsonObject {
	return {
		accessor,
		config: {default_lease_ttl: defaultLeaseTtl, force_no_cache: false, max_lease_ttl: maxLeaseTtl},
		description,
		external_entropy_access: false,
		local: false,
		options,
		plugin_version: '',
		running_plugin_version: `v${vaultVersion}+builtin`,
		running_sha256: '',
		seal_wrap: false,
		type,
		uuid,
	};
}
