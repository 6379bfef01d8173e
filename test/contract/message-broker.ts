/** What a NATS server does, seen through the official client. Our broker and nats-server run the same stories. */
import {createUser} from '@nats-io/nkeys';
import {headers, NoRespondersError} from '@nats-io/transport-node';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {collect, connectAll, eventually, texts, watch} from '../support/nats-client.ts';
import type {BrokerUnderTest, StartBroker} from './message-broker-protocol.ts';

const user = createUser();

/** `start` takes the users, gives clients a second to authenticate, and keeps to nats-server's defaults otherwise. */
export function messageBrokerContract(start: StartBroker): void {
	let broker: BrokerUnderTest;
	const {client, closeAll} = connectAll(() => broker, user);

	beforeAll(async () => {
		broker = await start([{nkey: user.getPublicKey()}]);
	});
	afterEach(closeAll);
	afterAll(() => broker.close());

	test('tells what it can do', async () => {
		const {info} = await client();

		expect(info).toMatchObject({proto: 1, headers: true, auth_required: true, max_payload: 1_048_576});
		expect(info?.nonce).toMatch(/^[\w-]{10,}$/);
		expect(info?.connect_urls).toBeUndefined();
	});

	test('carries a message from one client to another', async () => {
		const [sender, receiver] = [await client(), await client()];
		const lines = receiver.subscribe('cs.build.log.d1', {max: 2});
		await receiver.flush();

		sender.publish('cs.build.log.d1', 'first');
		sender.publish('cs.build.log.d1', 'snow ☃');

		expect(await texts(lines)).toEqual(['first', 'snow ☃']);
	});

	test('matches wildcards token by token', async () => {
		const connection = await client();
		const got: string[] = [];
		for (const pattern of ['a.*', 'a.>', '*.b', 'a.b.c', '>', 'a*']) {
			connection.subscribe(pattern, {callback: (_, message) => void got.push(`${pattern} ← ${message.subject}`)});
		}
		await connection.flush();

		for (const subject of ['a.b', 'a.b.c', 'x', 'a*']) connection.publish(subject);
		await connection.flush();

		expect(got.sort()).toEqual(
			[
				'*.b ← a.b',
				'> ← a*',
				'> ← a.b',
				'> ← a.b.c',
				'> ← x',
				'a* ← a*',
				'a.* ← a.b',
				'a.> ← a.b',
				'a.> ← a.b.c',
				'a.b.c ← a.b.c',
			].sort(),
		);
	});

	test('answers a request', async () => {
		const [asker, answerer] = [await client(), await client()];
		answerer.subscribe('sum', {callback: (_, message) => void message.respond(`${message.string()}=3`)});
		await answerer.flush();

		expect((await asker.request('sum', '1+2', {timeout: 2000})).string()).toBe('1+2=3');
		expect((await asker.request('sum', '2+1', {timeout: 2000, noMux: true})).string()).toBe('2+1=3');
	});

	test('says at once that nobody listens', async () => {
		const connection = await client();

		await expect(connection.request('nobody', '', {timeout: 10_000})).rejects.toSatisfy(
			error =>
				error instanceof Error && (error instanceof NoRespondersError || error.cause instanceof NoRespondersError),
		);
	});

	test('carries headers as they are', async () => {
		const connection = await client();
		const received = connection.subscribe('with.headers', {max: 1});
		const more = headers();
		more.append('Trace', 'one');
		more.append('Trace', 'two');
		connection.publish('with.headers', 'body', {headers: more});

		const [message] = await collect(received);

		expect(message?.headers?.values('Trace')).toEqual(['one', 'two']);
		expect(message?.string()).toBe('body');
	});

	test('gives each message to one member of a queue group', async () => {
		const connection = await client();
		const counts = [0, 0, 0];
		for (const index of counts.keys()) {
			const worker = await client();
			worker.subscribe(index === 2 ? 'work.*' : 'work.item', {
				queue: 'workers',
				callback: () => {
					counts[index] = (counts[index] ?? 0) + 1;
				},
			});
			await worker.flush();
		}
		let watched = 0;
		connection.subscribe('work.item', {
			callback: () => {
				watched++;
			},
		});

		for (let sent = 0; sent < 300; sent++) connection.publish('work.item');
		await eventually(() => counts.reduce((sum, count) => sum + count, 0) === 300 && watched === 300);

		expect(counts.every(count => count > 30)).toBe(true);
	});

	test('ends a subscription after its maximum', async () => {
		const connection = await client();
		const three = connection.subscribe('counted');
		three.unsubscribe(3);
		for (let sent = 0; sent < 10; sent++) connection.publish('counted', String(sent));

		expect(await texts(three)).toEqual(['0', '1', '2']);
	});

	test('drains: what is on the way still arrives, then nothing', async () => {
		const [sender, receiver] = [await client(), await client()];
		const got: string[] = [];
		receiver.subscribe('drained', {callback: (_, message) => void got.push(message.string())});
		await receiver.flush();
		for (let sent = 0; sent < 500; sent++) sender.publish('drained', String(sent));
		await sender.flush();

		await receiver.drain();
		sender.publish('drained', 'late');
		await sender.flush();

		expect(got).toHaveLength(500);
	});

	test('drains a whole connection: nobody listens then, and it is closed', async () => {
		const [asker, answerer] = [await client(), await client()];
		answerer.subscribe('drained.sum', {callback: (_, message) => void message.respond('done')});
		await answerer.flush();
		const before = await asker.request('drained.sum', '', {timeout: 2000});

		await answerer.drain();

		expect(before.string()).toBe('done');
		expect(answerer.isClosed()).toBe(true);
		await expect(asker.request('drained.sum', '', {timeout: 10_000})).rejects.toThrow(/no responders/);
	});

	test('serves a verbose and pedantic client the same', async () => {
		const connection = await client({verbose: true, pedantic: true});
		const lines = connection.subscribe('verbose', {max: 3});
		for (const line of ['a', 'b', 'c']) connection.publish('verbose', line);

		expect(await texts(lines)).toEqual(['a', 'b', 'c']);
		expect(await connection.rtt()).toBeGreaterThanOrEqual(0);
	});

	test('sends nothing back to a client that wants no echo', async () => {
		const [quiet, other] = [await client({noEcho: true}), await client()];
		const got: string[] = [];
		quiet.subscribe('echo', {callback: (_, message) => void got.push(message.string())});
		await quiet.flush();

		quiet.publish('echo', 'own');
		await quiet.flush();
		other.publish('echo', 'theirs');
		await other.flush();
		await quiet.flush();

		expect(got).toEqual(['theirs']);
	});

	test('is found again after a restart, with the subscriptions', async () => {
		const connection = await client();
		const seen: string[] = [];
		void watch(connection, status => seen.push(status.type));
		const lines = connection.subscribe('after.restart', {max: 1});
		await connection.flush();

		await broker.restart();
		await eventually(() => seen.includes('reconnect'));
		connection.publish('after.restart', 'again');

		expect(await texts(lines)).toEqual(['again']);
		expect(seen).toContain('disconnect');
	});

	test('takes a payload of the maximum, whole', async () => {
		const [sender, receiver] = [await client(), await client()];
		const big = Buffer.alloc(1_048_576, 'abcdefg');
		const lines = receiver.subscribe('big', {max: 1});
		await receiver.flush();
		sender.publish('big', big);

		const [message] = await collect(lines);

		expect(Buffer.compare(message?.data ?? Buffer.alloc(0), big)).toBe(0);
	});
}
