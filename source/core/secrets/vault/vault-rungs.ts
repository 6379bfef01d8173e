/** The rungs of a Vault: is it one, is it open, what may the token do. Nothing here shows a secret. */
import {isErrorWithCode} from '../../../shared/errors.ts';
import {isRecord, numberAt, textAt} from '../../../shared/narrow.ts';
import type {Clock} from '../../machine/clock.ts';
import {broken, doubtful, type Finding, holds, passed, type Rung} from '../health-ladder/rung.ts';
import {dataPath, findMount, type KvMount, readDocument} from './kv-store.ts';
import {signWith, verifyWith} from './transit.ts';
import {versionOf, type VaultConnection, type VaultReply} from './vault-connection.ts';
import type {VaultSettings} from './vault-settings.ts';

interface Needs {
	readonly connection: VaultConnection;
	readonly settings: VaultSettings;
	readonly clock: Clock;
}

export function vaultRungs(needs: Needs): readonly Rung[] {
	const {connection, settings} = needs;
	// What a rung finds out, the ones above it stand on.
	const found: {token?: unknown; mount?: KvMount} = {};
	const mount = async (): Promise<KvMount> => {
		found.mount ??= await findMount(connection, settings.path);
		return found.mount;
	};
	return [
		serviceRung(needs),
		{
			name: 'auth',
			async look() {
				const reply = await connection.call({method: 'GET', path: 'auth/token/lookup-self'});
				found.token = reply.data;
				return reply.status === 200 ? holds('the token is known') : tokenRefused(connection, reply);
			},
		},
		{name: 'token', look: async () => lifeOf(found.token)},
		{
			name: 'store',
			async look() {
				const at = await mount();
				return holds(`${at.mount}/ is a KV v${at.version} store`);
			},
		},
		{name: 'permission', look: async () => permission(connection, dataPath(await mount()))},
		{
			name: 'read',
			async look() {
				const {values, deleted, version} = await readDocument(connection, await mount());
				if (deleted) return holds(`version ${version} was deleted; it can be undeleted`);
				const count = Object.keys(values).length;
				return holds(count === 0 ? 'nothing is kept there yet' : `${count} ${count === 1 ? 'secret' : 'secrets'}`);
			},
		},
		{name: 'sign', look: () => signing(needs)},
	];
}

function serviceRung({connection, clock}: Needs): Rung {
	return {
		name: 'service',
		async look() {
			const reply = await connection.call({method: 'GET', path: 'sys/health', anonymous: true});
			const {status, json} = reply;
			if (!isRecord(json) || typeof json['sealed'] !== 'boolean') return notHealth(reply, connection.address);
			const version = versionOf(json);
			if (json['initialized'] === false)
				return broken(`${version}, not initialised`, 'Initialise it once:\n  vault operator init');
			if (json['sealed']) return broken(`${version}, sealed`, 'Open it with its key shares:\n  vault operator unseal');
			const skew = Math.abs((numberAt(json, 'server_time_utc') ?? 0) * 1000 - clock.now());
			if (numberAt(json, 'server_time_utc') !== undefined && skew > 60_000) {
				return doubtful(
					`${version}, its clock and ours are ${Math.round(skew / 1000)} s apart`,
					"Set this machine's clock: timedatectl set-ntp true",
				);
			}
			if (status === 472 || status === 473)
				return doubtful(`${version}, a replica (${status})`, 'Use the address of the active server.');
			if (json['standby'] === true)
				return doubtful(
					`${version}, a standby server`,
					'Use the address of the active server; this one passes calls on.',
				);
			return holds(`${version}, unsealed and active`);
		},
	};
}

