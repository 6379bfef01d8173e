import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {EventStreamParser} from '../../../../source/core/logs/event-stream.ts';

const encoder = new TextEncoder();

function events(...chunks: readonly string[]) {
	const parser = new EventStreamParser();
	return chunks.flatMap(chunk => parser.push(encoder.encode(chunk)));
}

test('an event has a name, its data and the last id', () => {
	expect(events(': connected\n\nevent: log\nid: 4\ndata: a\ndata: b\n\ndata:c\n\n')).toEqual([
		{event: 'log', data: 'a\nb', id: '4'},
		{event: 'message', data: 'c', id: '4'},
	]);
});

test('fields without data make no event, and unknown ones are passed over', () => {
	expect(events('event: log\n\nretry: 5\nwhat\ndata: a\n\n')).toEqual([{event: 'message', data: 'a', id: undefined}]);
});

test('wherever the bytes are cut and however lines end, the events are the same', () => {
	const text = 'event: log\r\nid: 1\r\ndata: größe 🚀\r\n\r\nevent: end\rdata: x\r\rdata: y\n\n';
	const bytes = encoder.encode(text);
	const wanted = events(text);
	expect(wanted).toHaveLength(3);
	fc.assert(
		fc.property(fc.array(fc.nat(bytes.length), {maxLength: 10}), cuts => {
			const parser = new EventStreamParser();
			const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
			const found = at.slice(1).flatMap((end, index) => parser.push(bytes.subarray(at[index], end)));
			expect(found).toEqual(wanted);
		}),
	);
});

test('an event that never ends takes no more than 256 KiB', () => {
	const parser = new EventStreamParser();
	const line = encoder.encode(`data: ${'x'.repeat(64 * 1024)}\n`);
	for (let index = 0; index < 100; index += 1) parser.push(line);
	const [event] = parser.push(encoder.encode('\n'));
	expect(event?.data.length).toBeLessThanOrEqual(256 * 1024 + 10);
});
