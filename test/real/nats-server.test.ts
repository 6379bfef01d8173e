/** The contract of the broker against Debian's nats-server, so that the two cannot drift apart. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {createUser} from '@nats-io/nkeys';
import {connect as connectNats, nkeyAuthenticator} from '@nats-io/transport-node';
import {describe, expect, test} from 'vitest';
import {connectRealBus} from '../../source/platform/messages/message-bus.ts';
import type {BrokerUser, SubjectRules} from '../../source/platform/messages/permissions.ts';
import {Secret} from '../../source/shared/secret.ts';
import {eventually} from '../support/nats-client.ts';
import {startNatsServer} from '../support/nats-server.ts';
import {messageAccessContract} from '../contract/message-broker-access.ts';
import {messageBrokerContract} from '../contract/message-broker.ts';
import {messageProtocolContract, type StartBroker} from '../contract/message-broker-protocol.ts';

const host = '127.0.0.1';

describe('the platform on a server of the operator', () => {
	test('publishes to those who signed in, also after the server came back', async () => {
		const server = await startNatsServer();
		const {url, publisherSeed, listenerSeed} = server;
		const bus = await connectRealBus({servers: [url], seed: publisherSeed, cliSeed: listenerSeed, prefix: 'cs'});
		const authenticator = nkeyAuthenticator(new TextEncoder().encode(bus.cliSeed));
		const login = await connectNats({servers: [...bus.servers], authenticator, reconnectTimeWait: 50});
		const got: string[] = [];
		login.subscribe('cs.app.log.>', {callback: (_, message) => void got.push(message.string())});
		await login.flush();

		bus.publish('cs.app.log.s1', {content: 'before'});
		await eventually(() => got.length > 0);
		await server.kill();
		await server.start();
		await eventually(() => {
			bus.publish('cs.app.log.s1', {content: 'after'});
			return got.includes('{"content":"after"}');
		});

		expect(got[0]).toBe('{"content":"before"}');
		await login.close();
		await bus.close();
		await server.stop();
	});

	test('is told when it holds no key of that server', async () => {
		const server = await startNatsServer();
		const stranger = new Secret(new TextDecoder().decode(createUser().getSeed()));

		const refused = connectRealBus({servers: [server.url], seed: stranger, cliSeed: stranger, prefix: 'cs'});

		await expect(refused).rejects.toMatchObject({code: 'messages/refused'});
		await server.stop();
	});
});

const startUnderTest: StartBroker = async users => {
	const folder = await mkdtemp(join(tmpdir(), 'nats-server-'));
	const port = await freePort();
	const config = join(folder, 'nats.conf');
	await writeFile(config, configOf(port, users));
	let server = await start(config, port);
	return {
		host,
		port,
		async restart() {
			await stop(server);
			server = await start(config, port);
		},
		async close() {
			await stop(server);
			await rm(folder, {recursive: true});
		},
	};
};

describe('the client', () => {
	messageBrokerContract(startUnderTest);
});
describe('the protocol', () => {
	messageProtocolContract(startUnderTest);
});

function configOf(port: number, users: readonly BrokerUser[]): string {
	const entries = users.map(({nkey, publish, subscribe}) => ({
		nkey,
		...(publish === undefined && subscribe === undefined
			? {}
			: {permissions: {...rules('publish', publish), ...rules('subscribe', subscribe)}}),
	}));
	// The configuration language takes JSON as it is.
	return JSON.stringify({listen: `${host}:${port}`, authorization: {timeout: 1, users: entries}});
}

const rules = (name: string, given: SubjectRules | undefined) => (given === undefined ? {} : {[name]: given});

async function start(config: string, port: number): Promise<ChildProcess> {
	const server = spawn('nats-server', ['-c', config], {stdio: 'ignore'});
	const missing = once(server, 'error').then(([error]) =>
		Promise.reject(new Error('nats-server does not start: apt-get install nats-server', {cause: error})),
	);
	await Promise.race([answers(port), missing]);
	return server;
}

async function stop(server: ChildProcess): Promise<void> {
	const gone = once(server, 'exit');
	server.kill('SIGTERM');
	await gone;
}

async function answers(port: number): Promise<void> {
	for (;;) {
		const socket = connect({host, port});
		try {
			await once(socket, 'data');
			return;
		} catch {
			await sleep(20);
		} finally {
			socket.destroy();
		}
	}
}

async function freePort(): Promise<number> {
	const probe = createServer().listen(0, host);
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	await once(probe, 'close');
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}
describe('who may', () => {
	messageAccessContract(startUnderTest);
});
