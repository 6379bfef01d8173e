import {readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Secret} from '../../../../source/shared/secret.ts';
import {type OpenVault, openVault} from '../../../support/open-vault.ts';

let open: OpenVault;

beforeEach(async () => {
	open = await openVault();
});

afterEach(() => open.close());

const write = (path: string, data: object, options?: object) =>
	open.ask('POST', `secret/data/${path}`, {body: {data, ...(options === undefined ? {} : {options})}});

const values = async (path: string) =>
	Object.fromEntries([...(await open.vault.readSecrets(path))].map(([name, value]) => [name, value.reveal()]));

test('a fresh vault has secret/ and nothing else of its own', async () => {
	const {data} = await open.ask('GET', 'sys/mounts');
	expect(Object.keys(data)).toEqual(['secret/', 'sys/']);
	expect((await open.ask('LIST', 'secret/metadata')).status).toBe(404);
	expect((await open.ask('LIST', 'sys/policies/acl')).data['keys']).toEqual(['default', 'root']);
});

test('secrets, keys, tokens and policies are there after a restart', async () => {
	await write('app', {A: 'one', B: 2, C: {d: true}});
	await open.ask('POST', 'sys/mounts/transit', {body: {type: 'transit'}});
	await open.ask('POST', 'transit/keys/k', {body: {type: 'ed25519'}});
	const {data} = await open.ask('POST', 'transit/sign/k', {body: {input: 'eA=='}});
	await open.vault.putPolicy('reader', 'path "secret/data/*" { capabilities = ["read"] }');
	const {token} = await open.vault.createToken({policies: ['reader'], ttlSeconds: 600, displayName: 'test'});
	const root = open.vault.rootToken.reveal();

	await open.restart();

	expect(open.vault.rootToken.reveal()).toBe(root);
	expect(await values('secret/app')).toEqual({A: 'one', B: '2', C: '{"d":true}'});
	expect((await open.ask('GET', 'secret/data/app', {token: token.reveal()})).status).toBe(200);
	const verified = await open.ask('POST', 'transit/verify/k', {body: {input: 'eA==', signature: data['signature']}});
	expect(verified.data['valid']).toBe(true);
});

test('another root token takes the place of the one before', async () => {
	const before = open.vault.rootToken.reveal();
	await open.restart('chosen');
	expect((await open.ask('GET', 'auth/token/lookup-self')).data['id']).toBe('chosen');
	expect((await open.ask('GET', 'auth/token/lookup-self', {token: before})).status).toBe(403);
	await open.restart();
	expect(open.vault.rootToken.reveal()).toBe('chosen');
});

test('no value, token or private key stands in the files in clear', async () => {
	await write('app', {A: 'canary-of-a-value'});
	const {token} = await open.vault.createToken({policies: [], ttlSeconds: 600, displayName: 'test'});
	const canaries = ['canary-of-a-value', token.reveal(), open.vault.rootToken.reveal()];
	for (const file of await readdir(open.folder)) {
		const bytes = await readFile(join(open.folder, file));
		expect([file, canaries.filter(canary => bytes.includes(canary))]).toEqual([file, []]);
	}
});

test('a row that was changed or moved is not answered with', async () => {
	await write('a', {K: 'of a'});
	await write('b', {K: 'of b'});
	const db = new DatabaseSync(join(open.folder, 'vault.sqlite'));
	const swap = db.prepare(
		`update vault_entry set nonce = other.nonce, ciphertext = other.ciphertext, tag = other.tag
		from (select * from vault_entry where path like '%/data/1/b') as other where vault_entry.path like '%/data/1/a'`,
	);
	expect(swap.run().changes).toBe(1);
	db.close();

	expect(await open.ask('GET', 'secret/data/a')).toMatchObject({status: 500, errors: ['internal error']});
	expect((await open.ask('GET', 'secret/data/b')).status).toBe(200);
});

test('a vault does not open with the key of another', async () => {
	await open.vault.close();
	await rm(join(open.folder, 'vault.key'));
	await expect(open.restart()).rejects.toMatchObject({code: 'platform/start-failed'});
});

test('of many writers with the same cas one wins', async () => {
	await write('app', {N: 0});
	const written = await Promise.all(Array.from({length: 10}, (_, index) => write('app', {N: index}, {cas: 1})));
	expect(written.filter(({status}) => status === 200)).toHaveLength(1);
	expect(written.filter(({status}) => status === 400)).toHaveLength(9);
	expect((await open.ask('GET', 'secret/metadata/app')).data['current_version']).toBe(2);
});

