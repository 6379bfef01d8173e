/** Debian's gnome-keyring and the built program: unlocked, locked, frozen, mute and absent. */
import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Ended, jsonLines, Stranger} from '../support/program.ts';
import {muteBus, SessionKeyring} from '../support/session-keyring.ts';

let stranger: Stranger;
let platform: {readonly url: string; readonly key: string; readonly client: string};
const open: {end(): Promise<void>}[] = [];
beforeEach(async () => {
	stranger = await Stranger.arrives();
	const {lines} = await stranger.tells(['platform', 'start', '--port', '0', '--detach']);
	const {url, api_key: key, client_id: client} = lines[0] ?? {};
	platform = {url: String(url), key: String(key), client: String(client)};
});
afterEach(async () => {
	await stranger.leaves();
	for (const one of open.splice(0)) await one.end();
});

async function opened<T extends {end(): Promise<void>}>(session: Promise<T>): Promise<T> {
	const made = await session;
	open.push(made);
	return made;
}

type Env = Readonly<Record<string, string>>;

function login(env: Env, more: readonly string[] = []): Promise<Ended> {
	const words = ['login', '--api-url', platform.url, '--client-id', platform.client, '--api-key-stdin'];
	const {HOME: _home, ...session} = env;
	return stranger.runs([...words, '--non-interactive', '--json', ...more], {env: session, stdin: platform.key});
}

const says = (env: Env, words: readonly string[]) => stranger.tells(words, {env: {...env, HOME: stranger.folder}});

/** Every file of the stranger's home that holds the text. */
async function filesWith(text: string): Promise<readonly string[]> {
	const found: string[] = [];
	for (const entry of await readdir(stranger.folder, {recursive: true, withFileTypes: true})) {
		const path = join(entry.parentPath, entry.name);
		if (entry.isFile() && (await readFile(path, 'latin1')).includes(text)) found.push(path);
	}
	return found;
}

test('an unlocked keychain keeps the key, and nothing else does', async () => {
	const session = await opened(SessionKeyring.unlocked());

	const signedIn = await login(session.env);

	expect(signedIn).toMatchObject({code: 0, stderr: ''});
	const [account] = jsonLines(signedIn.stdout);
	expect(account).toMatchObject({credential_store: {backend: 'keychain', durable: true}});
	expect(await filesWith(platform.key)).toEqual([]);
	const name = `${String(Reflect.get(Object(account?.['user']), 'email'))}@${new URL(platform.url).host}`;
	expect(await session.lookUp('service', 'cs-wizard', 'username', name)).not.toBeNull();
	expect(await session.lookUp('service', 'cs-wizard', 'username', 'cs-wizard probe')).toBeNull();

	expect(await says(session.env, ['whoami'])).toMatchObject({code: 0, lines: [account]});
	expect((await says(session.env, ['whoami', '--verify'])).code).toBe(0);
	expect((await says(session.env, ['services', 'list'])).code).toBe(0);

	expect(await says(session.env, ['logout'])).toMatchObject({lines: [{logged_out: true, revoked: true}]});
	expect(await session.lookUp('service', 'cs-wizard', 'username', name)).toBeNull();
	expect(await session.lookUp('service', 'cs-wizard')).toBeNull();
	expect((await says(session.env, ['whoami'])).code).toBe(4);
	expect(await says(session.env, ['logout'])).toMatchObject({code: 0, lines: [{logged_out: false}]});
});

test('an answers file takes a key from the keychain, by the name a person gave it there', async () => {
	const session = await opened(SessionKeyring.unlocked());
	await session.store(platform.key, 'service', 'cs-wizard', 'username', 'ci-key');
	const signIn = (name: string) => ({
		where: 'other',
		api_url: platform.url,
		client_id: platform.client,
		api_key: {from: 'keychain', name},
	});
	const signInWith = async (name: string) => {
		await writeFile(join(stranger.folder, 'answers.json'), JSON.stringify({sign_in: signIn(name)}));
		return says(session.env, ['login', '--non-interactive', '--answers-file', 'answers.json']);
	};

	expect((await signInWith('nobody')).lines[0]).toMatchObject({error: {code: 'answers/bad-reference', exitCode: 2}});
	expect((await signInWith('ci-key')).lines[0]).toMatchObject({api_url: platform.url});
	expect(await filesWith(platform.key)).toEqual([]);
});

test('a locked keychain says so, and nothing is written', async () => {
	const session = await opened(SessionKeyring.locked());

	const refused = await login(session.env);

	expect(refused.code).toBe(12);
	expect(jsonLines(refused.stdout)[0]).toMatchObject({
		error: {code: 'credentials/store-locked', message: expect.stringContaining('locked')},
	});
	expect(await filesWith(platform.key)).toEqual([]);
	expect((await says(session.env, ['whoami'])).code).toBe(4);
});

const absent: Env = {DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus', XDG_RUNTIME_DIR: '/nonexistent'};

test('without a keychain nothing is written, and the words name the file that one may choose', async () => {
	const refused = await login(absent);

	expect(refused.code).toBe(12);
	const error = Reflect.get(jsonLines(refused.stdout)[0] ?? {}, 'error');
	expect(error).toMatchObject({code: 'credentials/store-unavailable'});
	expect(JSON.stringify(error)).toContain('--credential-store=file');
	expect(JSON.stringify(error)).not.toContain('locked');
	expect(await filesWith(platform.key)).toEqual([]);
	expect((await says(absent, ['whoami'])).code).toBe(4);

	expect((await login(absent, ['--credential-store=file'])).code).toBe(0);
	expect(await filesWith(platform.key)).toEqual([join(stranger.home, 'credentials.json')]);
	expect((await says(absent, ['whoami'])).code).toBe(0);
});

test('a bus that never answers does not hang the program', async () => {
	const bus = await muteBus();
	open.push({end: () => bus.close()});

	const refused = await login(bus.env);

	expect(refused.code).toBe(12);
	expect(jsonLines(refused.stdout)[0]).toMatchObject({error: {code: 'credentials/store-unavailable'}});
	expect(await filesWith(platform.key)).toEqual([]);
});

test('a keychain that froze is told from one that says no, and thaws into a working one', async () => {
	const session = await opened(SessionKeyring.unlocked());
	expect((await login(session.env)).code).toBe(0);
	session.freeze();

	expect((await says(session.env, ['whoami'])).code).toBe(0);
	const verified = await says(session.env, ['whoami', '--verify']);
	expect(verified).toMatchObject({code: 12, lines: [{error: {code: 'credentials/store-unavailable'}}]});

	session.thaw();
	expect((await says(session.env, ['whoami', '--verify'])).code).toBe(0);
});
