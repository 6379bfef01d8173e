import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {type ProtocolHandler, ProtocolParser} from '../../../../source/platform/messages/protocol-parser.ts';

const limits = {maxLine: 4096, maxPayload: 1024 * 1024};

/** What a parser makes of the chunks, as text. */
function calls(chunks: readonly Uint8Array[]): string[] {
	const seen: string[] = [];
	const handler: ProtocolHandler = {
		admits: () => true,
		connect: options => seen.push(`connect ${options.trim()}`),
		ping: () => seen.push('ping'),
		pong: () => seen.push('pong'),
		subscribe: (subject, queue, sid) => seen.push(`sub ${subject} ${queue} ${sid}`),
		unsubscribe: (sid, max) => seen.push(`unsub ${sid} ${max}`),
		publish: ({subject, reply, headerBytes, payload}) =>
			seen.push(`pub ${subject} ${reply} ${headerBytes} ${payload.toString('hex')}`),
		hungUp: () => seen.push('hung up'),
		fault: fault => seen.push(`fault ${fault}`),
	};
	const parser = new ProtocolParser(handler, limits);
	for (const chunk of chunks) parser.feed(Buffer.from(chunk));
	return seen;
}

const subject = fc.stringMatching(/^[a-z]{1,8}(\.[a-z*]{1,8}){0,3}$/);
const payload = fc.uint8Array({maxLength: 300});
const operation = fc.oneof(
	fc
		.constantFrom('PING\r\n', 'PONG\r\n', 'ping\n', '+OK\r\n', 'CONNECT {"name":"☃"}\r\n')
		.map(text => Buffer.from(text)),
	fc.tuple(subject, fc.nat(999)).map(([name, sid]) => Buffer.from(`SUB ${name} ${sid}\r\n`)),
	fc.tuple(subject, fc.nat(999)).map(([name, sid]) => Buffer.from(`SUB ${name} group ${sid}\r\n`)),
	fc.tuple(fc.nat(999), fc.nat(9)).map(([sid, max]) => Buffer.from(`UNSUB ${sid}${max === 0 ? '' : ` ${max}`}\r\n`)),
	fc
		.tuple(subject, fc.boolean(), payload)
		.map(([name, replies, bytes]) =>
			Buffer.concat([
				Buffer.from(`PUB ${name}${replies ? ' in.box' : ''} ${bytes.length}\r\n`),
				bytes,
				Buffer.from('\r\n'),
			]),
		),
	fc.tuple(subject, payload).map(([name, bytes]) => {
		const block = Buffer.from('NATS/1.0\r\nA: b\r\n\r\n');
		const head = `HPUB ${name} ${block.length} ${block.length + bytes.length}\r\n`;
		return Buffer.concat([Buffer.from(head), block, bytes, Buffer.from('\r\n')]);
	}),
	// Now and then something that is no operation.
	fc.constantFrom('HELLO\r\n', 'PUB a 2\r\nhiya\r\n', 'PUB a -1\r\n', '-ERR x\r\n').map(text => Buffer.from(text)),
);

test('makes the same of bytes however they are cut', () => {
	const story = fc.array(operation, {maxLength: 12}).map(operations => Buffer.concat(operations));
	fc.assert(
		fc.property(story, fc.array(fc.nat(400), {maxLength: 30}), (bytes, cuts) => {
			const at = [...cuts.map(cut => Math.min(cut, bytes.length)), 0, bytes.length].sort((a, b) => a - b);
			const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
			expect(calls(chunks)).toEqual(calls([bytes]));
		}),
	);
});

test('survives any bytes', () => {
	fc.assert(
		fc.property(fc.array(fc.uint8Array({maxLength: 200}), {maxLength: 10}), chunks => {
			expect(calls(chunks).filter(call => call.startsWith('fault')).length).toBeLessThanOrEqual(1);
		}),
	);
});

test('keeps bytes that are no text as they are', () => {
	const bytes = Buffer.from([0, 0xff, 0x0d, 0x0a, 0x80]);

	expect(calls([Buffer.from('PUB s\xfc\xdf 5\r\n', 'latin1'), bytes, Buffer.from('\r\n')])).toEqual([
		'pub s\xfc\xdf  0 00ff0d0a80',
	]);
});

test('says nothing more after a fault', () => {
	expect(calls([Buffer.from('HELLO\r\nPING\r\nPUB a 1\r\nx\r\n'), Buffer.from('PING\r\n')])).toEqual([
		'fault unknown-operation',
	]);
});

test('does not wait for the payload of a message that is too large', () => {
	expect(calls([Buffer.from('PUB a 1048577\r\n')])).toEqual(['fault payload-too-large']);
});

test('takes no carriage return into a name that others will read', () => {
	expect(calls([Buffer.from('SUB a\rPING 1\r\n')])).toEqual(['fault malformed']);
});
