import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {LogRow} from '../../../../source/shared/log-feed.ts';
import {
	live,
	neighbour,
	pause,
	type Position,
	scrollBy,
	showRow,
	visibleRows,
} from '../../../../source/tui/panes/pane-position.ts';

const rowsOf = (...indexes: readonly number[]): readonly LogRow[] =>
	indexes.map(index => ({index, kind: 'line', timestamp: 0, source: 'app-1', text: `row ${index}`}));

const all = rowsOf(...Array.from({length: 20}, (_, index) => index * 3));
const seen = (position: Position, height = 5) => visibleRows(all, position, height).map(({index}) => index);
const pane = (position: Position) => ({rows: all, position, height: 5, next: 60});

test('follows the newest rows until it is moved', () => {
	expect(seen(live)).toEqual([45, 48, 51, 54, 57]);
	expect(seen(scrollBy(pane(live), -2))).toEqual([39, 42, 45, 48, 51]);
});

test('past the newest row it follows again, and at the oldest it stops with a full page', () => {
	expect(scrollBy(pane(scrollBy(pane(live), -1)), 5)).toEqual(live);
	expect(seen(scrollBy(pane(live), -1000))).toEqual([0, 3, 6, 9, 12]);
});

test('a pause keeps its rows while new ones come', () => {
	const paused = pause(pane(live));

	expect(visibleRows([...all, ...rowsOf(60, 63)], paused, 5).map(({index}) => index)).toEqual(seen(live));
	expect(paused).toMatchObject({seen: 60});
});

test('a row that is not seen comes to about the middle', () => {
	expect(seen(showRow(pane(live), 30))).toContain(30);
	expect(showRow(pane(pause(pane(live))), 51)).toEqual(pause(pane(live)));
});

test('the selection moves over the rows that are held', () => {
	expect(neighbour(pane(live), undefined, 0)?.index).toBe(57);
	expect(neighbour(pane(live), 48, -1)?.index).toBe(45);
	expect(neighbour(pane(live), 0, -1)?.index).toBe(0);
});

test('any scrolling shows a full page in order', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({min: -12, max: 12}), {maxLength: 20}), moves => {
			const position = moves.reduce((before: Position, delta) => scrollBy(pane(before), delta), live);
			const shown = seen(position);

			expect(shown).toHaveLength(5);
			expect(shown).toEqual(shown.toSorted((left, right) => left - right));
		}),
	);
});
