/** What `npm install cs-wizard` gives a stranger, far from this repository. */
import {execFile} from 'node:child_process';
import {access} from 'node:fs/promises';
import {delimiter, join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {type InstalledPackage, installPackage} from '../support/installed-package.ts';
import {Stranger} from '../support/program.ts';

const run = promisify(execFile);

let installed: InstalledPackage;
beforeAll(async () => {
	installed = await installPackage();
});
afterAll(() => installed.remove());

let stranger: Stranger;
beforeEach(async () => {
	stranger = await Stranger.arrives(installed.program);
});
afterEach(() => stranger.leaves());

test('it is small, and brings nothing but the keychain', () => {
	const others = installed.packages.filter(name => name !== 'cs-wizard');
	expect(installed.packages.length).toBeLessThanOrEqual(4);
	for (const name of others) expect(name).toMatch(/^@napi-rs\/keyring/);
	expect(installed.bytes).toBeLessThanOrEqual(8 * 1024 * 1024);
});

test.each(['cs-wizard', 'cs'])('%s on the PATH tells its version and its help, and keeps nothing', async name => {
	const at = join(installed.binFolder, name);
	const {env, home} = stranger;
	expect((await run(at, ['--version'], {env})).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
	expect((await run(at, ['--help'], {env})).stdout).toContain('cs-wizard');
	await expect(access(home)).rejects.toMatchObject({code: 'ENOENT'});
});

test('an answers file deploys, the lines are there, and a stop leaves nothing running', async () => {
	const app = await stranger.copyOf('hello-node');
	const first = await stranger.tells([
		'up',
		'--cwd',
		app,
		'--non-interactive',
		'--answers-file',
		join(app, 'answers.yaml'),
	]);
	expect(first).toMatchObject({code: 0});
	const url = String(first.lines.at(-1)?.['url']);
	expect(await (await fetch(`${url}/`)).text()).toBe('Hello from hello-node\n');

	const logs = await stranger.tells(['logs', '--cwd', app]);
	expect(logs.code).toBe(0);
	expect(logs.lines).toContainEqual(
		expect.objectContaining({source: 'app-1', content: expect.stringContaining('GET /')}),
	);
	expect(logs.stderr).toBe('');

	expect((await stranger.tells(['platform', 'stop'])).lines).toEqual([{stopped: true}]);
	await expect(fetch(url)).rejects.toThrow('fetch failed');
	expect((await stranger.tells(['platform', 'status'])).lines[0]).toMatchObject({running: false});
});

test('the journey in a terminal gets to a live URL by Enter alone', async () => {
	const app = await stranger.copyOf('hello-node');
	const terminal = stranger.opens(['--cwd', app]);
	await terminal.sees('Where should it run?', 30_000);
	for (let pressed = 0; pressed < 14 && !terminal.text().includes('is live'); pressed += 1) {
		await terminal.isQuiet(400, 30_000);
		if (!/Deploying|is live/.test(terminal.text())) await terminal.press('enter');
		await terminal.isQuiet(400, 60_000);
	}
	const done = await terminal.sees('is live', 60_000);
	const url = /http:\/\/127\.0\.0\.1:\d+/.exec(done)?.[0] ?? '';
	expect(await (await fetch(url)).text()).toBe('Hello from hello-node\n');
	await terminal.sees('watch the logs');
	await terminal.press('q');
	expect(await terminal.exit()).toMatchObject({code: 0});
});

const oldNode = await findOldNode();

test.runIf(oldNode !== null)('an older Node is told in one line what to do', async () => {
	const words = [installed.program, 'up'];
	const ended: unknown = await run(oldNode ?? '', words, {env: stranger.env}).catch((error: unknown) => error);
	expect(ended).toMatchObject({
		code: 12,
		stdout: '',
		stderr: expect.stringMatching(/^cs-wizard needs Node\.js 22\.13.*\n$/),
	});
});

/** A Node of this machine that is too old for us, when it has one. */
async function findOldNode(): Promise<string | null> {
	const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
	for (const folder of new Set(folders)) {
		const node = join(folder, 'node');
		const version = await run(node, ['--version']).then(
			({stdout}) => stdout,
			() => '',
		);
		if (/^v(?:1?\d|2[01])\./.test(version)) return node;
	}
	return null;
}
