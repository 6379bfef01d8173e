import {writeFile} from 'node:fs/promises';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Secret} from '../../../../source/shared/secret.ts';
import type {CredentialBackend} from '../../../../source/shared/tasks.ts';
import {type CredentialHome, credentialHome} from '../../../support/credential-home.ts';
import {credentialReply, type FakeApi, startFakeApi} from '../../../support/fake-api.ts';

let here: CredentialHome;
let server: FakeApi;
beforeEach(async () => {
	here = await credentialHome();
	server = await startFakeApi(({path, body}) =>
		path === '/api/cli/logout'
			? {json: {}}
			: {json: credentialReply({email: `${String(Reflect.get(JSON.parse(body), 'api_key')).slice(7)}@example.test`})},
	);
});
afterEach(async () => {
	await server.close();
	await here.remove();
});

const signIn = (key = 'key-of-ada', backend: CredentialBackend = 'keychain') =>
	here.credentials.signIn({apiUrl: server.url, apiKey: new Secret(key), clientId: 'client', backend});
const accounts = async () => (await here.credentials.settings()).accounts.map(({account}) => account.split('@')[0]);

describe('signing out', () => {
	test.each(['keychain', 'file'] as const)('leaves no trace of anybody in the %s', async backend => {
		await signIn('key-of-ada', backend);
		await signIn('key-of-bob', backend);

		expect(await here.credentials.signOut(undefined)).toEqual({logged_out: true, revoked: true});

		const text = JSON.stringify([await here.files(), ...here.keyring.held]);
		expect(text).not.toMatch(/ada@|bob@|key-of-/);
		expect(await here.credentials.signOut(undefined)).toEqual({logged_out: false, revoked: false});
	});

	test('works without the server, and says that it was not told', async () => {
		await signIn();
		await server.close();

		expect(await here.credentials.signOut(undefined)).toEqual({logged_out: true, revoked: false});
		expect([...here.keyring.held]).toEqual([]);
	});

	test('of one host leaves the other', async () => {
		await signIn();

		expect(await here.credentials.signOut('https://elsewhere.test')).toMatchObject({logged_out: false});
		expect(await accounts()).toEqual(['ada']);
	});

	test('needs no passphrase', async () => {
		here.env['CS_PASSPHRASE'] = 'correct horse';
		await signIn('key-of-ada', 'encrypted-file');
		here.env['CS_PASSPHRASE'] = 'forgotten';
		await expect(here.credentials.session(undefined)).rejects.toMatchObject({code: 'auth/refused'});

		expect(await here.credentials.signOut(undefined)).toEqual({logged_out: true, revoked: false});
		expect(await accounts()).toEqual([]);
	});
});

describe('repair', () => {
	test('of what is sound changes nothing', async () => {
		await signIn();
		const before = await here.files();

		expect(await here.credentials.repair()).toEqual([]);
		expect(await here.files()).toEqual(before);
	});

	test('removes an account whose credential is gone', async () => {
		await signIn();
		here.keyring.held.clear();
		await expect(here.credentials.session(undefined)).rejects.toMatchObject({code: 'auth/not-signed-in'});

		expect(await here.credentials.repair()).toHaveLength(2);
		expect(await accounts()).toEqual([]);
	});

	test('removes a file that was cut off, and signing in works again', async () => {
		await signIn('key-of-ada', 'file');
		await writeFile(here.home.credentials, '{"version": 1, "acc');
		await expect(here.credentials.session(undefined)).rejects.toMatchObject({code: 'credentials/damaged'});
		await expect(signIn('key-of-ada', 'file')).rejects.toMatchObject({code: 'credentials/damaged'});

		expect(await here.credentials.repair()).toHaveLength(2);

		await signIn('key-of-ada', 'file');
		expect(await accounts()).toEqual(['ada']);
	});

	test('leaves an account whose keychain is locked', async () => {
		await signIn();
		here.through(store => ({...store, get: async () => Promise.reject(new Error('locked'))}));

		expect(await here.credentials.repair()).toEqual([]);
		expect(await accounts()).toEqual(['ada']);
	});
});
