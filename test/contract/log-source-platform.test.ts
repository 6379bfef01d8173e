/** The log feed and the embedded platform, each as it is, over real sockets. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {followLines} from '../../source/core/logs/follow-lines.ts';
import {holdAccess} from '../../source/core/logs/access-holder.ts';
import {openLogFeed} from '../../source/core/logs/open-log-feed.ts';
import {sseSource} from '../../source/core/logs/sources/sse.ts';
import type {LogAccess} from '../../source/core/logs/sources/source.ts';
import {systemClock} from '../../source/core/machine/clock.ts';
import {type ServedPlatform, servePlatform} from '../../source/platform/serve/serve-platform.ts';
import {type CredentialReply, credentialReplySchema, serviceDetailsSchema} from '../../source/shared/api-contract.ts';
import type {LogFeed} from '../../source/shared/log-feed.ts';
import {Secret} from '../../source/shared/secret.ts';
import {eventually} from '../support/nats-client.ts';

let folder: string;
let platform: ServedPlatform;
let login: CredentialReply | undefined;
let serviceId: string;
let services = 0;
const open: LogFeed[] = [];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'cs-logs-'));
	platform = await serve(0);
	const {api_key, client_id} = platform.info;
	login = credentialReplySchema.parse(await post('/api/cli/auth', {api_key: api_key?.reveal(), client_id}));
});

beforeEach(async () => {
	services += 1;
	const created = await post('/api/cli/create-service', {name: `hello-${services}`});
	serviceId = serviceDetailsSchema.parse(created).service_id;
});

afterEach(async () => {
	await Promise.all(open.splice(0).map(feed => feed.close()));
});

afterAll(async () => {
	await platform.close();
	await rm(folder, {recursive: true, force: true});
});

test('what was built before is there, what is built now comes, and a restart loses nothing', async () => {
	await build(1, 300);
	const feed = await openLogFeed({
		...access(),
		service: {id: serviceId, name: 'hello'},
		secrets: [],
		clock: systemClock,
	});
	open.push(feed);
	const next = () => feed.status().panes[0]?.next ?? 0;
	await eventually(() => next() === 300 && feed.status().connection.state === 'connected');
	await build(301, 10);
	await eventually(() => next() === 310);

	const port = Number(new URL(platform.info.url).port);
	await platform.close();
	await eventually(() => feed.status().connection.state === 'reconnecting');
	platform = await serve(port);
	await build(311, 10);
	await eventually(() => feed.status().connection.state === 'connected' && next() >= 320);
	const rows = await feed.rows({pane: 'build', at: {after: -1}, count: 1000});
	const lines = rows.filter(({kind}) => kind === 'line');
	expect(lines.map(({text}) => text)).toEqual(Array.from({length: 320}, (_, index) => `line ${index + 1}`));
	expect(feed.status().lost).toBe(0);
});

test('a pipe gets what is there', async () => {
	await build(1, 3);
	const {signal} = new AbortController();
	const contents: string[] = [];
	const options = {
		...access(),
		service: {id: serviceId, name: 'hello'},
		secrets: [],
		clock: systemClock,
		follow: false,
		signal,
	};
	for await (const record of followLines(options)) contents.push('type' in record ? 'gap' : record.content);
	expect(contents).toEqual(['line 1', 'line 2', 'line 3']);
});

test('the build is heard over HTTP alone', async () => {
	await build(1, 2);
	const stop = new AbortController();
	const heard: string[] = [];
	const running = sseSource.run(
		{access: holdAccess(access(), undefined), clock: systemClock, fetch, deploymentId: buildId()},
		{message: (_, text) => heard.push(text), link: () => undefined},
		stop.signal,
	);
	await eventually(() => heard.length === 2);
	stop.abort();
	await running;
	expect(heard[1]).toContain('line 2');
});

function serve(port: number): Promise<ServedPlatform> {
	return servePlatform({dataFolder: folder, port, version: '0.0.0', env: {}});
}

function access(): LogAccess {
	if (login === undefined) throw new Error('not signed in');
	const {nats, session_token = ''} = login;
	return {
		nats: {servers: nats.servers, nkeySeed: new Secret(nats.nkey_seed), prefix: nats.prefix},
		api: {url: platform.info.url, sessionToken: new Secret(session_token)},
	};
}

const buildId = () => `build-${services}`;

async function build(from: number, count: number): Promise<void> {
	const lines = Array.from({length: count}, (_, index) => ({
		stream: 'stdout',
		content: `line ${from + index}`,
		timestamp: 1_700_000_000_000,
	}));
	await post('/api/v1/deployments/build-lines', {serviceId, deploymentId: buildId(), phase: 'build', lines});
}

async function post(path: string, body: unknown): Promise<unknown> {
	const authorization = login === undefined ? {} : {authorization: `Bearer ${login.session_token ?? ''}`};
	const reply = await fetch(new URL(path, platform.info.url), {
		method: 'POST',
		headers: {'content-type': 'application/json', ...authorization},
		body: JSON.stringify(body),
	});
	if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`);
	return await reply.json();
}