function notHealth({status, errors}: VaultReply, address: string): Finding {
	if (status === 429) return broken('asks for fewer calls (429)', 'Wait a minute and check again.');
	if (status >= 500) return broken(`answers ${status}`, 'Look at the log of the server, or of what stands before it.');
	if (status === 403)
		return broken('answers 403 before any token was sent', 'A gateway stands before it: let this machine through.');
	if (status === 404 && errors.some(error => error.includes('namespace')))
		return broken('there is no such namespace', 'Check VAULT_NAMESPACE.');
	return broken(
		`something else than a Vault answers at ${address} (status ${status})`,
		'Check the address and the port: Vault listens on 8200 unless told otherwise.',
	);
}

/** 403 is both "unknown token" and "may not look itself up"; another call that every token may make tells them apart. */
async function tokenRefused(connection: VaultConnection, {status}: VaultReply): Promise<Finding> {
	if (status !== 403) return broken(`looking the token up answers ${status}`, 'Look at the log of the server.');
	const other = await connection.call({
		method: 'POST',
		path: 'sys/capabilities-self',
		body: {paths: ['sys/health']},
		repeatable: true,
	});
	if (other.status === 200) return holds('the token is known, and may not look itself up');
	return broken(
		'the token has ended, was revoked, or is of another vault or namespace',
		'Sign in again and use the new token:\n  vault login -field=token',
	);
}

function lifeOf(token: unknown): Finding {
	if (!isRecord(token)) return passed('it may not look itself up');
	const ttl = numberAt(token, 'ttl') ?? 0;
	const renewable = token['renewable'] === true ? ', renewable' : '';
	const policies = token['policies'];
	const root = Array.isArray(policies) && policies.includes('root') ? 'a root token, ' : '';
	if (ttl === 0 && textAt(token, 'expire_time') === undefined) return holds(`${root}never ends`);
	const detail = `${root}${ttl >= 120 ? `${Math.floor(ttl / 60)} min` : `${ttl} s`} left${renewable}`;
	if (ttl > 120) return holds(detail);
	return doubtful(
		detail,
		renewable === '' ? 'Sign in again for a new one:\n  vault login' : 'Renew it:\n  vault token renew',
	);
}

async function permission(connection: VaultConnection, path: string): Promise<Finding> {
	const reply = await connection.call({
		method: 'POST',
		path: 'sys/capabilities-self',
		body: {paths: [path]},
		repeatable: true,
	});
	if (reply.status !== 200) return passed(`the token may not ask what it may do (${reply.status})`);
	const listed: unknown = isRecord(reply.data) ? reply.data[path] : undefined;
	const may = Array.isArray(listed) ? listed.filter(one => typeof one === 'string') : [];
	if (may.includes('root')) return holds(`everything, on ${path}`);
	const policy = `Add to its policy:\n\n  path "${path}" { capabilities = ["create", "read", "update"] }`;
	if (!may.includes('read')) return broken(`no policy of the token lets it read ${path}`, policy);
	const writes = may.includes('create') && may.includes('update');
	return holds(writes ? `read and write ${path}` : `only read ${path}`);
}

const canary = new TextEncoder().encode('cs-wizard health check: sign and verify \u00ff>?~');

async function signing({connection, settings}: Needs): Promise<Finding> {
	if (!settings.verify) return passed('verification is off');
	const key = settings.transitKey;
	try {
		const {signature, keyType, keyVersion} = await signWith(connection, key, canary);
		const valid = await verifyWith(connection, key, {payload: canary, signature});
		const forged = await verifyWith(connection, key, {payload: canary.slice(1), signature});
		if (valid && !forged) return holds(`${key}, ${keyType}, version ${keyVersion}`);
		return broken(`what ${key} signs does not verify`, `Look at the key:\n  vault read transit/keys/${key}`);
	} catch (error) {
		if (!isErrorWithCode(error, 'secrets/denied')) throw error;
		const paths = [`transit/sign/${key}`, `transit/verify/${key}`];
		return broken(
			`the token may not sign with ${key}, or transit/ is not mounted: the vault answers 403 to both`,
			`Add to its policy:\n\n${paths.map(path => `  path "${path}" { capabilities = ["update"] }`).join('\n')}`,
		);
	}
}
