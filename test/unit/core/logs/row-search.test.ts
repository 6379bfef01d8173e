import {expect, test} from 'vitest';
import {RowRing} from '../../../../source/core/logs/row-ring.ts';
import {readRows, searchRows} from '../../../../source/core/logs/row-search.ts';

function ringOf(...texts: readonly string[]): RowRing {
	const ring = new RowRing();
	for (const text of texts)
		ring.push({kind: text.startsWith('gap') ? 'gap' : 'line', timestamp: 1, source: 'app-1', text});
	return ring;
}

const texts = async (rows: ReturnType<typeof readRows>) => (await rows).map(({text}) => text);

test('the newest rows, those before and those after', async () => {
	const ring = ringOf('a', 'b', 'c', 'd');
	expect(await texts(readRows(ring, {at: {tail: true}, count: 2}))).toEqual(['c', 'd']);
	expect(await texts(readRows(ring, {at: {before: 2}, count: 5}))).toEqual(['a', 'b']);
	expect(await texts(readRows(ring, {at: {after: 1}, count: 1}))).toEqual(['c']);
	expect(await texts(readRows(ring, {at: {tail: true}, count: 0}))).toEqual([]);
});

test('a filter looks further back until the screen is full', async () => {
	const ring = ringOf('GET /a', 'ERROR one', 'GET /b', 'gap', 'GET /c', 'ERROR two');
	expect(await texts(readRows(ring, {at: {tail: true}, count: 2, filter: {grep: 'get'}}))).toEqual([
		'GET /b',
		'GET /c',
	]);
	expect(await texts(readRows(ring, {at: {tail: true}, count: 9, filter: {level: 'warn'}}))).toEqual([
		'ERROR one',
		'gap',
		'ERROR two',
	]);
});

test('words mean themselves, whatever their case', async () => {
	const ring = ringOf('a.b (c) [d] $1', 'axb', 'A.B');
	expect(await searchRows(ring, 'a.b', {limit: 10})).toEqual({indexes: [0, 2], total: 2});
	expect(await searchRows(ring, '(C) [d] $', {limit: 10})).toEqual({indexes: [0], total: 1});
	expect(await searchRows(ring, '', {limit: 10})).toEqual({indexes: [], total: 0});
});

test('beyond the limit the newest are kept and all are counted', async () => {
	const ring = ringOf('x1', 'x2', 'x3');
	expect(await searchRows(ring, 'x', {limit: 2})).toEqual({indexes: [1, 2], total: 3});
});

test('a search of 100 000 rows lets others have their turn', async () => {
	const ring = new RowRing();
	for (let index = 0; index < 100_000; index += 1)
		ring.push({kind: 'line', timestamp: 1, source: '', text: `line ${index}`});
	let turns = 0;
	const count = () => {
		turns += 1;
		immediate = setImmediate(count);
	};
	let immediate = setImmediate(count);
	const {total} = await searchRows(ring, 'line 99', {limit: 10});
	clearImmediate(immediate);
	expect(total).toBe(1111);
	expect(turns).toBeGreaterThan(20);
});
