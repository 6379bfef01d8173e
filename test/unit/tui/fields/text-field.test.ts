import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {editNumber, editSecret, editText, textField, windowOf} from '../../../../source/tui/fields/text-field.ts';
import type {Key} from '../../../../source/tui/keys/key.ts';
import {graphemesOf, widthOf} from '../../../../source/tui/text-width.ts';

const key = (chord: string, text = ''): Key => ({chord, text});
const typed = (value: string, ...chords: readonly string[]) =>
	chords.reduce(
		(field, chord) => editText(field, key(chord, chord.length === 1 ? chord : '')) ?? field,
		textField(value),
	);

test('deletes what a person sees as one character', () => {
	expect(typed('ok 👨‍👩‍👧', 'backspace').value).toBe('ok ');
	expect(typed('e\u0301', 'backspace').value).toBe('');
	expect(typed('日本', 'left', 'delete').value).toBe('日');
});

test('knows the keys of line editing', () => {
	expect(typed('one two three', 'ctrl+w').value).toBe('one two ');
	expect(typed('one two', 'ctrl+a', 'ctrl+k').value).toBe('');
	expect(typed('one two', 'alt+left', 'ctrl+u').value).toBe('two');
	expect(typed('one two', 'home', 'X').value).toBe('Xone two');
	expect(typed('one two', 'ctrl+a', 'alt+right', '!').value).toBe('one! two');
	expect(typed('abc', 'left', 'left', 'end', 'd').value).toBe('abcd');
});

test('a paste stays in one line and brings no control characters', () => {
	expect(editText(textField('a'), key('paste', 'b\r\nc\td\u0007\u001B[A'))?.value).toBe('ab c d[A');
});

test('a secret loses the line end of its paste, and keeps those inside', () => {
	expect(editSecret(textField(), key('paste', 's3cr3t\r\n'))?.value).toBe('s3cr3t');
	expect(editSecret(textField(), key('paste', '-----\nkey\n-----\n'))?.value).toBe('-----\nkey\n-----');
});

test('a number takes digits only', () => {
	expect(editNumber(textField('8'), key('x', 'x'))?.value).toBe('8');
	expect(editNumber(textField('8'), key('paste', ' 080 '))?.value).toBe('8080');
});

test('leaves other keys to the screen', () => {
	expect(editText(textField('a'), key('enter'))).toBeUndefined();
	expect(editText(textField('a'), key('ctrl+t'))).toBeUndefined();
});

const anyKey = fc.oneof(
	fc
		.constantFrom(
			'left',
			'right',
			'home',
			'end',
			'backspace',
			'delete',
			'ctrl+w',
			'ctrl+u',
			'ctrl+k',
			'alt+left',
			'alt+right',
		)
		.map(chord => key(chord)),
	fc.constantFrom('a', ' ', '日', '👍', '👨‍👩‍👧', '\u0301', '\u200D', 'é').map(text => key(text, text)),
	fc.string({unit: 'binary', maxLength: 6}).map(text => key('paste', text)),
);

test('the cursor always stands between two characters, and the window always shows it', () => {
	fc.assert(
		fc.property(fc.array(anyKey, {maxLength: 40}), fc.integer({min: 8, max: 30}), (keys, width) => {
			const field = keys.reduce((before, one) => editText(before, one) ?? before, textField());
			const starts = [0];
			for (const grapheme of graphemesOf(field.value)) starts.push((starts.at(-1) ?? 0) + grapheme.length);

			expect(starts).toContain(field.cursor);
			const {before, under, after} = windowOf(field, width);
			expect(widthOf(before) + Math.max(1, widthOf(under)) + widthOf(after)).toBeLessThanOrEqual(width);
			expect(field.value.slice(field.cursor).startsWith(under)).toBe(true);
			expect(field.value.slice(0, field.cursor).endsWith(before)).toBe(true);
		}),
	);
});
