import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {splitTokens} from '../../../../source/tui/keys/key-tokens.ts';

test('takes several keys of one read apart, and text by characters', () => {
	expect(splitTokens('\u001B[B\u001B[B\rhé👍🏽')).toEqual({
		tokens: ['\u001B[B', '\u001B[B', '\r', 'h', 'é', '👍🏽'],
		rest: '',
	});
});

test('a line end of two characters is one key', () => {
	expect(splitTokens('a\r\nb')).toEqual({tokens: ['a', '\r\n', 'b'], rest: ''});
});

test('keeps a paste whole, line ends and escapes in it as well', () => {
	const paste = '\u001B[200~one\r\ntwo\u001B[A\u001B[201~';

	expect(splitTokens(`a${paste}b`)).toEqual({tokens: ['a', paste, 'b'], rest: ''});
	expect(splitTokens(paste.slice(0, 9))).toEqual({tokens: [], rest: paste.slice(0, 9)});
});

test.each(['\u001B', '\u001B[', '\u001B[1;5', '\u001BO', '\u001B[<64;1'])('waits for the rest of %j', input => {
	expect(splitTokens(`x${input}`)).toEqual({tokens: ['x'], rest: input});
});

test('an escape before an escape is a key of its own', () => {
	expect(splitTokens('\u001B\u001B')).toEqual({tokens: ['\u001B'], rest: '\u001B'});
});

test('loses nothing, whatever comes and however it is split', () => {
	const piece = fc.constantFrom(
		'a',
		'é',
		'\r',
		'\t',
		'\u001B',
		'[',
		'A',
		'\u001B[A',
		'\u001B[200~',
		'\u001B[201~',
		'\u0003',
		'5~',
		'👍',
	);
	fc.assert(
		fc.property(fc.array(piece, {maxLength: 30}), fc.nat(40), (pieces, cut) => {
			const input = pieces.join('');
			const first = splitTokens(input.slice(0, cut));
			const second = splitTokens(first.rest + input.slice(cut));

			expect([...first.tokens, ...second.tokens, second.rest].join('')).toBe(input);
		}),
	);
});
