import * as fc from 'fast-check';
import {beforeEach, expect, test} from 'vitest';
import type {LogGap} from '../../../../source/core/logs/log-item.ts';
import {SequenceTracker} from '../../../../source/core/logs/sequence-tracker.ts';

let told: (number | LogGap)[];
let tracker: SequenceTracker<number>;

beforeEach(() => {
	told = [];
	tracker = trackerWith(100);
});

function trackerWith(held: number): SequenceTracker<number> {
	return new SequenceTracker<number>(
		{deliver: item => told.push(item), gap: gap => told.push(gap)},
		{patienceMs: 200, held},
	);
}

const accept = (...seqs: readonly number[]) => {
	for (const seq of seqs) tracker.accept(seq, seq, 0);
};

test('numbers that swap places come out in order, each once', () => {
	tracker.startAt(1, 0);
	accept(1, 3, 2, 2, 1, 4);
	expect(told).toEqual([1, 2, 3, 4]);
	expect(tracker.due(10_000)).toBeUndefined();
});

test('what stays away is asked for after a moment, told with its numbers, and the rest goes on', () => {
	tracker.startAt(1, 0);
	accept(1, 5, 6);
	expect(tracker.due(100)).toBeUndefined();
	expect(tracker.due(200)).toEqual({from: 2, to: 4});
	expect(tracker.due(300)).toBeUndefined();
	tracker.recovered(2, 2);
	tracker.recovered(4, 4);
	tracker.settle(400);
	expect(told).toEqual([1, 2, 4, {from_seq: 2, to_seq: 4, recovered: 2, lost: 1}, 5, 6]);
});

test('a line that was only late is not lost', () => {
	tracker.startAt(1, 0);
	accept(1, 5);
	tracker.due(200);
	accept(3);
	tracker.recovered(2, 2);
	tracker.recovered(4, 4);
	tracker.settle(300);
	expect(told).toEqual([1, 2, 3, 4, {from_seq: 2, to_seq: 4, recovered: 3, lost: 0}, 5]);
});

test('before anything started, all is held', () => {
	accept(7, 8);
	expect(told).toEqual([]);
	tracker.startAt(8, 0);
	expect(told).toEqual([8]);
});

test('without history the first that came is the first', () => {
	accept(8, 7);
	tracker.startAtOldest(0);
	accept(9);
	expect(told).toEqual([7, 8, 9]);
});

test('numbers that the platform has and we never heard are missing too', () => {
	tracker.startAt(1, 0);
	accept(1);
	tracker.expect(3, 1000);
	expect(tracker.due(1000)).toEqual({from: 2, to: 3});
	tracker.settle(1000);
	expect(told).toEqual([1, {from_seq: 2, to_seq: 3, recovered: 0, lost: 2}]);
});

test('behind a gap no more wait than agreed; the others are asked for again', () => {
	tracker = trackerWith(2);
	tracker.startAt(1, 0);
	accept(3, 4, 5, 6);
	expect(tracker.due(0)).toEqual({from: 1, to: 2});
	tracker.recovered(1, 1);
	tracker.recovered(2, 2);
	tracker.settle(0);
	expect(tracker.due(1000)).toEqual({from: 5, to: 6});
});

test('numbering that begins again is followed', () => {
	tracker.startAt(500, 0);
	tracker.restart();
	tracker.startAt(1, 0);
	accept(1, 2);
	expect(told).toEqual([1, 2]);
});

test('in any order and with any losses, every number is shown once or counted', () => {
	const arrivals = fc.uniqueArray(fc.integer({min: 1, max: 40}), {minLength: 1, maxLength: 40});
	const stored = fc.uniqueArray(fc.integer({min: 1, max: 40}), {maxLength: 40});
	fc.assert(
		fc.property(arrivals, stored, (heard, kept) => {
			told = [];
			tracker = trackerWith(10);
			tracker.startAt(1, 0);
			let now = 0;
			for (const seq of heard) tracker.accept(seq, seq, now);
			for (let rounds = 0; rounds < 50; rounds += 1) {
				now += 1000;
				const missing = tracker.due(now);
				if (missing === undefined) break;
				for (const seq of [...kept].sort((a, b) => a - b)) {
					if (seq >= missing.from && seq <= missing.to) tracker.recovered(seq, seq);
				}
				tracker.settle(now);
			}
			const shown = told.filter(entry => typeof entry === 'number');
			const lost = told.reduce<number>((sum, entry) => sum + (typeof entry === 'number' ? 0 : entry.lost), 0);
			expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
			expect(shown.length + lost).toBe(Math.max(...heard));
		}),
	);
});
