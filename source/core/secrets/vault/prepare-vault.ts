/** Makes what a development vault lacks for signing: the transit/ mount and the key. What is there is left as it is. */
import {textAt} from '../../../shared/narrow.ts';
import {findMount, readDocument} from './kv-store.ts';
import {vaultRefusal, type VaultConnection} from './vault-connection.ts';
import type {VaultSettings} from './vault-settings.ts';

/** Tells what was made. @throws `secrets/denied` when something is missing and the token may not make it */
export async function prepareVault(
	connection: VaultConnection,
	{transitKey, verify, path}: Pick<VaultSettings, 'transitKey' | 'verify' | 'path'>,
): Promise<readonly string[]> {
	if (!verify) return [];
	const key = `transit/keys/${transitKey}`;
	const there = await connection.call({method: 'GET', path: key});
	if (there.status === 200) return [];
	// Nothing is made in a vault that will not do for the secrets themselves.
	await readDocument(connection, await findMount(connection, path));
	const made: string[] = [];
	const mounted = await connection.call({method: 'GET', path: 'sys/mounts/transit'});
	if (mounted.status !== 200 || textAt(mounted.json, 'type') !== 'transit') {
		const reply = await connection.call({method: 'POST', path: 'sys/mounts/transit', body: {type: 'transit'}});
		// Somebody else may have mounted it meanwhile, which is as good.
		const already = reply.status === 400 && reply.errors.some(error => error.includes('already in use'));
		if (reply.status >= 400 && !already) {
			throw vaultRefusal(reply, {address: connection.address, path: 'sys/mounts/transit'});
		}
		if (!already) made.push('transit/');
	}
	const reply = await connection.call({method: 'POST', path: key, body: {type: 'ed25519'}});
	if (reply.status >= 400) throw vaultRefusal(reply, {address: connection.address, path: key});
	return [...made, key];
}
