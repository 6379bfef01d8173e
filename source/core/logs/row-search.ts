/** Looks through a pane's rows in slices, so that lines keep coming in and other questions are answered meanwhile. */
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {LogFilter, LogRow, RowsRequest} from '../../shared/log-feed.ts';
import {isAtLeast} from './levels.ts';
import type {RowRing} from './row-ring.ts';

/** About 2 ms of work. */
const slice = 4000;

type RowTest = (ring: RowRing, index: number) => boolean;

/** Gaps and notices pass a level: they are about the log itself. */
function rowTest({grep = '', level}: LogFilter = {}): RowTest {
	const words = grep === '' ? undefined : plainWords(grep);
	return (ring, index) => {
		const row = ring.at(index);
		if (row === undefined) return false;
		if (words !== undefined && !words.test(row.text)) return false;
		return level === undefined || row.kind !== 'line' || isAtLeast(ring.levelAt(index), level);
	};
}

/** Plain words, without case; no character means more than itself. */
export function plainWords(words: string): RegExp {
	return new RegExp(words.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`), 'i');
}

/** The rows asked for, oldest first. */
export async function readRows(
	ring: RowRing,
	{at, count, filter}: Pick<RowsRequest, 'at' | 'count' | 'filter'>,
): Promise<readonly LogRow[]> {
	const forward = 'after' in at;
	const start = forward
		? Math.max(at.after + 1, ring.first)
		: Math.min('before' in at ? at.before : ring.next, ring.next) - 1;
	const found = await walk(ring, {start, step: forward ? 1 : -1, limit: count, test: rowTest(filter)});
	return (forward ? found : found.reverse()).flatMap(index => toLogRow(ring, index) ?? []);
}

/** Every match of a pane, oldest first; the newest `limit` of them, and how many there are. */
export async function searchRows(
	ring: RowRing,
	words: string,
	{limit, filter}: {readonly limit: number; readonly filter?: LogFilter | undefined},
): Promise<{readonly indexes: readonly number[]; readonly total: number}> {
	if (words === '') return {indexes: [], total: 0};
	const pattern = plainWords(words);
	const passes = rowTest(filter);
	let total = 0;
	const test: RowTest = (rows, index) => {
		const hit = pattern.test(rows.at(index)?.text ?? '') && passes(rows, index);
		if (hit) total += 1;
		return hit && total <= limit;
	};
	const indexes = await walk(ring, {start: ring.next - 1, step: -1, limit: Number.POSITIVE_INFINITY, test});
	return {indexes: indexes.reverse(), total};
}

interface Walk {
	readonly start: number;
	readonly step: 1 | -1;
	readonly limit: number;
	readonly test: RowTest;
}

async function walk(ring: RowRing, {start, step, limit, test}: Walk): Promise<number[]> {
	const found: number[] = [];
	let looked = 0;
	for (let index = start; index >= ring.first && index < ring.next && found.length < limit; index += step) {
		if (test(ring, index)) found.push(index);
		looked += 1;
		if (looked % slice === 0) await nextTurn();
	}
	return found;
}

function toLogRow(ring: RowRing, index: number): LogRow | undefined {
	const row = ring.at(index);
	if (row === undefined) return undefined;
	const level = ring.levelAt(index);
	return {index, ...row, ...(level === undefined ? {} : {level})};
}