test('a failed request leaves nothing behind', async () => {
	await open.ask('POST', 'secret/config', {body: {cas_required: true}});
	expect((await write('app', {A: '1'})).errors).toEqual(['check-and-set parameter required for this call']);
	expect((await open.ask('GET', 'secret/metadata/app')).status).toBe(404);
});

test('numbers keep all their digits, and names of prototypes are names', async () => {
	const body = '{"data": {"big": 12345678901234567890, "__proto__": "p", "constructor": {"a": 1e400}}}';
	expect((await open.ask('POST', 'secret/data/app', {body})).status).toBe(200);
	expect(await values('secret/app')).toMatchObject({big: '12345678901234567890', constructor: '{"a":1e400}'});
	expect([...(await open.vault.readSecrets('secret/app')).keys()]).toEqual(['big', '__proto__', 'constructor']);
});

test.each<[string, string, string, number, string]>([
	['a body that is too deep', 'POST', `{"data": ${'['.repeat(5000)}${']'.repeat(5000)}}`, 400, 'nested too deep'],
	['a body that is too large', 'POST', `{"data": {"A": "${'x'.repeat(1024 * 1024)}"}}`, 413, 'too large'],
	['a body that stops', 'POST', '{"data": {"A": "x', 400, 'unexpected EOF'],
	['a body that is no JSON', 'POST', 'A=b', 400, "invalid character 'A'"],
	['data that is no object', 'POST', '{"data": "x"}', 400, 'error converting input for field "data"'],
	['options that are none', 'POST', '{"data": {}, "options": []}', 400, 'error converting input for field "options"'],
	['a cas that is no number', 'POST', '{"data": {}, "options": {"cas": "x"}}', 400, 'error parsing check-and-set'],
])('%s is refused', async (_what, method, body, status, error) => {
	const answered = await open.ask(method, 'secret/data/app', {body});
	expect(answered.status).toBe(status);
	expect(answered.errors.join()).toContain(error);
});

test('a write asks for create or update, as the key is there or not', async () => {
	await open.vault.putPolicy('creator', 'path "secret/data/*" { capabilities = ["create"] }');
	const {token} = await open.vault.createToken({policies: ['creator'], ttlSeconds: 60, displayName: 'test'});
	const once = () => open.ask('POST', 'secret/data/app', {token: token.reveal(), body: {data: {}}});
	expect((await once()).status).toBe(200);
	expect((await once()).status).toBe(403);
});

test('a token of the platform ends when it is revoked', async () => {
	const {token, expiresAt} = await open.vault.createToken({policies: [], ttlSeconds: 60, displayName: 'cli'});
	const self = () => open.ask('GET', 'auth/token/lookup-self', {token: token.reveal()});
	expect((await self()).data).toMatchObject({display_name: 'cli', ttl: 60, orphan: true, policies: ['default']});
	expect(expiresAt).toBe(Date.parse('2026-01-01T00:01:00Z'));
	await open.vault.revokeToken(token);
	expect((await self()).status).toBe(403);
	await open.vault.revokeToken(new Secret('never was'));
});

test('a mount that goes takes all with it', async () => {
	await open.ask('POST', 'sys/mounts/kv', {body: {type: 'kv-v2'}});
	await open.ask('POST', 'kv/data/app', {body: {data: {A: '1'}}});
	expect(await values('kv/app')).toEqual({A: '1'});
	expect((await open.ask('DELETE', 'sys/mounts/kv')).status).toBe(204);
	await open.ask('POST', 'sys/mounts/kv', {body: {type: 'kv', options: {version: '2'}}});
	expect(await values('kv/app')).toEqual({});
	expect((await open.ask('POST', 'sys/mounts/kv/deeper', {body: {type: 'kv-v2'}})).errors).toEqual([
		'path is already in use at kv/',
	]);
});

test('versions past their time read as deleted', async () => {
	await open.ask('POST', 'secret/metadata/app', {body: {delete_version_after: '1m', custom_metadata: {owner: 'a'}}});
	await write('app', {A: '1'});
	open.pass(59_999);
	expect((await open.ask('GET', 'secret/data/app')).status).toBe(200);
	open.pass(1);
	expect(await open.ask('GET', 'secret/data/app')).toMatchObject({
		status: 404,
		data: {data: null, metadata: {version: 1, custom_metadata: {owner: 'a'}}},
	});
	expect(await values('secret/app')).toEqual({});
});
