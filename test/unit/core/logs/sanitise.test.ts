import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createSanitiser, maxLineBytes} from '../../../../source/core/logs/sanitise.ts';

const sanitiser = createSanitiser();
const line = (text: string) => sanitiser.line(text);

describe('what a terminal would act on is gone', () => {
	test.each([
		['colours', '\u001b[31mred\u001b[0m', 'red'],
		['clear screen', 'a\u001b[2Jb', 'ab'],
		['a window title', '\u001b]0;owned\u0007text', 'text'],
		['a clipboard write', '\u001b]52;c;ZXZpbA==\u001b\\text', 'text'],
		['a clipboard write hidden in a sequence', '\u001b]\u001b[m52;c;ZXZpbA==\u0007', '52;c;ZXZpbA=='],
		['a clear screen hidden in a colour', '\u001b[\u001b[31m2J', '2J'],
		['a link keeps its text', '\u001b]8;;http://evil\u001b\\click\u001b]8;;\u001b\\', 'click'],
		['DCS', '\u001bPq#0\u001b\\a', 'a'],
		['APC, PM and SOS', '\u001b_x\u001b\\\u001b^y\u001b\\\u001bXz\u001b\\a', 'a'],
		['the one-character forms', '\u009b31ma\u009d0;t\u009cb\u0090q\u009cc\u0085', 'abc'],
		['reset', '\u001bca', 'a'],
		['a character set', '\u001b(0a', 'a'],
		['a lone escape', 'a\u001b', 'a'],
		['an unfinished colour', 'a\u001b[31', 'a'],
		['bells, backspaces and nulls', 'a\u0007\b\0\u000e\u0005b\u007f', 'ab'],
		['carriage returns', 'a\rb', 'ab'],
	])('%s', (_, hostile, shown) => {
		expect(line(hostile)).toBe(shown);
	});

	test('an unfinished title does not hide the text behind it', () => {
		expect(line('ok \u001b]0;rm -rf /')).toBe('ok 0;rm -rf /');
	});
});

describe('what people read stays', () => {
	test.each([
		'漢字 and ｆｕｌｌ width',
		'größe, naïve, e\u0301',
		'👩‍💻 🏳️‍🌈 ❤️ 🚀',
		'नमस्ते ไทย עברית عربى',
		'✔ done → next • 100 %',
	])('%s', text => {
		expect(line(text)).toBe(text);
	});

	test('a tab leads to the next stop', () => {
		expect(line('a\tbc\td')).toBe('a       bc      d');
	});
});

test('text that would be read in another order than it is written shows where', () => {
	expect(line('admin\u202Etxt.exe\u2066')).toBe('admin\u{FFFD}txt.exe\u{FFFD}');
});

test('what cannot be seen is dropped', () => {
	expect(line('sec\u200Bret\u2060 \uFEFFa\u00ADb \u{E0041}c pass\u200Dword')).toBe('secret ab c password');
});

test('accents piled on one character stop at four', () => {
	expect(line(`z${'\u0300'.repeat(5000)}y`)).toBe(`z${'\u0300'.repeat(4)}y`);
});

test('a long line is cut and counted', () => {
	const cut = line('x'.repeat(1_000_000));
	expect(cut).toMatch(/^x{8168}… \[\+991832\]$/);
});

test('8 KiB are 8 KiB of bytes, and no character is cut in two', () => {
	const cut = line('漢'.repeat(5000));
	expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxLineBytes);
	expect(cut).toMatch(/^漢+… \[\+\d+\]$/);
});

const hostile = fc.array(
	fc.oneof(
		fc.string({unit: 'binary', maxLength: 6}),
		fc.constantFrom(
			'\u001b',
			'\u001b[',
			'\u001b]',
			'\u001bP',
			'\u009b',
			'\u009d',
			'\u009c',
			'\u0007',
			'\u001b\\',
			'\r',
			'\t',
		),
		fc.constantFrom('\u202e', '\u200d', '\u200b', '\ufe0f', '\u0301', '\ud800', '\u{1f468}', '31m', 'text', ' '),
	),
	{maxLength: 40},
);

test('nothing but allowed characters ever comes out', () => {
	const allowed = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\u200C\u200D]*$/u;
	const forbidden = /[\u0000-\u001f\u007f-\u009f\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/;
	fc.assert(
		fc.property(hostile, parts => {
			const shown = line(parts.join(''));
			expect(shown).toMatch(allowed);
			expect(shown).not.toMatch(forbidden);
		}),
		{numRuns: 2000},
	);
});

test('a clean line stays as it is', () => {
	fc.assert(
		fc.property(hostile, parts => {
			const shown = line(parts.join(''));
			expect(line(shown)).toBe(shown);
		}),
		{numRuns: 1000},
	);
});

/** Were one of these quadratic, the test would not end within the hour. */
test.each([
	['unfinished titles', '\u001b]a'],
	['unfinished one-character titles', '\u009da'],
	['unfinished colours', '\u001b['],
	['parameters', '\u001b[1;'],
	['family emoji', '👨‍👩‍👧'],
	['piled accents', '\u0301'],
	['escapes', '\u001b'],
] as const)('3 MB of %s come to an end, within the cap', (_, unit) => {
	const shown = line(unit.repeat(Math.ceil(3_000_000 / unit.length)));
	expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(maxLineBytes);
});
