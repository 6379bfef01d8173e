import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {boxesOf, paneLayouts} from '../../../../source/tui/panes/pane-layout.ts';

test('four panes in a grid with a line between the columns', () => {
	expect(boxesOf('grid', undefined, {columns: 80, rows: 21})).toEqual([
		{id: 'build', x: 0, y: 0, width: 40, height: 11},
		{id: 'events', x: 0, y: 11, width: 40, height: 10},
		{id: 'stdout', x: 41, y: 0, width: 39, height: 11},
		{id: 'stderr', x: 41, y: 11, width: 39, height: 10},
	]);
});

test('a zoomed pane has everything', () => {
	expect(boxesOf('app', 'events', {columns: 80, rows: 21})).toEqual([
		{id: 'events', x: 0, y: 0, width: 80, height: 21},
	]);
});

test('at any size the panes fill the room and no two overlap', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...paneLayouts),
			fc.integer({min: 20, max: 300}),
			fc.integer({min: 8, max: 100}),
			(layout, columns, rows) => {
				const boxes = boxesOf(layout, undefined, {columns, rows});
				const cells = boxes.reduce((sum, {width, height}) => sum + width * height, 0);
				const lines = new Set(boxes.map(({x}) => x)).size - 1;

				expect(cells + lines * rows).toBe(columns * rows);
			},
		),
	);
});
