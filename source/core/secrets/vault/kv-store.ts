/** The document of one service in a KV store, version 2 or 1: its keys are the secrets. */
import {WizardError} from '../../../shared/errors.ts';
import {isRecord, numberAt, textAt} from '../../../shared/narrow.ts';
import {vaultRefusal, type VaultConnection, type VaultReply} from './vault-connection.ts';

export interface KvMount {
	/** `secret` */
	readonly mount: string;
	/** `hello-node` */
	readonly rest: string;
	readonly version: 1 | 2;
}

export interface KvDocument {
	/** As stored: values may be of any JSON type. */
	readonly values: Readonly<Record<string, unknown>>;
	/** 0 where nothing ever was; KV version 1 knows none. */
	readonly version: number;
	/** Deleted, and may be undeleted. */
	readonly deleted: boolean;
}

/** Where the document is read and written. */
export function dataPath({mount, rest, version}: KvMount): string {
	return version === 2 ? `${mount}/data/${rest}` : `${mount}/${rest}`;
}

/** Finds which part of the path is the mount, and its kind: by asking, and by trying where that is not allowed. */
export async function findMount(connection: VaultConnection, path: string): Promise<KvMount> {
	const asked = await connection.call({method: 'GET', path: `sys/internal/ui/mounts/${path}`});
	if (asked.status === 200) return mountOf(asked, path);
	return tryMount(connection, path);
}

function mountOf({data}: VaultReply, path: string): KvMount {
	const mount = (textAt(data, 'path') ?? '').replace(/\/+$/, '');
	const kind = textAt(data, 'type') ?? '';
	if (kind !== 'kv' && kind !== 'generic') throw notKv(mount, kind);
	const options = isRecord(data) ? data['options'] : undefined;
	const rest = path.slice(mount.length + 1);
	if (mount === '' || !path.startsWith(`${mount}/`) || rest === '') throw noKey(path, mount);
	return {mount, rest, version: textAt(options, 'version') === '2' ? 2 : 1};
}

/** A version 2 store says so when it is asked in the way of version 1, and the other way round it holds nothing. */
async function tryMount(connection: VaultConnection, path: string): Promise<KvMount> {
	const [mount = '', ...others] = path.split('/');
	const rest = others.join('/');
	const second = {mount, rest, version: 2} as const;
	const asSecond = await connection.call({method: 'GET', path: dataPath(second)});
	if (asSecond.status === 200 || isRecord(asSecond.data)) return second;
	const first = {mount, rest, version: 1} as const;
	const asFirst = await connection.call({method: 'GET', path: dataPath(first)});
	if (asFirst.warnings.some(warning => warning.includes('versioned K/V'))) return second;
	if (asFirst.status === 200) return first;
	if (asSecond.status === 404 && asFirst.status === 404 && asSecond.errors.length === 0) return first;
	if (asSecond.status === 404 && asSecond.errors.length === 0) return second;
	throw vaultRefusal(asSecond, {address: connection.address, path: dataPath(second)});
}

/** @throws `secrets/denied`, `secrets/unreachable` */
export async function readDocument(connection: VaultConnection, at: KvMount): Promise<KvDocument> {
	const path = dataPath(at);
	const reply = await connection.call({method: 'GET', path});
	if (at.version === 1) {
		if (reply.status === 200) return {values: isRecord(reply.data) ? reply.data : {}, version: 0, deleted: false};
		if (reply.status === 404 && reply.errors.length === 0) return {values: {}, version: 0, deleted: false};
		throw vaultRefusal(reply, {address: connection.address, path});
	}
	const metadata = isRecord(reply.data) ? reply.data['metadata'] : undefined;
	const version = numberAt(metadata, 'version') ?? 0;
	const values = isRecord(reply.data) ? reply.data['data'] : undefined;
	if (reply.status === 200) return {values: isRecord(values) ? values : {}, version, deleted: false};
	// A deleted version is a 404 with a body; one that never was is a 404 without.
	if (reply.status === 404 && isRecord(metadata)) return {values: {}, version, deleted: true};
	if (reply.status === 404 && reply.errors.length === 0) return {values: {}, version: 0, deleted: false};
	throw vaultRefusal(reply, {address: connection.address, path});
}

/** Writes the whole document over the version that was read. @throws `secrets/conflict`, and nothing is written */
export async function writeDocument(
	connection: VaultConnection,
	at: KvMount,
	{values, over}: {readonly values: Readonly<Record<string, unknown>>; readonly over: number},
): Promise<number> {
	const path = dataPath(at);
	// KV version 1 keeps no empty document.
	if (at.version === 1 && Object.keys(values).length === 0) {
		const gone = await connection.call({method: 'DELETE', path});
		if (gone.status >= 400) throw vaultRefusal(gone, {address: connection.address, path});
		return 0;
	}
	const body = at.version === 2 ? {data: values, options: {cas: over}} : values;
	const reply = await connection.call({method: 'POST', path, body});
	if (reply.status >= 400) throw vaultRefusal(reply, {address: connection.address, path});
	return numberAt(reply.data, 'version') ?? 0;
}

function notKv(mount: string, kind: string): WizardError {
	return new WizardError('secrets/missing', {
		message: `${mount}/ in the vault is a ${kind === '' ? 'store of another kind' : `${kind} engine`}, not a KV store.`,
		hint: 'Name a path in a KV store, or mount one.',
		next: [{command: 'vault secrets enable -path=secret -version=2 kv', when: 'to mount a KV store at secret/'}],
		facts: {mount, kind},
	});
}

function noKey(path: string, mount: string): WizardError {
	return new WizardError('usage/bad-value', {
		message: `VAULT_SECRETS_PATH ${path} names a store and nothing in it.`,
		hint: `Add the name of the service: ${mount === '' ? path : mount}/hello-node.`,
		facts: {path},
	});
}
