import {mkdir, readFile, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {rememberedAccount} from '../../../../source/core/credentials/remembered-account.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import type {CredentialBackend} from '../../../../source/shared/tasks.ts';
import {type CredentialHome, credentialHome} from '../../../support/credential-home.ts';
import {type Answer, type Asked, credentialReply, type FakeApi, startFakeApi} from '../../../support/fake-api.ts';

let here: CredentialHome;
let server: FakeApi;
let answer: (asked: Asked) => Answer;
beforeEach(async () => {
	here = await credentialHome();
	answer = usual;
	server = await startFakeApi(asked => answer(asked));
});
afterEach(async () => {
	await server.close();
	await here.remove();
});

/** Each key is an account of its own: `key-of-bob` is bob's. */
function usual({path, body}: Asked): Answer {
	if (path === '/api/cli/logout') return {status: 200, json: {}};
	if (path !== '/api/cli/auth') return {status: 404};
	const key = String(Reflect.get(JSON.parse(body), 'api_key'));
	const name = /^key-of-(\w+?)(?:-again)?$/.exec(key)?.[1];
	if (name === undefined) return {status: 401, json: {error: `the key ${key} is not known`}};
	return {json: credentialReply({email: `${name}@example.test`, token: `session of ${name}`})};
}

const signIn = (key = 'key-of-ada', backend: CredentialBackend = 'keychain') =>
	here.credentials.signIn({apiUrl: server.url, apiKey: new Secret(key), clientId: 'client', backend});
const accounts = async () => (await here.credentials.settings()).accounts.map(({account}) => account.split('@')[0]);

describe('signing in', () => {
	test('proves the key, keeps it, and a new run has a session without asking the server', async () => {
		await signIn();
		const session = await here.credentials.session(undefined);

		expect(session.account).toMatchObject({
			user: {email: 'ada@example.test'},
			source: 'stored',
			credential_store: {backend: 'keychain', durable: true},
		});
		expect(session.token.reveal()).toBe('session of ada');
		expect(server.asked).toHaveLength(1);
		expect(await rememberedAccount(here, undefined)).toEqual(session.account);
	});

	test('with the keychain no file holds the key or a token', async () => {
		await signIn();

		const text = JSON.stringify(await here.files());
		for (const secret of ['key-of-ada', 'session of ada', 'hvs.cnry', 'SUCNRY']) expect(text).not.toContain(secret);
	});

	test('a refused key stores nothing', async () => {
		await expect(signIn('key of nobody')).rejects.toMatchObject({code: 'auth/refused'});

		expect(await accounts()).toEqual([]);
		expect([...here.keyring.held]).toEqual([]);
		expect(await here.files()).toEqual({});
	});

	test('and the refusal does not show the key that the server quotes', async () => {
		const refused = await signIn('cnry_ABCDEFGHIJ').catch((error: unknown) => error);

		expect(JSON.stringify(refused)).not.toContain('cnry_ABCDEFGHIJ');
		expect(refused).toMatchObject({message: 'the key *** is not known'});
	});

	test('a store that is away is found before the server is asked', async () => {
		here.through(store => ({...store, probe: async () => Promise.reject(new Error('away'))}));

		await expect(signIn()).rejects.toThrow('away');
		expect(server.asked).toEqual([]);
	});

	test('another account of the same host takes the place of the first', async () => {
		await signIn('key-of-ada');
		await signIn('key-of-bob');

		expect(await accounts()).toEqual(['bob']);
		expect([...here.keyring.held.keys()].filter(name => name.startsWith('ada'))).toEqual([]);
		expect(Object.keys(await here.files()).filter(name => /sessions\/\w+\.json/.test(name))).toHaveLength(1);
	});

	test('and so does the same account in another store', async () => {
		await signIn('key-of-ada', 'file');
		await signIn('key-of-ada', 'keychain');

		expect(Object.keys(await here.files())).not.toContain('credentials.json');
		expect((await here.credentials.session(undefined)).account.credential_store.backend).toBe('keychain');
	});

	test('a host of its own keeps an account of its own', async () => {
		const other = await startFakeApi(asked => answer(asked));
		try {
			await signIn('key-of-ada');
			await here.credentials.signIn({
				apiUrl: other.url,
				apiKey: new Secret('key-of-bob'),
				clientId: 'client',
				backend: 'keychain',
			});

			expect((await here.credentials.session(server.url)).account.user.email).toBe('ada@example.test');
			expect((await here.credentials.session(other.url)).account.user.email).toBe('bob@example.test');
			here.env['CS_API_URL'] = server.url;
			expect((await here.credentials.session(undefined)).account.user.email).toBe('ada@example.test');
		} finally {
			await other.close();
		}
	});

	test('what fails half-way is taken back: the earlier account holds', async () => {
		await signIn('key-of-ada');
		const before = here.keyring.held.size;
		// The value is written, then comes the failure.
		here.through(store => ({
			...store,
			set: async (account, value) => {
				await store.set(account, value);
				if (value.reveal().includes('again')) throw new Error('the disk is full');
			},
		}));

		await expect(signIn('key-of-ada-again')).rejects.toThrow('the disk is full');

		here.through(store => store);
		expect((await here.credentials.session(undefined)).token.reveal()).toBe('session of ada');
		expect(here.keyring.held.size).toBe(before);
		await expect(signIn('key-of-bob')).resolves.toBeDefined();
	});

	test('a first sign-in that fails half-way leaves nobody signed in, and nothing', async () => {
		here.through(store => ({
			...store,
			set: async (account, value) => {
				await store.set(account, value);
				throw new Error('the disk is full');
			},
		}));

		await expect(signIn()).rejects.toThrow('the disk is full');

		here.through(store => store);
		expect([...here.keyring.held]).toEqual([]);
		await expect(here.credentials.session(undefined)).rejects.toMatchObject({code: 'auth/not-signed-in'});
	});

	test('two at the same time leave one identity that works', async () => {
		await Promise.allSettled(['ada', 'bob', 'cyd', 'dan'].map(name => signIn(`key-of-${name}`, 'file')));

		const [winner, ...others] = await accounts();
		expect(others).toEqual([]);
		const session = await here.credentials.session(undefined);
		expect(session.account.user.email).toBe(`${winner}@example.test`);
		expect(await rememberedAccount(here, undefined)).toEqual(session.account);
		const files = await here.files();
		expect(Object.keys(JSON.parse(files['credentials.json'] ?? '{}').accounts)).toHaveLength(1);
		expect(Object.keys(files).filter(name => /\.lock|\.tmp|\/\./.test(name))).toEqual([]);
	});

	test('nowhere means nowhere: the key is proved and not kept', async () => {
		await signIn('key-of-ada', 'env');

		expect(await accounts()).toEqual([]);
		expect(JSON.stringify(await here.files())).not.toContain('key-of-ada');
		await expect(here.credentials.session(server.url)).rejects.toMatchObject({code: 'auth/not-signed-in'});
		Object.assign(here.env, {CS_API_KEY: 'key-of-ada', CS_CLIENT_ID: 'client', CS_API_URL: server.url});
		expect(await rememberedAccount(here, undefined)).toMatchObject({user: {email: 'ada@example.test'}});
	});

	test('litter of a killed run is swept, young files and files of living ones stay', async () => {
		await mkdir(here.home.root, {recursive: true, mode: 0o700});
		const [old, young, living] = [
			'.credentials.json.999999.0123456789abcdef',
			'.credentials.json.999998.0123456789abcdef',
			`.credentials.json.${process.pid}.0123456789abcdef`,
		].map(name => join(here.home.root, name));
		for (const path of [old, young, living]) await writeFile(path ?? '', 'half');
		for (const path of [old, living]) await utimes(path ?? '', 1, 1);

		await signIn();

		const names = Object.keys(await here.files()).filter(name => name.startsWith('.'));
		expect(new Set(names)).toEqual(new Set([young, living].map(path => path?.split('/').at(-1))));
	});

	test('an address that a foreign server puts in a name is harmless on a terminal', async () => {
		answer = () => ({json: credentialReply({email: 'ada\u001b[2J\u202e@example.test'})});

		expect((await signIn()).account.user.email).toBe('ada [2J @example.test');
	});
});

describe('a session', () => {
	test('that ends soon is renewed with the key, and the new one is kept', async () => {
		await signIn();
		here.time.aheadMs = 46 * 60_000;
		answer = () => ({
			json: credentialReply({token: 'renewed', now: Date.now() + here.time.aheadMs}),
			headers: {date: dateAhead()},
		});

		expect((await here.credentials.session(undefined)).token.reveal()).toBe('renewed');
		expect((await here.credentials.session(undefined)).token.reveal()).toBe('renewed');
		expect(server.asked).toHaveLength(2);
	});

	test('that ends soon is still used while the server is away', async () => {
		await signIn();
		here.time.aheadMs = 46 * 60_000;
		answer = () => ({status: 503});

		expect((await here.credentials.session(undefined)).token.reveal()).toBe('session of ada');

		here.time.aheadMs = 51 * 60_000;
		await expect(here.credentials.session(undefined)).rejects.toMatchObject({code: 'api/failed'});
	});

	test('whose key was revoked asks to sign in again, once', async () => {
		await signIn();
		here.time.aheadMs = 55 * 60_000;
		answer = () => ({status: 401, json: {error: 'revoked'}});

		await expect(here.credentials.session(undefined)).rejects.toMatchObject({
			code: 'auth/refused',
			next: [{command: 'cs-wizard login'}],
		});
		expect(server.asked).toHaveLength(2);
	});

	test('that is renewed while somebody signs out stays signed out', async () => {
		await signIn();
		here.time.aheadMs = 55 * 60_000;
		const signedOut = {yet: false};
		here.through(store => ({
			...store,
			async get(account) {
				const value = await store.get(account);
				if (!signedOut.yet) {
					signedOut.yet = true;
					await here.credentials.signOut(undefined);
				}
				return value;
			},
		}));

		await here.credentials.session(undefined);

		expect([...here.keyring.held]).toEqual([]);
		expect(await accounts()).toEqual([]);
	});

	test.each([2, -2])('goes by the clock of the server, which is %i h away from ours', async hours => {
		here.time.aheadMs = -hours * 60 * 60_000;
		const session = await signIn();

		expect(Math.round(session.clockSkewMs / 60_000)).toBe(hours * 60);
		await here.credentials.session(undefined);
		await here.credentials.session(undefined);
		expect(server.asked).toHaveLength(1);
	});

	test('of another host than the settings say is not used', async () => {
		await signIn();
		const text = await readFile(here.home.config, 'utf8');
		await writeFile(here.home.config, text.replaceAll(server.url, 'https://evil.test'));

		await expect(here.credentials.session(undefined)).rejects.toMatchObject({code: 'credentials/damaged'});
		expect(server.asked).toHaveLength(1);
	});

	test('token from the environment is used where the server gives no other', async () => {
		Object.assign(here.env, {USER_TOKEN: 'eyJ.given', CS_API_URL: server.url});
		const {session_token: _token, ...reply} = credentialReply();
		answer = () => ({json: reply});

		const session = await here.credentials.session(undefined);

		expect(session.token.reveal()).toBe('eyJ.given');
		expect(server.asked[0]?.headers.authorization).toBe('Bearer eyJ.given');
		expect(JSON.stringify(await here.files())).not.toContain('eyJ.given');
	});

	test('asked for at no URL is an error for people, and shows no password', async () => {
		const refused = await here.credentials.session('https://u:cnry_pw@').catch((error: unknown) => error);

		expect(refused).toMatchObject({code: 'auth/not-signed-in'});
		expect(JSON.stringify(refused)).not.toContain('cnry_pw');
	});
});

const dateAhead = () => new Date(Date.now() + here.time.aheadMs).toUTCString();
