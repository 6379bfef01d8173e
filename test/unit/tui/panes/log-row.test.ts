import {expect, test} from 'vitest';
import type {LogRow} from '../../../../source/shared/log-feed.ts';
import {marked, rowSegments} from '../../../../source/tui/panes/log-row.ts';
import {fitSegments, toAnsi} from '../../../../source/tui/panes/segments.ts';
import {createTheme} from '../../../../source/tui/theme.ts';

const theme = createTheme({LANG: 'C.UTF-8'});
const row = (text: string, more: Partial<LogRow> = {}): LogRow => ({
	index: 0,
	kind: 'line',
	timestamp: 0,
	source: 'app-1',
	text,
	...more,
});
const look = {marks: theme.marks, width: 30, search: undefined, isWrapped: false, isSelected: false, hasSource: false};
const textOf = (segments: ReturnType<typeof marked>) => segments.map(({text}) => text).join('');

test('finds words without case and marks each', () => {
	const pieces = marked('Boom and boom', 'plain', 'boom');

	expect(pieces.filter(({isMarked}) => isMarked).map(({text}) => text)).toEqual(['Boom', 'boom']);
	expect(textOf(pieces)).toBe('Boom and boom');
	expect(marked('İstanbul', 'plain', 'i')).toEqual([{text: 'İstanbul', tone: 'plain'}]);
});

test('a row is cut to its width with a mark, a wrapped one goes on below', () => {
	const long = row('a line that is much longer than the pane it stands in');

	expect(textOf(fitSegments(rowSegments(long, look)[0] ?? [], 30))).toMatch(/^ \d\d:\d\d:\d\d a line that is much…$/);
	const wrapped = rowSegments(long, {...look, isWrapped: true}).map(textOf);
	expect(wrapped).toHaveLength(3);
	expect(wrapped[1]).toMatch(/^ {10}\S/);
});

test('a gap is told whole, in yellow', () => {
	const lines = rowSegments(row('41 lines missed while reconnecting, 3 lost', {kind: 'gap'}), look);

	expect(lines.map(textOf)).toEqual([' ▲ 41 lines missed while', '   reconnecting, 3 lost']);
	expect(lines[0]?.at(-1)?.tone).toBe('warning');
});

test('rows are coloured by level, and not at all without colour', () => {
	const [line = []] = rowSegments(row('boom', {level: 'error'}), look);

	expect(toAnsi(line, theme)).toContain('\u001B[31mboom\u001B[0m');
	expect(toAnsi(line, createTheme({LANG: 'C.UTF-8', NO_COLOR: '1'}))).toMatch(/boom$/);
});
