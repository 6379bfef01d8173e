import {describe} from 'vitest';
import {startBroker} from '../../source/platform/messages/broker.ts';
import {messageAccessContract} from './message-broker-access.ts';
import {messageBrokerContract} from './message-broker.ts';
import {messageProtocolContract, type StartBroker} from './message-broker-protocol.ts';

const startUnderTest: StartBroker = async users => {
	const host = '127.0.0.1';
	const start = (port: number) =>
		startBroker({host, port, users: () => users, serverName: 'test', authTimeoutMs: 1000});
	let broker = await start(0);
	const {port} = broker;
	return {
		host,
		port,
		async restart() {
			await broker.close();
			broker = await start(port);
		},
		close: () => broker.close(),
	};
};

describe('the client', () => {
	messageBrokerContract(startUnderTest);
});
describe('the protocol', () => {
	messageProtocolContract(startUnderTest);
});
describe('who may', () => {
	messageAccessContract(startUnderTest);
});
