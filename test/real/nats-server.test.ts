/** The contract of the broker against Debian's nats-server, so that the two cannot drift apart. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {describe} from 'vitest';
import type {BrokerUser, SubjectRules} from '../../source/platform/messages/permissions.ts';
import {messageBrokerContract} from '../contract/message-broker.ts';
import {messageProtocolContract, type StartBroker} from '../contract/message-broker-protocol.ts';

const host = '127.0.0.1';

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
