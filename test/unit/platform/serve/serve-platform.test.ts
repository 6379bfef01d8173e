import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readPlatformInfo} from '../../../../source/core/api/platform-info.ts';
import type {ReleaseOutcome} from '../../../../source/platform/runtimes/runtime.ts';
import {type ServedPlatform, servePlatform} from '../../../../source/platform/serve/serve-platform.ts';
import {type FakeEngines, fakeEngines} from '../../../support/control-plane/fake-engines.ts';
import {post, signIn} from '../../../support/control-plane/platform-client.ts';

let dataFolder: string;
let engines: FakeEngines;
const running: ServedPlatform[] = [];

beforeEach(async () => {
	dataFolder = await mkdtemp(join(tmpdir(), 'cs-platform-'));
	engines = fakeEngines();
});
afterEach(async () => {
	await Promise.all(running.splice(0).map(platform => platform.close()));
	await rm(dataFolder, {recursive: true});
});

async function start(more: {readonly host?: string; readonly port?: number} = {port: 0}): Promise<ServedPlatform> {
	const platform = await servePlatform({dataFolder, version: '1.2.3', env: {}, engines, ...more});
	running.push(platform);
	return platform;
}

test('a stranger starts it, signs in, makes a service and sees a release go live', async () => {
	const {info} = await start();
	const health = await fetch(`${info.url}/api/health`);
	expect(await health.json()).toEqual({status: 'ok', name: 'cs-wizard platform', version: '1.2.3'});

	const me = await signIn(info);
	const serviceId = await me.createService('hello-node');
	const ended = await me.ended(await me.deploy(serviceId));
	expect(ended).toMatchObject({status: 'SUCCESS', release: 1, active: true, integrationName: 'hello-node'});
	expect(ended.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('says where it answers in a private file, and takes it back when it stops', async () => {
	const platform = await start();
	expect(await readPlatformInfo(dataFolder)).toMatchObject({
		url: platform.info.url,
		pid: process.pid,
		version: '1.2.3',
	});
	expect((await stat(join(dataFolder, 'platform.json'))).mode & 0o777).toBe(0o600);
	expect(await readFile(join(dataFolder, 'platform.json'), 'utf8')).not.toContain('csk_');

	await platform.close();
	expect(await readPlatformInfo(dataFolder)).toBeNull();
});

test('the first start shows an API key, later ones do not, and the key still signs in', async () => {
	const first = await start();
	const {api_key, client_id} = first.info;
	await first.close();
	const {info} = await start();
	expect(info.api_key).toBeNull();
	expect((await signIn({...info, api_key, client_id})).login.user.email).toBe('owner@localhost');
});

test('ports stay the same over a restart', async () => {
	const first = await start({});
	const {url, registry, vault_addr} = first.info;
	await first.close();
	expect((await start({})).info).toMatchObject({url, registry, vault_addr});
});

test('a second platform on the same data folder is refused and named', async () => {
	const {info} = await start();
	await expect(start()).rejects.toMatchObject({code: 'platform/already-running', facts: {url: info.url}});
});

test.each(['0.0.0.0', '::', '192.168.1.4', 'example.org'])(
	'does not listen on %s with development secrets',
	async host => {
		await expect(start({host, port: 0})).rejects.toMatchObject({code: 'platform/exposed'});
	},
);

test('a taken port is named', async () => {
	const {info} = await start();
	const port = Number(new URL(info.url).port);
	const other = servePlatform({dataFolder: join(dataFolder, 'other'), version: '1', env: {}, engines, port});
	await expect(other).rejects.toMatchObject({code: 'machine/port-taken', facts: {port}});
});

test('a stop lets a running request end and takes no new one', async () => {
	const platform = await start();
	const me = await signIn(platform.info);
	const cancelled = Promise.withResolvers<void>();
	const stopped = Promise.withResolvers<ReleaseOutcome>();
	engines.release = (_spec, _events, signal) => {
		signal.addEventListener('abort', () => cancelled.resolve());
		return stopped.promise;
	};
	const deploymentId = await me.deploy(await me.createService('slow'));
	const cancelling = me.send(`/api/v1/deployments/${deploymentId}/cancel`, {});
	await cancelled.promise;

	const closing = platform.close();
	const knock = () =>
		post(platform.info.url, '/api/cli/services', {}).then(
			() => 'answered',
			() => 'refused',
		);
	await expect.poll(knock).toBe('refused');
	stopped.resolve({outcome: 'failed', cause: 'cancelled', message: 'It was cancelled.', lastLines: []});
	const reply = await cancelling;
	expect(await reply.json()).toMatchObject({status: 'CANCELLED'});
	await closing;
});

test('a damaged database is named and left as it is', async () => {
	const path = join(dataFolder, 'platform.db');
	await writeFile(path, 'not a database at all, '.repeat(100));
	await expect(start()).rejects.toMatchObject({code: 'platform/start-failed', facts: {path}});
	expect(await readFile(path, 'utf8')).toContain('not a database');
});

test('real message servers need their keys', async () => {
	const env = {NATS_SERVERS: '127.0.0.1:1'};
	const started = servePlatform({dataFolder, version: '1', env, port: 0});
	await expect(started).rejects.toMatchObject({code: 'usage/bad-value', facts: {name: 'NATS_CLIENT_PRIVATE_KEY'}});
});
