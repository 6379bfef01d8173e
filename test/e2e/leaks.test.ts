/** Where a secret must never be: on any screen, in any file but the one that was chosen, in any command line or child's environment. */
import {appendFile, readdir, readFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {watchProcesses} from '../support/process-watch.ts';
import {endOf, type Ended, Stranger} from '../support/program.ts';

const answers = resolve('examples/hello-node/answers.yaml');

let stranger: Stranger;
let platform: {readonly url: string; readonly key: string; readonly client: string};
let said: string[];
beforeEach(async () => {
	stranger = await Stranger.arrives();
	said = [];
	const {lines} = await stranger.tells(['platform', 'start', '--port', '0', '--detach']);
	const {url, api_key: key, client_id: client} = lines[0] ?? {};
	platform = {url: String(url), key: String(key), client: String(client)};
	expect(platform.key.length).toBeGreaterThan(20);
});
afterEach(() => stranger.leaves());

type Options = Parameters<Stranger['runs']>[1];

async function runs(words: readonly string[], options?: Options): Promise<Ended> {
	const ended = await stranger.runs(words, options);
	said.push(ended.stdout, ended.stderr);
	return ended;
}

const login = (more: readonly string[], options: Options = {}) =>
	runs(['login', '--api-url', platform.url, '--client-id', platform.client, '--non-interactive', ...more], options);

/** Every file of the stranger, by its path from their folder. */
async function files(): Promise<ReadonlyMap<string, string>> {
	const found = new Map<string, string>();
	for (const entry of await readdir(stranger.folder, {recursive: true, withFileTypes: true})) {
		const path = join(entry.parentPath, entry.name);
		if (entry.isFile()) found.set(path.slice(stranger.folder.length + 1), await readFile(path, 'latin1'));
	}
	return found;
}

const filesWith = async (secret: string) =>
	[...(await files())].filter(([, content]) => content.includes(secret)).map(([path]) => path);

/** All that a login hands out, read from the file that was chosen for it. */
async function handedOut(): Promise<Readonly<Record<string, string>>> {
	const {accounts} = JSON.parse(await readFile(join(stranger.home, 'credentials.json'), 'utf8'));
	const {api_key: apiKey, reply} = JSON.parse(String(Object.values(Object(accounts))[0]));
	return {
		apiKey,
		session: reply.session_token,
		vault: reply.vault.token,
		nkey: reply.nats.nkey_seed,
		registry: reply.registry.password,
	};
}

test('login, two releases, logs and logout show the credentials to nobody', async () => {
	const app = await stranger.copyOf('hello-node');
	const watch = watchProcesses();
	const up = () => runs(['up', '--cwd', app, '--non-interactive', '--answers-file', answers, '--verbose']);

	expect(await login(['--api-key-stdin', '--credential-store=file'], {stdin: platform.key})).toMatchObject({code: 0});
	const secrets = await handedOut();
	expect(secrets['apiKey']).toBe(platform.key);
	expect((await up()).code).toBe(0);
	await appendFile(join(app, 'server.js'), '\n// changed\n');
	expect((await up()).code).toBe(0);
	for (const words of [
		['whoami', '--json'],
		['auth', 'why', '--json'],
		['auth', 'status'],
		['doctor', '--json'],
		['logs', '--json'],
		['services', 'list'],
	])
		await runs([...words, '--cwd', app]);
	const written = await files();
	expect((await runs(['logout'])).code).toBe(0);
	const processes = await watch.end();

	expect(processes.length).toBeGreaterThan(5);
	const inFiles = [...written].filter(([path]) => path !== 'home/credentials.json');
	const [ofPlatform, others] = [true, false].map(is =>
		inFiles.filter(([path]) => path.startsWith('home/platform/') === is),
	);
	const leaks = Object.entries(secrets).flatMap(([name, secret]) => [
		...said.filter(text => text.includes(secret)).map(text => `${name} on a screen: ${text.slice(0, 200)}`),
		...processes.filter(one => one.commandLine.includes(secret)).map(one => `${name} in ${one.commandLine}`),
		...processes.filter(one => one.environment.includes(secret)).map(one => `${name} around ${one.commandLine}`),
		...(others ?? []).filter(([, text]) => text.includes(secret)).map(([path]) => `${name} in ${path}`),
		// The platform keeps keys of its own in its folder, but none in what it logs, and never the API key.
		...(ofPlatform ?? [])
			.filter(([path, text]) => text.includes(secret) && (name === 'apiKey' || path.includes('log')))
			.map(([path]) => `${name} in ${path}`),
	]);

	expect(leaks).toEqual([]);
	expect(Object.values(secrets).every(secret => secret.length > 10)).toBe(true);
	expect(await filesWith(platform.key)).toEqual([]);
});

test('credentials of the environment reach no program that we start, and no file', async () => {
	const app = await stranger.copyOf('hello-node');
	const env = {CS_API_KEY: platform.key, CS_CLIENT_ID: platform.client, CS_API_URL: platform.url};
	const watch = watchProcesses();

	const child = stranger.starts(['up', '--cwd', app, '--non-interactive', '--answers-file', answers, '--json'], {env});
	child.stdin?.end();
	const ended = await endOf(child);

	expect(ended.code).toBe(0);
	expect(ended.stdout + ended.stderr).not.toContain(platform.key);
	const processes = await watch.end();
	const holding = processes.filter(({pid, environment}) => pid !== child.pid && environment.includes(platform.key));
	expect(holding.map(({commandLine}) => commandLine)).toEqual([]);
	expect(await filesWith(platform.key)).toEqual([]);
});

test('a platform that is started with credentials around keeps none of them', async () => {
	await runs(['platform', 'stop']);
	const env = {
		CS_API_KEY: 'cnry_someone_elses_key',
		USER_TOKEN: 'cnry_someones_token',
		AWS_SECRET_ACCESS_KEY: 'cnry_aws',
	};
	expect((await runs(['platform', 'start', '--detach', '--json'], {env})).code).toBe(0);

	const processes = await watchProcesses().end();

	expect(processes.some(({commandLine}) => commandLine.includes('platform'))).toBe(true);
	expect(processes.filter(({environment}) => environment.includes('cnry_'))).toEqual([]);
});

test('a refused key, a key on the command line and a dead platform show the key to nobody', async () => {
	const wrong = `${platform.key.slice(0, -4)}zzzz`;
	expect((await login(['--api-key-stdin', '--credential-store=file', '--verbose'], {stdin: wrong})).code).toBe(4);
	expect((await login(['--api-key', wrong, '--credential-store=file', '--json'])).code).toBe(4);
	await runs(['platform', 'stop']);
	const options = {stdin: wrong};
	expect((await login(['--api-key-stdin', '--credential-store=file', '--json', '--verbose'], options)).code).toBe(10);

	expect(said.filter(text => text.includes(wrong))).toEqual([]);
	expect(await filesWith(wrong)).toEqual([]);
	expect(await filesWith(wrong.slice(-16))).toEqual([]);
});

test.each([
	['NODE_DEBUG', 'http,net'],
	['NODE_OPTIONS', '--report-on-signal'],
])('%s=%s would print credentials, so they are not used', async (name, value) => {
	const refused = await login(['--api-key-stdin', '--credential-store=file', '--json'], {
		env: {[name]: value},
		stdin: platform.key,
	});

	expect(refused.code).toBe(12);
	expect(refused.stdout + refused.stderr).not.toContain(platform.key);
	expect(await filesWith(platform.key)).toEqual([]);
});
