/** What a NATS server says byte by byte: the official client hides most of it. Our broker and nats-server run the same stories. */
import {createUser} from '@nats-io/nkeys';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import type {BrokerUser} from '../../source/platform/messages/permissions.ts';
import {openNatsSocket} from '../support/nats-socket.ts';

export interface BrokerUnderTest {
	readonly host: string;
	readonly port: number;
	/** Ends it and starts it again on the same port. */
	restart(): Promise<void>;
	close(): Promise<void>;
}

export type StartBroker = (users: readonly BrokerUser[]) => Promise<BrokerUnderTest>;

const all = createUser();

/** `start` takes the users, gives clients a second to authenticate, and keeps to nats-server's defaults otherwise. */
export function messageProtocolContract(start: StartBroker): void {
	let broker: BrokerUnderTest;
	const open: {close(): void}[] = [];

	beforeAll(async () => {
		broker = await start([{nkey: all.getPublicKey()}]);
	});
	afterEach(() => {
		for (const one of open.splice(0)) one.close();
	});
	afterAll(() => broker.close());

	async function socket(options: Readonly<Record<string, unknown>> | null = {}) {
		const opened = await openNatsSocket({host: broker.host, port: broker.port, options, user: all});
		open.push(opened);
		return opened;
	}

	test.each<[string, Record<string, unknown>, string, string]>([
		['an operation nobody knows', {}, 'HELLO\r\n', "-ERR 'Unknown Protocol Operation'\r\n<closed>"],
		['an HTTP request', {}, 'GET / HTTP/1.1\r\n\r\n', "-ERR 'Unknown Protocol Operation'\r\n<closed>"],
		['an empty line', {}, '\r\n', "-ERR 'Unknown Protocol Operation'\r\n<closed>"],
		['a payload longer than announced', {}, 'PUB a 2\r\nhiya\r\n', "-ERR 'Unknown Protocol Operation'\r\n<closed>"],
		['a payload over the maximum', {}, 'PUB a 1048577\r\n', "-ERR 'Maximum Payload Violation'\r\n<closed>"],
		[
			'a line that is too long',
			{},
			`SUB ${'a'.repeat(5000)} 1\r\n`,
			"-ERR 'maximum control line exceeded'\r\n<closed>",
		],
		['a long line without an end', {}, `SUB ${'a'.repeat(5000)}`, "-ERR 'maximum control line exceeded'\r\n<closed>"],
		['PUB without a size', {}, 'PUB a\r\n', '<closed>'],
		['PUB with a size that is no number', {}, 'PUB a x\r\n', '<closed>'],
		['SUB without a number', {}, 'SUB a\r\n', '<closed>'],
		['headers from a client that announced none', {}, 'HPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\n', '<closed>'],
		['more header than message', {headers: true}, 'HPUB a 15 14\r\nNATS/1.0\r\n\r\nhi\r\n', '<closed>'],
		['a subject with an empty token', {}, 'SUB a..b 1\r\nPING\r\n', "-ERR 'Invalid Subject'\r\nPONG\r\n"],
		['a > that is not last', {}, 'SUB a.>.b 1\r\nPING\r\n', "-ERR 'Invalid Subject'\r\nPONG\r\n"],
		[
			'a wildcard publication, pedantic',
			{pedantic: true},
			'PUB a.* 0\r\n\r\nPING\r\n',
			"-ERR 'Invalid Publish Subject'\r\nPONG\r\n",
		],
		['an empty token, not pedantic', {}, 'SUB > 1\r\nPUB a..b 2\r\nhi\r\nPING\r\n', 'PONG\r\n'],
		['lower case and tabs', {}, 'sub\ta\t1\r\npub  a   2\r\nhi\r\nping\r\n', 'MSG a 1 2\r\nhi\r\nPONG\r\n'],
		[
			'one number for two subscriptions',
			{},
			'SUB r 1\r\nSUB q 1\r\nPUB r 1\r\nr\r\nPUB q 1\r\nq\r\nPING\r\n',
			'MSG r 1 1\r\nr\r\nPONG\r\n',
		],
		[
			'a maximum already reached',
			{},
			'SUB r 1\r\nPUB r 1\r\na\r\nUNSUB 1 1\r\nPUB r 1\r\nb\r\nPING\r\n',
			'MSG r 1 1\r\na\r\nPONG\r\n',
		],
		[
			'a request nobody hears',
			{headers: true, no_responders: true},
			'SUB in 1\r\nPUB no in 0\r\n\r\nPING\r\n',
			'HMSG in 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\nPONG\r\n',
		],
		['-ERR from a client', {}, '-ERR bye\r\n', '<closed>'],
	])('answers to %s', async (_, options, said, answer) => {
		const bare = await socket(options);

		expect(await bare.say(said, answer.endsWith('<closed>') ? null : answer.slice(-6))).toBe(
			answer.replace('<closed>', ''),
		);
	});

	test('acknowledges each operation of a verbose client', async () => {
		const bare = await socket({verbose: true});

		expect(await bare.say('SUB a 1\r\nPUB a 2\r\nhi\r\nUNSUB 1\r\nUNSUB 77\r\nPING\r\n', 'PONG\r\n')).toBe(
			'+OK\r\n+OK\r\nMSG a 1 2\r\nhi\r\n+OK\r\n+OK\r\nPONG\r\n',
		);
	});

	test('wants to know who it is before anything else', async () => {
		for (const said of ['PING\r\n', 'SUB a 1\r\n', 'PUB a 0\r\n\r\n', 'HELLO\r\n']) {
			const bare = await socket(null);
			expect(await bare.say(said, null)).toBe("-ERR 'Authorization Violation'\r\n");
		}
	});

	test('does not wait for ever for a client to say who it is', async () => {
		const bare = await socket(null);

		expect(await bare.say('', null)).toBe("-ERR 'Authentication Timeout'\r\n");
	});

	test('wants headers of a client that wants to know of missing responders', async () => {
		const bare = await socket(null);
		const said = await bare.say(bare.connectLine({no_responders: true}, all), null);

		expect(said).toBe("-ERR 'no responders requires headers support'\r\n");
	});

	test('refuses a known key with the signature of another nonce', async () => {
		const bare = await socket(null);
		const sig = Buffer.from(all.sign(Buffer.from('another nonce'))).toString('base64url');
		const said = await bare.say(`CONNECT ${JSON.stringify({nkey: all.getPublicKey(), sig})}\r\nPING\r\n`, null);

		expect(said).toBe("-ERR 'Authorization Violation'\r\n");
	});

	test('leaves headers out for a client that knows none', async () => {
		const [old, modern] = [await socket(), await socket({headers: true})];
		await old.say('SUB h 1\r\nPING\r\n', 'PONG\r\n');
		await modern.say('SUB h 7\r\nHPUB h 12 14\r\nNATS/1.0\r\n\r\nhi\r\nPING\r\n', 'PONG\r\n');

		expect(await old.heard('hi\r\n')).toBe('MSG h 1 2\r\nhi\r\n');
	});

	test('makes one story of bytes that come one at a time', async () => {
		const bare = await socket({headers: true});
		const story = 'SUB a 1\r\nPUB a 5\r\nhello\r\nHPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\nPING\r\n';
		for (const byte of story.slice(0, -1)) await bare.write(byte);

		expect(await bare.say('\n', 'PONG\r\n')).toBe(
			'MSG a 1 5\r\nhello\r\nHMSG a 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\nPONG\r\n',
		);
	});
}
