import {once} from 'node:events';
import {connect as connectSocket} from 'node:net';
import {createUser} from '@nats-io/nkeys';
import {connect, nkeyAuthenticator} from '@nats-io/transport-node';
import {afterEach, expect, test} from 'vitest';
import {type Broker, type BrokerOptions, startBroker} from '../../../../source/platform/messages/broker.ts';
import {manualClock} from '../../../support/manual-clock.ts';
import {eventually, texts} from '../../../support/nats-client.ts';
import {openNatsSocket} from '../../../support/nats-socket.ts';

const user = createUser();
const host = '127.0.0.1';
const opened: {close(): void | Promise<void>}[] = [];

afterEach(async () => {
	for (const one of opened.splice(0).reverse()) await one.close();
});

async function start(options: Partial<BrokerOptions> = {}): Promise<Broker> {
	const users = () => [{nkey: user.getPublicKey()}];
	const broker = await startBroker({host, port: 0, users, serverName: 'test', ...options});
	opened.push(broker);
	return broker;
}

async function socketTo(broker: Broker, options: Readonly<Record<string, unknown>> | null = {}) {
	const socket = await openNatsSocket({host, port: broker.port, options, user});
	opened.push(socket);
	return socket;
}

test('sends what the platform publishes to its subscribers', async () => {
	const broker = await start();
	const client = await connect({servers: broker.url, authenticator: nkeyAuthenticator(user.getSeed())});
	opened.push(client);
	const lines = client.subscribe('cs.build.log.>', {max: 2});
	await client.flush();

	broker.publish('cs.build.log.d1', Buffer.from('one'));
	broker.publish('cs.deployment.succeeded', Buffer.from('not for them'));
	broker.publish('cs.build.log.end.d1', Buffer.from('two'));

	expect(await texts(lines)).toEqual(['one', 'two']);
});

test.each(['', 'a b', 'a..b', 'a.*', 'a\r\nPING', '>'])('publishes to no such subject as %j', async subject => {
	const broker = await start();

	expect(() => broker.publish(subject, new Uint8Array())).toThrow('names no single place');
});

test('cuts off a client that does not read, and the others go on', async () => {
	const broker = await start({maxPendingBytes: 1024 * 1024});
	const slow = await socketTo(broker);
	const quick = await socketTo(broker);
	await slow.say('SUB flood 1\r\nPING\r\n', 'PONG\r\n');
	await quick.say('SUB flood 1\r\nSUB done 2\r\nPING\r\n', 'PONG\r\n');
	slow.pause();

	const line = new Uint8Array(64 * 1024);
	for (let sent = 0; sent < 400; sent++) {
		broker.publish('flood', line);
		await new Promise(resolve => setImmediate(resolve));
	}
	broker.publish('done', new Uint8Array());
	await quick.heard('MSG done 2 0\r\n');

	slow.resume();
	expect((await slow.heard(null)).length).toBeLessThan(400 * line.length);
});

test('pings a silent client, and cuts it off when it stays silent', async () => {
	const clock = manualClock();
	const broker = await start({clock, pingIntervalMs: 1000, maxPingsOut: 2});
	const silent = await socketTo(broker);
	const alive = await socketTo(broker);

	for (let interval = 0; interval < 4; interval++) {
		await clock.advance(1000);
		await alive.say('PING\r\n', 'PONG\r\n');
	}

	expect(await silent.heard(null)).toBe("PING\r\nPING\r\n-ERR 'Stale Connection'\r\n");
	expect(await alive.say('PING\r\n', 'PONG\r\n')).toBe('PONG\r\n');
});

test('cuts off a client whose key was taken away', async () => {
	const clock = manualClock();
	const users = [{nkey: user.getPublicKey()}];
	const broker = await start({clock, users: () => users, pingIntervalMs: 1000});
	const client = await socketTo(broker);
	users.length = 0;

	await clock.advance(1000);

	expect(await client.heard(null)).toBe("-ERR 'User Authentication Revoked'\r\n");
});

test('keeps the number of clients and subscriptions within bounds', async () => {
	const broker = await start({maxConnections: 1, maxSubscriptions: 2});
	const only = await socketTo(broker);

	expect(await only.say('SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nPING\r\n', 'PONG\r\n')).toBe(
		"-ERR 'maximum subscriptions exceeded'\r\nPONG\r\n",
	);
	const second = connectSocket({host, port: broker.port});
	const heard: string[] = [];
	second.on('data', chunk => heard.push(chunk.toString()));
	await once(second, 'close');
	expect(heard.join('')).toContain("-ERR 'maximum connections exceeded'\r\n");
});

test('forgets the subscriptions of a client that went away', async () => {
	const broker = await start();
	const gone = await socketTo(broker);
	await gone.say('SUB service.> 1\r\nPING\r\n', 'PONG\r\n');
	gone.close();
	const asker = await socketTo(broker, {headers: true, no_responders: true});

	await asker.write('SUB in 1\r\n');
	await eventually(async () => (await asker.say('PUB service.x in 0\r\n\r\nPING\r\n', 'PONG\r\n')).includes('503'));
});

test('says which port is taken', async () => {
	const broker = await start();

	await expect(start({port: broker.port})).rejects.toMatchObject({
		code: 'machine/port-taken',
		facts: {port: broker.port},
	});
});
