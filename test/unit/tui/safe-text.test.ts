import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {safeLines, safeText} from '../../../source/tui/safe-text.ts';

test.each([
	['\u001B[31mred\u001B[0m', 'red'],
	['\u001B]0;title\u0007text', 'text'],
	['\u001B]52;c;cGFzdGU=\u001B\\text', 'text'],
	['\u001B]8;;http://evil\u001B\\link', 'link'],
	['a\rb\u0000c\u0008', 'abc'],
	['one\ntwo\tthree', 'one two three'],
	['\u202Eevil\u202C', 'evil'],
	['a\u200Bb\uFEFF', 'ab'],
	['👨‍👩‍👧 日本', '👨‍👩‍👧 日本'],
	['half \uD83D', 'half \uFFFD'],
	['\u001B[', ''],
	['\u001B]unfinished', ''],
])('%j is shown as %j', (text, shown) => {
	expect(safeText(text)).toBe(shown);
});

test('nothing that a terminal acts on is left, whatever comes', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), text => {
			expect(safeText(text)).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u);
		}),
	);
});

test('long nonsense takes no longer than it should', () => {
	for (const piece of ['\u001B]a', '\u001B[', '\u001B[1;', '\u001BP']) {
		expect(safeText(piece.repeat(300_000)).length).toBeLessThan(300_000 * 2);
	}
});

test('lines are cut at line ends and keep their indent', () => {
	expect(safeLines('a\r\n\tb\u001B[0m')).toEqual(['a', '    b']);
});
