import {readdir, readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {openKeyring} from '../../../../source/platform/auth/keyring.ts';
import {signIn} from '../../../support/control-plane/platform-client.ts';
import {startPlatform, temporaryDataFolder} from '../../../support/control-plane/start-platform.ts';

test('makes, lists and revokes keys with no platform running', async () => {
	const dataFolder = await temporaryDataFolder();
	const keyring = await openKeyring(dataFolder, {clock: systemClock});
	const {id, prefix, apiKey, clientId} = await keyring.create();
	expect(apiKey.reveal()).toMatch(new RegExp(`^csk_${prefix}_[0-9a-f]{64}$`));
	expect(await keyring.list()).toMatchObject([{id, prefix, client_id: clientId, last_used_at: null, revoked_at: null}]);
	expect((await keyring.revoke(prefix)).revoked_at).not.toBeNull();
	await expect(keyring.revoke('nobody')).rejects.toMatchObject({code: 'api/not-found'});
	await keyring.close();
});

test('a key made beside a running platform signs in, and a revoked one ends its sessions', async () => {
	const {platform, dataFolder, url} = await startPlatform();
	const keyring = await openKeyring(dataFolder, {clock: systemClock});
	const made = await keyring.create();
	const me = await signIn({url, api_key: made.apiKey, client_id: made.clientId});
	expect((await me.send('/api/cli/services', {})).status).toBe(200);

	await keyring.revoke(made.id);
	expect((await me.send('/api/cli/services', {})).status).toBe(401);
	expect((await signIn(platform.info)).login.user.id).toBe(me.login.user.id);
	await keyring.close();
});

test('the key is nowhere on disk, and what is there is private', async () => {
	const dataFolder = await temporaryDataFolder();
	const keyring = await openKeyring(dataFolder, {clock: systemClock});
	const {apiKey} = await keyring.create();
	const secretPart = apiKey.reveal().split('_')[2] ?? '';
	for (const name of await readdir(dataFolder)) {
		const bytes = await readFile(join(dataFolder, name));
		expect([name, bytes.includes(secretPart)]).toEqual([name, false]);
	}
	for (const name of ['pepper.json', 'platform.db', 'platform.db-wal'])
		expect((await stat(join(dataFolder, name))).mode & 0o777).toBe(0o600);
	expect((await stat(dataFolder)).mode & 0o077).toBe(0);
	await keyring.close();
});
