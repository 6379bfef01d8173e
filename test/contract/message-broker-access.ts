/** Who gets in, and what they may then do, as the official client sees it. Our broker and nats-server run the same stories. */
import {createUser} from '@nats-io/nkeys';
import {
	AuthorizationError,
	type ConnectionOptions,
	nkeyAuthenticator,
	PermissionViolationError,
	usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import type {BrokerUser} from '../../source/platform/messages/permissions.ts';
import {collect, connectAll, eventually, texts, watch} from '../support/nats-client.ts';
import type {BrokerUnderTest, StartBroker} from './message-broker-protocol.ts';

const all = createUser();
const limited = createUser();
const stranger = createUser();

const users: readonly BrokerUser[] = [
	{nkey: all.getPublicKey()},
	{
		nkey: limited.getPublicKey(),
		publish: {allow: ['jobs.*'], deny: ['jobs.forbidden']},
		subscribe: {allow: ['logs.acme.>', '_INBOX.>'], deny: ['logs.acme.private.>']},
	},
];

/** `start` takes the users, gives clients a second to authenticate, and keeps to nats-server's defaults otherwise. */
export function messageAccessContract(start: StartBroker): void {
	let broker: BrokerUnderTest;
	const {client, closeAll} = connectAll(() => broker, all);

	beforeAll(async () => {
		broker = await start(users);
	});
	afterEach(closeAll);
	afterAll(() => broker.close());

	test.each<[string, ConnectionOptions]>([
		['a key it does not know', {authenticator: nkeyAuthenticator(stranger.getSeed())}],
		['no key', {authenticator: () => undefined}],
		['a name and password', {authenticator: usernamePasswordAuthenticator('admin', 'admin')}],
	])('refuses %s', async (_, options) => {
		await expect(client({...options, reconnect: false})).rejects.toSatisfy(
			error => error instanceof AuthorizationError && error.message === 'Authorization Violation',
		);
	});

	test('ends a subscription that is not allowed, and the connection stays', async () => {
		const connection = await client({}, limited);
		for (const pattern of ['logs.other.>', '>', 'logs.acme.private.x', 'logs.*.web']) {
			await expect(collect(connection.subscribe(pattern))).rejects.toThrow(PermissionViolationError);
		}
		await expect(collect(connection.subscribe('logs.other', {queue: 'q'}))).rejects.toThrow(
			`Permissions Violation for Subscription to "logs.other" using queue "q"`,
		);

		await connection.flush();
		expect(connection.isClosed()).toBe(false);
	});

	test('leaves out of a wildcard what is denied inside it', async () => {
		const [reader, writer] = [await client({}, limited), await client()];
		const lines = reader.subscribe('logs.acme.>', {max: 2});
		await reader.flush();

		for (const subject of ['logs.acme.web', 'logs.acme.private.web', 'logs.acme.api']) writer.publish(subject, subject);

		expect(await texts(lines)).toEqual(['logs.acme.web', 'logs.acme.api']);
	});

	test('drops a publication that is not allowed, and says so', async () => {
		const [reader, writer] = [await client(), await client({}, limited)];
		const problems: string[] = [];
		void watch(writer, status => {
			if (status.type === 'error') problems.push(status.error.message);
		});
		const got: string[] = [];
		reader.subscribe('>', {callback: (_, message) => void got.push(message.subject)});
		await reader.flush();

		for (const subject of ['jobs.forbidden', 'other', 'jobs.a.b', 'jobs.one']) writer.publish(subject);
		await writer.flush();
		await eventually(() => got.length > 0);

		expect(got).toEqual(['jobs.one']);
		expect(problems).toEqual(
			['jobs.forbidden', 'other', 'jobs.a.b'].map(subject => `Permissions Violation for Publish to "${subject}"`),
		);
	});

	test('gives inboxes to a limited client', async () => {
		const [asker, answerer] = [await client({}, limited), await client()];
		answerer.subscribe('jobs.sum', {callback: (_, message) => void message.respond('done')});
		await answerer.flush();

		expect((await asker.request('jobs.sum', '', {timeout: 2000})).string()).toBe('done');
	});
}
