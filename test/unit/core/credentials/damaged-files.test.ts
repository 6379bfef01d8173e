import {chmod, mkdir, mkdtemp, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {parseAccount} from '../../../../source/core/credentials/account.ts';
import {clockWarning} from '../../../../source/core/credentials/clock-skew.ts';
import {fingerprintOf} from '../../../../source/core/credentials/fingerprint.ts';
import {readSettings, saveSettings} from '../../../../source/core/credentials/settings.ts';
import {endOf, readStoredSession, writeStoredSession} from '../../../../source/core/credentials/stored-session.ts';
import {homeFolders, type Home} from '../../../../source/core/machine/paths.ts';
import {credentialReplySchema} from '../../../../source/shared/api-contract.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import {credentialReply} from '../../../support/fake-api.ts';

let folder: string;
let home: Home;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'damaged-'));
	home = homeFolders({CS_HOME: join(folder, 'home')});
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const account = {
	user: {id: 1, uuid: 'u', email: 'ada@x.test'},
	api_url: 'https://x.test',
	client_id: 'c',
	source: 'stored',
	credential_store: {backend: 'file', durable: true, location: '/x'},
	expires_at: '2026-01-01T00:00:00.000Z',
	services: 3,
};

test('an account reads back as it was', () => {
	expect(parseAccount(JSON.stringify(account))).toEqual(account);
});

test.each(['', 'null', '[]', '7', '"x"', '{', '{"user": null}', '{"__proto__": {"user": 1}}'])(
	'%j is no account, and no crash',
	text => {
		expect(parseAccount(text)).toBeNull();
	},
);

test.each(['user', 'api_url', 'client_id', 'source', 'credential_store', 'expires_at'])(
	'an account without %s only costs an exchange',
	name => {
		expect(parseAccount(JSON.stringify({...account, [name]: undefined}))).toBeNull();
	},
);

test('a fingerprint is the same for the same credential here, another for any other, and tells nothing', async () => {
	const one = await fingerprintOf(home, 'https://x.test', 'cnry_key');

	expect(one).toMatch(/^[\da-f]{32}$/);
	expect(await fingerprintOf(home, 'https://x.test', 'cnry_key')).toBe(one);
	expect(await fingerprintOf(home, 'https://y.test', 'cnry_key')).not.toBe(one);
	expect(await fingerprintOf(home, 'https://x.testcnry', '_key')).not.toBe(one);
	expect((await stat(join(home.sessions, 'fingerprint.key'))).mode & 0o777).toBe(0o600);
});

test('a fingerprint key that is damaged is made anew; one that others can read is refused', async () => {
	await mkdir(home.sessions, {recursive: true, mode: 0o700});
	const path = join(home.sessions, 'fingerprint.key');
	await writeFile(path, 'not a key', {mode: 0o600});
	await expect(fingerprintOf(home, 'a')).resolves.toMatch(/^[\da-f]{32}$/);

	await chmod(path, 0o644);
	await expect(fingerprintOf(home, 'a')).rejects.toMatchObject({code: 'credentials/unsafe-file'});
});

test('settings keep what they do not know, and lose what they are told to lose', async () => {
	await mkdir(home.root, {recursive: true});
	await writeFile(home.config, JSON.stringify({telemetry: false, current: 'old'}));
	await saveSettings(home.config, {...(await readSettings(home.config)), current: undefined, credential_store: 'file'});

	expect(await readSettings(home.config)).toEqual({credential_store: 'file', accounts: []});
	const {readFile} = await import('node:fs/promises');
	expect(JSON.parse(await readFile(home.config, 'utf8'))).toMatchObject({telemetry: false});
});

test.each(['', '{', 'null', '[1]', '{"accounts": {}}', '{"accounts": [null, 1, {"account": "a"}]}'])(
	'settings that read %j hold nobody',
	async text => {
		await mkdir(home.root, {recursive: true});
		await writeFile(home.config, text);

		expect(await readSettings(home.config)).toEqual({accounts: []});
	},
);

test('an account in the settings cannot name a file elsewhere by its fingerprint', async () => {
	await mkdir(home.root, {recursive: true});
	const entry = {account: 'a', api_url: 'u', client_id: 'c', backend: 'file', fingerprint: '../../x'};
	await writeFile(home.config, JSON.stringify({accounts: [entry]}));

	expect((await readSettings(home.config)).accounts).toEqual([]);
});

test('settings that cannot be written say so and keep the old ones', async () => {
	await mkdir(home.config, {recursive: true});

	await expect(saveSettings(home.config, {accounts: []})).rejects.toMatchObject({code: 'machine/file'});
});

const stored = {
	apiUrl: 'https://x.test',
	clientId: 'c',
	apiKey: new Secret('cnry_key'),
	reply: credentialReplySchema.parse(credentialReply()),
	clockSkewMs: 0,
};

test('a stored session reads back, and half of one is none', async () => {
	const text = writeStoredSession(stored).reveal();

	expect((await readStoredSession(new Secret(text)))?.apiKey.reveal()).toBe('cnry_key');
	expect(await readStoredSession(new Secret(text.slice(0, -10)))).toBeNull();
	expect(await readStoredSession(new Secret('{}'))).toBeNull();
});

test('a session ends with the first of its tokens, and always on a day that a calendar has', () => {
	const {reply} = stored;
	const at = Date.parse('2026-01-01T00:00:00Z');
	const vault = {...reply.vault, expires_at: at / 1000};

	expect(endOf({...reply, vault, session_expires_at: '2026-01-01T00:30:00Z'})).toBe(at);
	expect(endOf({...reply, vault, session_expires_at: '2025-12-31T00:00:00Z'})).toBe(at - 86_400_000);
	expect(endOf({...reply, vault, session_expires_at: 'soon'})).toBe(at);
	expect(() => new Date(endOf({...reply, vault: {...vault, expires_at: 2 ** 53}})).toISOString()).not.toThrow();
});

test('a clock that is right is not talked about', () => {
	expect(clockWarning(0)).toBeNull();
	expect(clockWarning(-60_000)).toBeNull();
	expect(clockWarning(7_200_000)).toContain('120 min 0 s behind');
	expect(clockWarning(-90_000)).toContain('1 min 30 s ahead of');
});
