import {expect, test} from 'vitest';
import {moveOpened, openRow} from '../../../../source/tui/panes/opened-row.ts';

const row = (text: string) => openRow({index: 0, kind: 'line', timestamp: 0, source: 'app-1', text});

test('JSON shows its fields, also behind a prefix', () => {
	expect(row('2026 {"level":"warn","n":1,"deep":{"a":[1]}}').fields).toEqual([
		{name: 'level', value: 'warn'},
		{name: 'n', value: '1'},
		{name: 'deep', value: '{"a":[1]}'},
	]);
});

test.each(['plain text', '{not json}', '{"half":', '[1,2]', ''])('%j has no fields', text => {
	expect(row(text).fields).toEqual([]);
});

test('the chosen field stays among the fields', () => {
	const opened = row('{"a":1,"b":2}');

	expect(moveOpened(moveOpened(moveOpened(opened, 1), 1), 1).cursor).toBe(1);
	expect(moveOpened(opened, -1).cursor).toBe(0);
});
