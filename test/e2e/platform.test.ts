/** The platform of a machine: found again, stopped in the middle, started with odd words. */
import {mkdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {endOf, jsonLines, Stranger} from '../support/program.ts';

const answers = resolve('examples/hello-node/answers.yaml');

let stranger: Stranger;
beforeEach(async () => {
	stranger = await Stranger.arrives();
});
afterEach(() => stranger.leaves());

async function start(...more: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
	const {code, lines, stderr} = await stranger.tells(['platform', 'start', '--detach', ...more]);
	expect({code, stderr}).toEqual({code: 0, stderr: ''});
	return lines[0] ?? {};
}

const upWords = (app: string) => ['up', '--cwd', app, '--non-interactive', '--answers-file', answers];

test('after a kill it comes back where it was, and what was signed in stays right', async () => {
	const app = await stranger.copyOf('hello-node');
	const first = await start('--port', '0');
	const env = {
		CS_API_URL: String(first['url']),
		CS_API_KEY: String(first['api_key']),
		CS_CLIENT_ID: String(first['client_id']),
	};
	const live = (await stranger.tells(upWords(app), {env})).lines.at(-1);
	expect(live).toMatchObject({outcome: 'live'});

	process.kill(Number(first['pid']), 'SIGKILL');
	expect(await (await fetch(String(live?.['url']))).text()).toBe('Hello from hello-node\n');
	const {url, nats_url, registry, vault_addr} = first;
	expect(await start()).toMatchObject({url, nats_url, registry, vault_addr, api_key: null});
	expect((await stranger.tells(upWords(app), {env})).lines.at(-1)).toMatchObject({outcome: 'unchanged'});

	await stranger.tells(['platform', 'stop']);
	const other = await start('--port', '0');
	expect(other['url']).not.toBe(url);
	await stranger.tells(['platform', 'stop']);
	expect(await start()).toMatchObject({url: other['url']});
});

test('a stop in the middle of an up: the verdict is unknown, and the next up brings the same release to its end', async () => {
	const app = await stranger.copyOf('hello-node');
	const first = (await stranger.tells(upWords(app))).lines.at(-1);
	expect(first).toMatchObject({outcome: 'live', release: 1});
	await writeFile(join(app, 'server.js'), lateServer);

	const child = stranger.starts([...upWords(app), '--json']);
	child.stdin?.end();
	const ended = endOf(child);
	await new Promise<void>(waits => {
		child.stdout?.on('data', (chunk: Buffer) => {
			if (chunk.toString().includes('nothing listens on its port yet')) waits();
		});
	});
	expect((await stranger.tells(['platform', 'stop'])).lines).toEqual([{stopped: true}]);

	const {code, stdout} = await ended;
	expect(code).toBe(10);
	const result = jsonLines(stdout).at(-1);
	expect(result).toMatchObject({outcome: 'unknown', release: 2, error: {code: 'api/unreachable'}});
	await expect(fetch(String(first?.['url']))).rejects.toThrow('fetch failed');

	const again = await stranger.tells(upWords(app));
	expect(again).toMatchObject({code: 0});
	const {deployment_id} = result ?? {};
	expect(again.lines.at(-1)).toMatchObject({outcome: 'live', release: 2, deployment_id, url: first?.['url']});
	expect(await (await fetch(String(first?.['url']))).text()).toBe('late');
});

test('a data folder is seen from where the shell stands', async () => {
	const shell = join(stranger.folder, 'shell');
	await mkdir(shell);
	const at = {cwd: shell};
	const words = ['--data-dir', './state'];
	const started = await stranger.tells(['platform', 'start', '--port', '0', '--detach', ...words], at);
	expect(started).toMatchObject({code: 0, lines: [{api_key: expect.stringMatching(/^csk_/)}]});
	expect((await stat(join(shell, 'state', 'platform.json'))).isFile()).toBe(true);
	expect((await stranger.tells(['platform', 'status', ...words], at)).lines[0]).toMatchObject({running: true});
	const made = await stranger.tells(['platform', 'keys', 'create', ...words], at);
	expect(made).toMatchObject({code: 0, stderr: ''});
	expect((await stranger.tells(['platform', 'keys', 'list', ...words], at)).lines[0]?.['keys']).toHaveLength(2);
	expect((await stranger.tells(['platform', 'stop', ...words], at)).lines[0]).toEqual({stopped: true});
});

test('what it is told badly ends it at once, with the reason', async () => {
	const exposed = await stranger.tells(['platform', 'start', '--detach', '--host', '0.0.0.0']);
	expect(exposed).toMatchObject({code: 2, lines: [{error: {code: 'platform/exposed'}}]});
	const {url} = await start('--port', '0');
	const port = new URL(String(url)).port;
	const other = ['platform', 'start', '--detach', '--data-dir', join(stranger.folder, 'other'), '--port', port];
	expect(await stranger.tells(other)).toMatchObject({code: 12, lines: [{error: {code: 'machine/port-taken'}}]});
	expect(await stranger.tells(['platform', 'start'])).toMatchObject({
		code: 11,
		lines: [{error: {code: 'platform/already-running'}}],
	});
	expect(await start()).toMatchObject({url});
});

test('in the foreground it says where it answers, and ends by SIGTERM with its apps', async () => {
	const app = await stranger.copyOf('hello-node');
	const child = stranger.starts(['platform', 'start', '--port', '0', '--json']);
	const ended = endOf(child);
	await new Promise(said => child.stdout?.once('data', said));
	const live = (await stranger.tells(upWords(app))).lines.at(-1);
	expect(live).toMatchObject({outcome: 'live'});

	child.kill('SIGTERM');
	const {code, signal, stdout, stderr} = await ended;
	expect([signal ?? code, stderr]).toEqual(['SIGTERM', '']);
	expect(jsonLines(stdout)).toHaveLength(1);
	await expect(fetch(String(live?.['url']))).rejects.toThrow('fetch failed');
	const log = await readFile(join(stranger.home, 'platform', 'logs', 'platform.log'), 'utf8');
	expect(log).not.toMatch(/"level":"error"/);
});

const lateServer = `
setTimeout(() => import('node:http').then(({createServer}) => {
	createServer((request, response) => response.end('late')).listen(Number(process.env.PORT), '127.0.0.1');
}), 3000);
`;
