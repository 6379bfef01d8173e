import type {NatsConnection, Status, Subscription} from '@nats-io/transport-node';
import {expect} from 'vitest';

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
