import {appendFile, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Stranger} from '../support/program.ts';

const answers = resolve('examples/hello-node/answers.yaml');

let stranger: Stranger;
let app: string;
let env: Readonly<Record<string, string>>;
beforeEach(async () => {
	stranger = await Stranger.arrives();
	app = await stranger.copyOf('hello-node');
	const {lines} = await stranger.tells(['platform', 'start', '--port', '0', '--detach']);
	const {url, api_key: key, client_id: client} = lines[0] ?? {};
	env = {CS_API_URL: String(url), CS_API_KEY: String(key), CS_CLIENT_ID: String(client)};
});
afterEach(() => stranger.leaves());

const up = () => stranger.tells(['up', '--cwd', app, '--non-interactive', '--answers-file', answers], {env});

test('an answers file deploys, says unchanged, and pushes only what changed', async () => {
	const first = await up();
	expect(first.code).toBe(0);
	expect(first.lines.at(-1)).toMatchObject({type: 'result', outcome: 'live', release: 1});
	const url = String(first.lines.at(-1)?.['url']);
	expect(await (await fetch(url)).text()).toBe('Hello from hello-node\n');
	expect(first.lines.filter(({type}) => type === 'task.started').map(({task}) => task)).toEqual([
		'image.build',
		'image.push',
		'deployment.create',
		'deployment.release',
	]);

	const second = await up();
	expect(second).toMatchObject({code: 0});
	expect(second.lines.at(-1)).toMatchObject({outcome: 'unchanged', url});

	await appendFile(join(app, 'server.js'), '\n// changed\n');
	const third = await up();
	expect(third).toMatchObject({code: 0});
	expect(third.lines.at(-1)).toMatchObject({outcome: 'live', release: 2, url});
	const pushed = third.lines.find(({type, task}) => type === 'task.finished' && task === 'image.push');
	expect(pushed?.['summary']).toMatch(/^1 of 1 layers new/);
});

test('an app that crashes at start leaves the old release live, and says why', async () => {
	const url = String((await up()).lines.at(-1)?.['url']);
	await writeFile(join(app, 'server.js'), "console.error('DATABASE_URL is not set');\nprocess.exit(1);\n");

	const crashed = await up();

	expect(crashed.code).toBe(8);
	expect(crashed.lines.at(-1)).toMatchObject({
		outcome: 'reverted',
		error: {
			code: 'deploy/reverted',
			exitCode: 8,
			facts: {exit_code: 1, last_lines: expect.arrayContaining([expect.stringContaining('DATABASE_URL is not set')])},
		},
	});
	expect(await (await fetch(url)).text()).toBe('Hello from hello-node\n');

	const listed = await stranger.tells(['deploy', 'list', '--cwd', app], {env});
	expect(listed.lines[0]).toMatchObject({
		deployments: [
			{status: 'FAILED', active: false},
			{status: 'SUCCESS', active: true},
		],
	});
});

test('the first release that crashes is a failed deploy', async () => {
	await writeFile(join(app, 'server.js'), 'process.exit(3);\n');

	const crashed = await up();

	expect(crashed.code).toBe(7);
	expect(crashed.lines.at(-1)).toMatchObject({
		outcome: 'failed',
		error: {code: 'deploy/failed', facts: {exit_code: 3}},
	});
});

test('a timeout ends the waiting, not the deployment', async () => {
	await writeFile(
		join(app, 'server.js'),
		"setTimeout(() => import('node:http').then(({createServer}) => createServer((q, r) => r.end('late')).listen(Number(process.env.PORT), '127.0.0.1')), 4000);\n",
	);

	const early = await stranger.tells(
		['up', '--cwd', app, '--non-interactive', '--answers-file', answers, '--timeout', '1s'],
		{env},
	);
	expect(early.code).toBe(9);
	expect(early.lines.at(-1)).toMatchObject({outcome: 'running', error: {code: 'deploy/still-running'}});

	const attached = await stranger.tells(
		['deploy', 'attach', String(early.lines.at(-1)?.['deployment_id']), '--cwd', app],
		{env},
	);
	expect(attached.code).toBe(0);
	expect(attached.lines.at(-1)).toMatchObject({outcome: 'live'});
});
