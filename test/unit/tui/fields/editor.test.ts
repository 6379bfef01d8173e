import {expect, test} from 'vitest';
import {Secret} from '../../../../source/shared/secret.ts';
import {answerOf, createEditor, type Editor, press} from '../../../../source/tui/fields/editor.ts';
import {
	confirm,
	type Field,
	multiselect,
	number,
	secret,
	select,
	text,
} from '../../../../source/wizard-engine/fields.ts';

function start(field: Field<unknown>, prefill?: unknown, kept?: unknown): Editor {
	const choices = Array.isArray(field.choices) ? field.choices : [];
	return createEditor(field, {prefill, choices, kept});
}

function after(editor: Editor, ...chords: readonly string[]): Editor {
	return chords.reduce(
		(before, chord) => press(before, {chord, text: chord.length === 1 ? chord : ''})?.editor ?? before,
		editor,
	);
}

test('text begins with what is known and answers what stands in it', () => {
	expect(answerOf(after(start(text({ask: 'Name'}), 'hello'), '!'))).toBe('hello!');
});

test('a number answers a number, and nothing typed is no number', () => {
	expect(answerOf(start(number({ask: 'Port'}), 3000))).toBe(3000);
	expect(answerOf(after(start(number({ask: 'Port'}), 3000), 'ctrl+u'))).toBe('');
});

test('an empty secret keeps the one given before; a typed one replaces it', () => {
	const kept = new Secret('old');

	expect(answerOf(start(secret({ask: 'Token'}), undefined, kept))).toBe(kept);
	const answer = answerOf(after(start(secret({ask: 'Token'}), undefined, kept), 'n', 'e', 'w'));
	expect(answer instanceof Secret && answer.reveal()).toBe('new');
});

test('nothing moves inside a secret that is not seen', () => {
	const answer = answerOf(after(start(secret({ask: 'Token'})), 'a', 'b', 'left', 'home', 'c'));

	expect(answer instanceof Secret && answer.reveal()).toBe('abc');
});

test('space marks, and the answers come in the order of the list', () => {
	const field = multiselect({ask: 'Which?', choices: ['a', 'b', 'c']});

	expect(answerOf(after(start(field, []), 'end', ' ', 'home', ' '))).toEqual(['a', 'c']);
	expect(answerOf(after(start(field, ['b']), 'ctrl+a'))).toEqual(['a', 'b', 'c']);
});

test('what was typed is the answer of a list that takes other words', () => {
	const field = {...select({ask: 'Which?', choices: ['a', 'b']}), freeText: true};

	expect(answerOf(after(start(field), 'z', 'z'))).toBe('zz');
	expect(answerOf(after(start(select({ask: 'Which?', choices: ['a']})), 'z'))).toBeUndefined();
});

test('y and n answer at once, arrows only move', () => {
	const editor = start(confirm({ask: 'Sure?'}), true);

	expect(press(editor, {chord: 'n', text: 'n'})).toEqual({editor: {kind: 'confirm', yes: false}, isAnswer: true});
	expect(press(editor, {chord: 'right', text: ''})).toEqual({editor: {kind: 'confirm', yes: false}, isAnswer: false});
});
