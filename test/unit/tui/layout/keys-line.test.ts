import {expect, test} from 'vitest';
import {fittingHints, widthOfHints} from '../../../../source/tui/layout/keys-line.tsx';

const hints = [
	{keys: 'enter', does: 'go on', keep: true},
	{keys: 'ctrl+t', does: 'test now'},
	{keys: 'esc', does: 'back', keep: true},
	{keys: 'ctrl+g', does: 'help'},
];

test('all keys are shown where they fit', () => {
	expect(fittingHints(hints, widthOfHints(hints))).toEqual(hints);
});

test('the last ones go first, those that matter stay to the end', () => {
	const shown = (width: number) => fittingHints(hints, width).map(({keys}) => keys);

	expect(shown(45)).toEqual(['enter', 'ctrl+t', 'esc']);
	expect(shown(30)).toEqual(['enter', 'esc']);
	expect(shown(5)).toEqual(['enter']);
});
