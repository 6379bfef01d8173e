import {expect, test} from 'vitest';
import {parseKey} from '../../../../source/tui/keys/key.ts';

test.each([
	['\r', 'enter'],
	['\n', 'enter'],
	['\u007F', 'backspace'],
	['\u0001', 'ctrl+a'],
	['\u001A', 'ctrl+z'],
	['\u001B[A', 'up'],
	['\u001BOB', 'down'],
	['\u001B[1;3D', 'alt+left'],
	['\u001B[1;5C', 'ctrl+right'],
	['\u001B[3~', 'delete'],
	['\u001B[5~', 'pageup'],
	['\u001B[Z', 'shift+tab'],
	['\u001Bb', 'alt+b'],
	['\u001B\u007F', 'alt+backspace'],
	['\u001B', 'escape'],
	['\u001B[<64;10;5M', 'wheel-up'],
])('%j is %s', (token, chord) => {
	expect(parseKey(token)?.chord).toBe(chord);
});

test('a character is its own chord and text; a paste keeps what was pasted', () => {
	expect(parseKey('ß')).toEqual({chord: 'ß', text: 'ß'});
	expect(parseKey('\u001B[200~a\nb\u001B[201~')).toEqual({chord: 'paste', text: 'a\nb'});
});

test.each(['\u001B[<0;10;5M', '\u001B[<0;10;5m', '\u001B[I', '\u001B[?1;2c', '\u001B[99~'])('%j is no key', token => {
	expect(parseKey(token)).toBeUndefined();
});
