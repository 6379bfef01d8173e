/** Debian's nats-server in the place of the broker: the same journey, with the app's lines heard over it. */
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type NatsServer, startNatsServer} from '../support/nats-server.ts';
import {jsonLines, Stranger} from '../support/program.ts';

let nats: NatsServer;
let stranger: Stranger;
let env: Readonly<Record<string, string>>;
beforeEach(async () => {
	nats = await startNatsServer();
	stranger = await Stranger.arrives();
	env = {
		NATS_SERVERS: nats.url,
		NATS_CLIENT_PRIVATE_KEY: nats.publisherSeed.reveal(),
		NATS_CLI_NKEY_SEED: nats.listenerSeed.reveal(),
	};
});
afterEach(async () => {
	await stranger.leaves();
	await nats.stop();
});

/** `logs --follow --json` in the background, and what it said so far. */
function follow(app: string) {
	const child = stranger.starts(['logs', '--follow', '--json', '--cwd', app]);
	let said = '';
	child.stdout?.on('data', (chunk: Buffer) => {
		said += chunk.toString();
	});
	return {
		lines: () => jsonLines(said.slice(0, said.lastIndexOf('\n') + 1)),
		end: () => void child.kill('SIGTERM'),
	};
}

const contents = (lines: readonly Readonly<Record<string, unknown>>[]) => lines.map(({content}) => String(content));

test('up starts a platform that speaks over it, and logs --follow hears the app live, also after an outage', async () => {
	const app = await stranger.copyOf('hello-node');
	const words = ['up', '--cwd', app, '--non-interactive', '--answers-file', join(app, 'answers.yaml')];
	const up = await stranger.tells(words, {env});
	expect(up).toMatchObject({code: 0});
	const url = String(up.lines.at(-1)?.['url']);
	const [status] = (await stranger.tells(['platform', 'status'])).lines;
	expect(status).toMatchObject({running: true, nats_url: nats.url});

	const followed = follow(app);
	await fetch(`${url}/heard-over-nats-server`);
	await expect
		.poll(() => contents(followed.lines()), {timeout: 20_000})
		.toContainEqual(expect.stringContaining('GET /heard-over-nats-server'));
	const live = followed.lines().find(({content}) => String(content).includes('heard-over-nats-server'));
	expect(live).toMatchObject({phase: 'run', source: 'app-1', stream: 'stdout', seq: expect.any(Number)});

	await nats.kill();
	await fetch(`${url}/said-into-the-outage`);
	await nats.start();
	await fetch(`${url}/said-after-it`);
	await expect
		.poll(() => contents(followed.lines()).join(''), {timeout: 30_000})
		.toMatch(/said-into-the-outage[^]*said-after-it/);
	const counted = followed.lines().flatMap(({type, seq}) => (type === 'gap' || typeof seq !== 'number' ? [] : [seq]));
	expect(counted).toEqual([...new Set(counted)].sort((one, other) => one - other));
	followed.end();
});

test('a key that the server does not know is told at the start, and no platform stays', async () => {
	const stray = (await import('@nats-io/nkeys')).createUser();
	const wrong = {...env, NATS_CLIENT_PRIVATE_KEY: new TextDecoder().decode(stray.getSeed())};
	const started = await stranger.tells(['platform', 'start', '--port', '0', '--detach'], {env: wrong});
	expect(started.code).not.toBe(0);
	expect(started.lines.at(-1)).toMatchObject({error: {code: 'messages/refused'}});
	expect((await stranger.tells(['platform', 'status'])).lines[0]).toMatchObject({running: false});
});
