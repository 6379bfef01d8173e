import type {KeyPair} from '@nats-io/nkeys';
import {
	connect,
	type ConnectionOptions,
	type NatsConnection,
	nkeyAuthenticator,
	type Status,
	type Subscription,
} from '@nats-io/transport-node';
import {expect} from 'vitest';

/** Connects clients by key, reconnecting fast, and closes them together. */
export function connectAll(address: () => {readonly host: string; readonly port: number}, user: KeyPair) {
	const open: NatsConnection[] = [];
	return {
		client: async (options: ConnectionOptions = {}, by = user): Promise<NatsConnection> => {
			const {host, port} = address();
			const connection = await connect({
				servers: `${host}:${port}`,
				authenticator: nkeyAuthenticator(by.getSeed()),
				reconnectTimeWait: 50,
				reconnectJitter: 10,
				maxReconnectAttempts: -1,
				...options,
			});
			open.push(connection);
			return connection;
		},
		closeAll: async (): Promise<void> => {
			await Promise.all(open.splice(0).map(one => one.close()));
		},
	};
}

/** All messages, once the subscription has ended. */
export async function collect(subscription: Subscription) {
	const messages = [];
	for await (const message of subscription) messages.push(message);
	return messages;
}

export async function texts(subscription: Subscription): Promise<string[]> {
	return (await collect(subscription)).map(message => message.string());
}

export async function watch(connection: NatsConnection, seen: (status: Status) => void): Promise<void> {
	for await (const status of connection.status()) seen(status);
}

export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
	await expect.poll(holds, {timeout: 10_000, interval: 10}).toBe(true);
}
