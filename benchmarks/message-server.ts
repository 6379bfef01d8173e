/** Where benchmark lines travel: nats-server where it is installed, else the embedded broker in a process of its own. */
import {access} from 'node:fs/promises';
import {delimiter, join} from 'node:path';
import {createInterface} from 'node:readline';
import {createUser} from '@nats-io/nkeys';
import {startNatsServer} from '../test/support/nats-server.ts';
import type {Workshop} from './workshop.ts';

export interface MessageServer {
	readonly name: 'nats-server' | 'embedded broker';
	readonly url: string;
	readonly publisherSeed: string;
	readonly listenerSeed: string;
}

export async function startMessages(workshop: Workshop): Promise<MessageServer> {
	return (await hasNatsServer()) ? startReal(workshop) : startEmbedded(workshop);
}

export async function hasNatsServer(): Promise<boolean> {
	for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
		const found = await access(join(folder, 'nats-server')).then(
			() => true,
			() => false,
		);
		if (found) return true;
	}
	return false;
}

export async function startReal(workshop: Workshop): Promise<MessageServer> {
	const server = await startNatsServer();
	workshop.atEnd(() => server.stop());
	return {
		name: 'nats-server',
		url: server.url,
		publisherSeed: server.publisherSeed.reveal(),
		listenerSeed: server.listenerSeed.reveal(),
	};
}

export async function startEmbedded(workshop: Workshop): Promise<MessageServer> {
	const [publisher, listener] = [createUser(), createUser()];
	const child = workshop.start(['benchmarks/broker-process.ts', publisher.getPublicKey(), listener.getPublicKey()], {
		cwd: process.cwd(),
	});
	if (child.stdout === null) throw new Error('the broker has no output');
	const {promise, resolve, reject} = Promise.withResolvers<string>();
	createInterface({input: child.stdout}).once('line', resolve);
	child.once('exit', code => reject(new Error(`the broker ended with ${code}`)));
	const seedOf = (user: typeof publisher) => new TextDecoder().decode(user.getSeed());
	return {
		name: 'embedded broker',
		url: await promise,
		publisherSeed: seedOf(publisher),
		listenerSeed: seedOf(listener),
	};
}
