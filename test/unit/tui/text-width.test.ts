import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {cut, fit, shorten, widthOf, wrapHard, wrapWords} from '../../../source/tui/text-width.ts';

test('wide characters take two columns and are never cut in half', () => {
	expect(widthOf('日本')).toBe(4);
	expect(cut('日本', 3)).toBe('日');
	expect(shorten('日本語', 5)).toBe('日本…');
	expect(fit('日', 4)).toBe('日  ');
});

test('what is left out is marked', () => {
	expect(shorten('a long row', 6)).toBe('a lon…');
	expect(shorten('short', 6)).toBe('short');
});

test('wraps between words, and cuts words that are too long', () => {
	expect(wrapWords('the quick brown fox', 9)).toEqual(['the quick', 'brown fox']);
	expect(wrapWords('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
});

test('any text fits its columns and loses nothing when it is wrapped', () => {
	const texts = fc.string({unit: fc.constantFrom('a', ' ', '日', '👍', 'é', '👨‍👩‍👧'), maxLength: 60});
	fc.assert(
		fc.property(texts, fc.integer({min: 2, max: 20}), (text, width) => {
			expect(widthOf(fit(text, width))).toBe(width);
			expect(wrapHard(text, width).join('')).toBe(text);
			for (const piece of [...wrapHard(text, width), ...wrapWords(text, width)]) {
				expect(widthOf(piece)).toBeLessThanOrEqual(width);
			}
		}),
	);
});
