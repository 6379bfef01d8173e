import {mkdtemp, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createUser} from '@nats-io/nkeys';
import {connect, type NatsConnection, nkeyAuthenticator, PermissionViolationError} from '@nats-io/transport-node';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {connectRealBus, type MessageBus, startEmbeddedBus} from '../../../../source/platform/messages/message-bus.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import {collect, eventually, texts, watch} from '../../../support/nats-client.ts';

let folder: string;
const opened: {close(): Promise<void>}[] = [];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'bus-'));
});
afterEach(async () => {
	for (const one of opened.splice(0).reverse()) await one.close();
	await rm(folder, {recursive: true});
});

async function start(prefix = 'cs'): Promise<MessageBus> {
	const bus = await startEmbeddedBus({host: '127.0.0.1', port: 0, prefix, keysFile: join(folder, 'messages.json')});
	opened.push(bus);
	return bus;
}

async function login({servers, cliSeed}: MessageBus): Promise<NatsConnection> {
	const authenticator = nkeyAuthenticator(new TextEncoder().encode(cliSeed));
	const client = await connect({servers: [...servers], authenticator});
	opened.push(client);
	return client;
}

test('brings a line to whoever signed in', async () => {
	const bus = await start();
	const client = await login(bus);
	const lines = client.subscribe('cs.app.log.s1', {max: 1});
	await client.flush();

	bus.publish('cs.app.log.s1', {content: 'listening on 3000 ✓\n'});

	expect(await texts(lines)).toEqual(['{"content":"listening on 3000 ✓\\n"}']);
});

test('lets a login read the logs, and nothing else', async () => {
	const client = await login(await start());
	const problems: string[] = [];
	void watch(client, status => {
		if (status.type === 'error') problems.push(status.error.message);
	});

	for (const subject of ['>', 'cs.>', 'other.build.log.x', 'cs.job.destroyed']) {
		await expect(collect(client.subscribe(subject))).rejects.toThrow(PermissionViolationError);
	}
	client.publish('cs.build.log.d1', 'forged');
	await client.flush();
	await eventually(() => problems.includes('Permissions Violation for Publish to "cs.build.log.d1"'));
});

test('uses bare subjects for an empty prefix', async () => {
	const bus = await start('');
	const client = await login(bus);
	const lines = client.subscribe('build.log.>', {max: 1});
	await client.flush();

	bus.publish('build.log.d1', 'line');

	expect(await texts(lines)).toEqual(['"line"']);
});

test('keeps its key over restarts, in a file that others cannot read', async () => {
	const first = await start();
	const second = await start();

	expect(second.cliSeed).toBe(first.cliSeed);
	expect((await stat(join(folder, 'messages.json'))).mode & 0o777).toBe(0o600);
});

test('does not start on keys that do not read', async () => {
	await writeFile(join(folder, 'messages.json'), '{"cli_seed": "SUAAAA"}', {mode: 0o600});

	await expect(start()).rejects.toMatchObject({code: 'credentials/damaged'});
});

test('connects to a server of the operator, and says what is wrong with one', async () => {
	// The embedded broker stands in for the operator's server: it speaks the same protocol.
	const server = await start();
	const seed = new Secret(server.cliSeed);
	const bus = await connectRealBus({servers: server.servers, seed, cliSeed: seed, prefix: 'cs'});
	await bus.close();
	bus.publish('cs.app.log.s1', 'after the end');
	const stranger = new Secret(new TextDecoder().decode(createUser().getSeed()));

	await expect(connectRealBus({servers: ['127.0.0.1:1'], seed, cliSeed: seed, prefix: 'cs'})).rejects.toMatchObject({
		code: 'messages/unreachable',
	});
	await expect(
		connectRealBus({servers: server.servers, seed: stranger, cliSeed: seed, prefix: 'cs'}),
	).rejects.toMatchObject({code: expect.stringMatching(/^messages\/refused$|^internal/)});
});
