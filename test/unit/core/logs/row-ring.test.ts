import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {RowRing} from '../../../../source/core/logs/row-ring.ts';

const row = (text: string) => ({kind: 'line' as const, timestamp: 1, source: 'app-1', text});

test('the oldest rows go, and an index never changes', () => {
	const ring = new RowRing({rows: 3, bytes: 10_000});
	for (const text of ['a', 'b', 'c', 'd', 'e']) ring.push(row(text));
	expect([ring.first, ring.next]).toEqual([2, 5]);
	expect([1, 2, 3, 4, 5].map(index => ring.at(index)?.text)).toEqual([undefined, 'c', 'd', 'e', undefined]);
});

test('long rows push out more than one short row', () => {
	const ring = new RowRing({rows: 100, bytes: 1000});
	for (let index = 0; index < 9; index += 1) ring.push(row('x'));
	ring.push(row('y'.repeat(400)));
	expect(ring.bytes).toBeLessThanOrEqual(1000);
	expect(ring.at(ring.next - 1)?.text).toHaveLength(400);
});

test('whatever is pushed, both bounds hold and the rows are the newest', () => {
	fc.assert(
		fc.property(fc.array(fc.string({maxLength: 300}), {maxLength: 60}), texts => {
			const ring = new RowRing({rows: 10, bytes: 2000});
			for (const text of texts) ring.push(row(text));
			const kept = [];
			for (let index = ring.first; index < ring.next; index += 1) kept.push(ring.at(index)?.text);
			expect(ring.next).toBe(texts.length);
			expect(kept.length).toBeLessThanOrEqual(10);
			expect(ring.bytes).toBeLessThanOrEqual(2000);
			expect(kept).toEqual(texts.slice(texts.length - kept.length));
		}),
	);
});

test('a level is guessed once a row is asked for it, and not kept for the row that takes its place', () => {
	const ring = new RowRing({rows: 1, bytes: 1000});
	ring.push(row('ERROR a'));
	expect(ring.levelAt(0)).toBe('error');
	ring.push(row('INFO b'));
	expect(ring.levelAt(1)).toBe('info');
	expect(ring.levelAt(0)).toBeUndefined();
});
