import {expect, test} from 'vitest';
import {RecordQueue} from '../../../../source/core/logs/record-queue.ts';

const queueOf = (options: {readonly tail?: number; readonly bound?: number} = {}) =>
	new RecordQueue<string>({tail: undefined, toGap: dropped => `${dropped} dropped`, ...options});

test('of what was there, the tail; of what comes, everything', () => {
	const queue = queueOf({tail: 2});
	for (const item of ['a', 'b', 'c']) queue.push(item);
	expect([...queue.taken()]).toEqual([]);
	queue.begin();
	queue.push('d');
	expect([...queue.taken()]).toEqual(['b', 'c', 'd']);
});

test('a tail of nothing is nothing', () => {
	const queue = queueOf({tail: 0});
	queue.push('a');
	queue.begin();
	expect([...queue.taken()]).toEqual([]);
});

test('what a slow reader did not take is counted where it is missing', () => {
	const queue = queueOf({bound: 2});
	for (const item of ['a', 'b', 'c', 'd']) queue.push(item);
	expect([...queue.taken()]).toEqual(['a', 'b']);
	queue.push('e');
	expect([...queue.taken()]).toEqual(['2 dropped', 'e']);
});

test('a reader waits for what comes, and ends with the queue', async () => {
	const queue = queueOf();
	const reading = toArray(queue.all());
	queue.push('a');
	await Promise.resolve();
	queue.push('b');
	queue.end();
	expect(await reading).toEqual(['a', 'b']);
});

async function toArray<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
	const all: Item[] = [];
	for await (const item of items) all.push(item);
	return all;
}
