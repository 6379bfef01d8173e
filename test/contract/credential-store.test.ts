import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createFileStore} from '../../source/core/credentials/file-store.ts';
import {createKeychainStore} from '../../source/core/credentials/keychain-store.ts';
import {passphraseSealing} from '../../source/core/credentials/passphrase-sealing.ts';
import {systemClock} from '../../source/core/machine/clock.ts';
import {withLock} from '../../source/core/machine/locks.ts';
import {Secret} from '../../source/shared/secret.ts';
import {fakeKeyring} from '../support/fake-keyring.ts';
import {credentialStoreContract} from './credential-store.ts';

let folder: string;
beforeEach(async () => {
	folder = join(await mkdtemp(join(tmpdir(), 'store-')), 'home');
});
afterEach(() => rm(dirname(folder), {recursive: true, force: true}));

const locked = <T>(path: string, work: () => Promise<T>) =>
	withLock(`${path}.lock`, {clock: systemClock, what: path, command: 'test'}, work);
const fileStore = () => createFileStore({path: join(folder, 'credentials.json'), withLock: locked});
const encryptedStore = (passphrase = 'correct horse') =>
	createFileStore({
		path: join(folder, 'credentials.enc'),
		sealing: passphraseSealing(async () => new Secret(passphrase)),
		withLock: locked,
	});

describe('the private file', () => {
	credentialStoreContract(async () => fileStore());

	test('is 0600 in a folder at 0700, and gone with the last account', async () => {
		const store = fileStore();
		await store.set('ada@api.test', new Secret('key'));

		expect((await stat(join(folder, 'credentials.json'))).mode & 0o777).toBe(0o600);
		expect((await stat(folder)).mode & 0o777).toBe(0o700);
		await store.delete('ada@api.test');
		expect(await readdir(folder)).toEqual([]);
	});

	test('one that was cut off is refused, and goes with a delete', async () => {
		const store = fileStore();
		await store.set('ada@api.test', new Secret('key'));
		const path = join(folder, 'credentials.json');
		await writeFile(path, (await readFile(path)).subarray(0, 20));

		await expect(store.get('ada@api.test')).rejects.toMatchObject({code: 'credentials/damaged'});
		await expect(store.probe()).rejects.toMatchObject({code: 'credentials/damaged'});

		expect(await store.delete('ada@api.test')).toBe(true);
		expect(await store.get('ada@api.test')).toBeNull();
	});

	test('writers at the same time lose nothing', async () => {
		const store = fileStore();
		const names = Array.from({length: 8}, (_, at) => `user${at}@api.test`);

		await Promise.all(names.map(name => store.set(name, new Secret(name))));

		expect(await Promise.all(names.map(async name => (await store.get(name))?.reveal()))).toEqual(names);
	});
});

describe('the encrypted file', () => {
	credentialStoreContract(async () => encryptedStore());

	test('holds no value in clear', async () => {
		await encryptedStore().set('ada@api.test', new Secret('cnry_sealed'));

		const text = await readFile(join(folder, 'credentials.enc'), 'latin1');
		expect(text).not.toContain('cnry_sealed');
		expect(text).not.toContain(Buffer.from('cnry_sealed').toString('base64url').slice(0, 12));
	});

	test('another passphrase opens nothing, stores nothing, and can still forget', async () => {
		await encryptedStore().set('ada@api.test', new Secret('key'));
		const other = encryptedStore('battery staple');

		await expect(other.get('ada@api.test')).rejects.toMatchObject({code: 'auth/refused'});
		await expect(other.probe()).rejects.toMatchObject({code: 'auth/refused'});

		expect(await other.delete('ada@api.test')).toBe(true);
		expect(await encryptedStore().get('ada@api.test')).toBeNull();
	});

	test('values do not change places, and a changed byte is noticed', async () => {
		const store = encryptedStore();
		const path = join(folder, 'credentials.enc');
		await store.set('ada@api.test', new Secret('hers'));
		await store.set('bob@api.test', new Secret('his'));
		const {accounts} = JSON.parse(await readFile(path, 'utf8'));
		const write = (changed: object) => writeFile(path, JSON.stringify({version: 1, accounts: changed}), {mode: 0o600});

		await write({'ada@api.test': accounts['bob@api.test'], 'bob@api.test': accounts['ada@api.test']});
		await expect(store.get('ada@api.test')).rejects.toMatchObject({code: 'auth/refused'});

		const parts = String(accounts['ada@api.test']).split('.');
		const shortTag = [...parts.slice(0, -2), 'AAAAAA', parts.at(-1)].join('.');
		await write({'ada@api.test': shortTag});
		await expect(store.get('ada@api.test')).rejects.toMatchObject({code: 'credentials/damaged'});
	});
});

describe('the keychain', () => {
	let keyring = fakeKeyring();
	beforeEach(() => {
		keyring = fakeKeyring();
	});
	const keychain = () => createKeychainStore({run: keyring.run, env: {}, node: 'node', platform: 'linux'});
	credentialStoreContract(async () => keychain());

	test('leaves nothing behind', async () => {
		const store = keychain();
		for (const length of [5000, 100, 3000]) await store.set('ada@api.test', new Secret('k'.repeat(length)));
		await store.delete('ada@api.test');

		expect([...keyring.held]).toEqual([]);
	});

	test('a write that is killed at any moment leaves the old value, and is cleaned up by the next', async () => {
		const [old, next] = ['o'.repeat(5000), 'n'.repeat(5000)];
		for (let writes = 0; writes < 5; writes += 1) {
			await keyring.items.set('ada@api.test', old);
			keyring.dieAfter(writes);
			await expect(keyring.items.set('ada@api.test', next)).rejects.toThrow('killed');
			keyring.recover();

			expect(await keyring.items.get('ada@api.test')).toBe(old);
		}
		await keyring.items.delete('ada@api.test');
		expect([...keyring.held]).toEqual([]);
	});

	test('a value of which a part is missing is none, and can be replaced and deleted', async () => {
		await keyring.items.set('ada@api.test', 'k'.repeat(5000));
		const part = [...keyring.held.keys()].find(name => name.endsWith('-2'));
		keyring.held.delete(part ?? '');

		expect(await keychain().get('ada@api.test')).toBeNull();
		expect(await keychain().delete('ada@api.test')).toBe(true);
		expect([...keyring.held]).toEqual([]);
	});

	test('half a surrogate pair is refused before anything changes', async () => {
		await keychain().set('ada@api.test', new Secret('before'));

		await expect(keychain().set('ada@api.test', new Secret('\ud83d'))).rejects.toMatchObject({
			code: 'credentials/store-unavailable',
		});
		expect((await keychain().get('ada@api.test'))?.reveal()).toBe('before');
	});
});
