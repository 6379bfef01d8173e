import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {
	moveSelect,
	optionAtCursor,
	optionOfKey,
	type SelectField,
	selectField,
	visibleOptions,
} from '../../../../source/tui/fields/select-field.ts';
import type {Key} from '../../../../source/tui/keys/key.ts';

const options = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'].map(value => ({value, label: value}));
const key = (chord: string): Key => ({chord, text: chord.length === 1 ? chord : ''});
const after = (field: SelectField, ...chords: readonly string[]): SelectField =>
	chords.reduce((before, chord) => moveSelect(before, key(chord)) ?? before, field);

test('goes round at the ends, and pages stop there', () => {
	const field = selectField(options, 'alpha', 3);

	expect(optionAtCursor(after(field, 'up'))?.value).toBe('epsilon');
	expect(optionAtCursor(after(field, 'end', 'down'))?.value).toBe('alpha');
	expect(optionAtCursor(after(field, 'pagedown', 'pagedown', 'pagedown'))?.value).toBe('epsilon');
});

test('narrows by what is typed, those that begin with it first, and widens again', () => {
	const field = after(selectField(options), 'e', 't', 'a');
	expect(visibleOptions(field).map(({value}) => value)).toEqual(['beta']);

	const wider = after(field, 'backspace', 'backspace');
	expect(visibleOptions(wider).map(({value}) => value)).toEqual(['epsilon', 'beta', 'delta']);
});

test('a menu with letters of its own does not filter', () => {
	const field = selectField([
		{value: 'deploy', label: 'Deploy', key: 'd'},
		{value: 'leave', label: 'Leave'},
	]);

	expect(moveSelect(field, key('x'))).toBeUndefined();
	expect(optionOfKey(field, key('d'))?.value).toBe('deploy');
});

test('begins at the chosen option and shows it', () => {
	const field = selectField(options, 'epsilon', 2);

	expect(optionAtCursor(field)?.value).toBe('epsilon');
	expect(field.top).toBe(3);
});

test('the cursor is on an option that is shown, whatever is pressed', () => {
	const chord = fc.constantFrom(
		'up',
		'down',
		'pageup',
		'pagedown',
		'home',
		'end',
		'backspace',
		'a',
		'e',
		'z',
		'ctrl+u',
	);
	fc.assert(
		fc.property(fc.array(chord, {maxLength: 30}), fc.integer({min: 1, max: 8}), (chords, height) => {
			const field = after(selectField(options, undefined, height), ...chords);
			const count = visibleOptions(field).length;

			expect(field.cursor).toBeLessThan(Math.max(1, count));
			expect(field.cursor).toBeGreaterThanOrEqual(field.top);
			expect(field.cursor).toBeLessThan(field.top + height);
		}),
	);
});
