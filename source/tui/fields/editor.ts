/** The state of one question's field, whatever its kind: what keys do to it, and what it answers. */
import {Secret} from '../../shared/secret.ts';
import type {Choice, Field} from '../../wizard-engine/fields.ts';
import type {Key} from '../keys/key.ts';
import {moveConfirm} from './confirm-field.ts';
import {type MultiselectField, markedValues, moveMultiselect, multiselectField} from './multiselect-field.ts';
import {moveSelect, optionAtCursor, type SelectField, selectField, withHeight} from './select-field.ts';
import {editNumber, editSecret, editText, type TextField, textField} from './text-field.ts';

export type Editor =
	| {readonly kind: 'text' | 'path' | 'number'; readonly text: TextField}
	/** `kept` is the secret given before, which an empty field keeps. */
	| {readonly kind: 'secret'; readonly text: TextField; readonly isRevealed: boolean; readonly kept: Secret | undefined}
	| {readonly kind: 'select'; readonly list: SelectField; readonly freeText: boolean}
	| {readonly kind: 'multiselect'; readonly list: MultiselectField}
	| {readonly kind: 'confirm'; readonly yes: boolean};

interface Start {
	/** What the field holds before a key is pressed. */
	readonly prefill: unknown;
	readonly choices: readonly Choice[];
	readonly kept: unknown;
}

export function createEditor({kind, freeText = false}: Field<unknown>, {prefill, choices, kept}: Start): Editor {
	switch (kind) {
		case 'text':
		case 'path':
		case 'number':
			return {kind, text: textField(typeof prefill === 'string' || typeof prefill === 'number' ? `${prefill}` : '')};
		case 'secret':
			return {kind, text: textField(), isRevealed: false, kept: kept instanceof Secret ? kept : undefined};
		case 'select':
			return {kind, freeText, list: startList(choices, prefill, freeText)};
		case 'multiselect':
			return {kind, list: multiselectField(choices, stringsOf(prefill))};
		case 'confirm':
			return {kind, yes: prefill === true};
	}
}

function startList(choices: readonly Choice[], prefill: unknown, freeText: boolean): SelectField {
	const value = typeof prefill === 'string' ? prefill : undefined;
	const list = selectField(choices, value);
	const isTyped = freeText && value !== undefined && choices.every(choice => choice.value !== value);
	return isTyped ? {...list, filter: value} : list;
}

const stringsOf = (value: unknown): readonly string[] =>
	Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];

/** Keys that would move inside a text one can't see. */
const sightless = new Set([
	'left',
	'right',
	'home',
	'ctrl+a',
	'ctrl+b',
	'ctrl+f',
	'alt+left',
	'alt+right',
	'ctrl+left',
	'ctrl+right',
]);

/** The field after a key; undefined when the key is not its own. */
export function press(editor: Editor, key: Key): {readonly editor: Editor; readonly isAnswer: boolean} | undefined {
	const changed = pressed(editor, key);
	return (
		changed && {editor: changed, isAnswer: editor.kind === 'confirm' && moveConfirm(editor.yes, key)?.decided === true}
	);
}

function pressed(editor: Editor, key: Key): Editor | undefined {
	switch (editor.kind) {
		case 'text':
		case 'path': {
			const text = editText(editor.text, key);
			return text && {...editor, text};
		}
		case 'number': {
			const text = editNumber(editor.text, key);
			return text && {...editor, text};
		}
		case 'secret': {
			if (key.chord === 'ctrl+r')
				return {...editor, isRevealed: !editor.isRevealed, text: textField(editor.text.value)};
			if (!editor.isRevealed && sightless.has(key.chord)) return editor;
			const text = editSecret(editor.text, key);
			return text && {...editor, text};
		}
		case 'select': {
			const list = moveSelect(editor.list, key);
			return list && {...editor, list};
		}
		case 'multiselect': {
			const list = moveMultiselect(editor.list, key);
			return list && {...editor, list};
		}
		case 'confirm': {
			const moved = moveConfirm(editor.yes, key);
			return moved && {...editor, yes: moved.yes};
		}
	}
}

/** What Enter answers now; undefined when there is nothing to answer with (an empty list). */
export function answerOf(editor: Editor): unknown {
	switch (editor.kind) {
		case 'text':
		case 'path':
			return editor.text.value;
		case 'number': {
			const typed = editor.text.value.trim();
			return typed === '' ? '' : Number(typed);
		}
		case 'secret':
			return editor.text.value === '' && editor.kept ? editor.kept : new Secret(editor.text.value);
		case 'select': {
			const option = optionAtCursor(editor.list);
			if (option) return option.value;
			return editor.freeText && editor.list.filter !== '' ? editor.list.filter : undefined;
		}
		case 'multiselect':
			return markedValues(editor.list);
		case 'confirm':
			return editor.yes;
	}
}

/** True while every character is text: then `?` is no call for help. A list takes it as one until it is being filtered. */
export function isTextField(editor: Editor): boolean {
	const list = listOf(editor);
	return list ? list.filter !== '' : editor.kind !== 'confirm';
}

/** The list of a field that has one. */
export function listOf(editor: Editor): SelectField | undefined {
	if (editor.kind === 'select') return editor.list;
	return editor.kind === 'multiselect' ? editor.list.list : undefined;
}

/** How many rows the field would like. */
export const optionCount = (editor: Editor): number => Math.max(1, listOf(editor)?.options.length ?? 1);

/** The rows that the screen can give the field's list. */
export function withRows(editor: Editor, rows: number): Editor {
	if (editor.kind === 'select') return {...editor, list: withHeight(editor.list, rows)};
	if (editor.kind === 'multiselect') {
		return {...editor, list: {...editor.list, list: withHeight(editor.list.list, rows)}};
	}

	return editor;
}
