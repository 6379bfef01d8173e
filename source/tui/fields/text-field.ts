import type {Key} from '../keys/key.ts';
import {graphemesOf, widthOf, wordsOf} from '../text-width.ts';

/** A line of text under editing. Positions count UTF-16 units and always stand between two graphemes. */
export interface TextField {
	readonly value: string;
	readonly cursor: number;
}

export const textField = (value = ''): TextField => ({value, cursor: value.length});

/** The field after a key; undefined when the key is not one of line editing. */
export function editText(field: TextField, key: Key): TextField | undefined {
	const {value, cursor} = field;
	switch (key.chord) {
		case 'left':
		case 'ctrl+b':
			return {value, cursor: before(value, cursor)};
		case 'right':
		case 'ctrl+f':
			return {value, cursor: after(value, cursor)};
		case 'home':
		case 'ctrl+a':
			return {value, cursor: 0};
		case 'end':
		case 'ctrl+e':
			return {value, cursor: value.length};
		case 'alt+left':
		case 'ctrl+left':
		case 'alt+b':
			return {value, cursor: wordBefore(value, cursor)};
		case 'alt+right':
		case 'ctrl+right':
		case 'alt+f':
			return {value, cursor: wordAfter(value, cursor)};
		case 'backspace':
			return remove(field, before(value, cursor), cursor);
		case 'delete':
			return remove(field, cursor, after(value, cursor));
		case 'ctrl+w':
		case 'alt+backspace':
			return remove(field, wordBefore(value, cursor), cursor);
		case 'alt+d':
			return remove(field, cursor, wordAfter(value, cursor));
		case 'ctrl+u':
			return remove(field, 0, cursor);
		case 'ctrl+k':
			return remove(field, cursor, value.length);
		default:
			return key.text === '' ? undefined : insert(field, oneLine(key.text));
	}
}

/**
 * A secret pasted from a file or a page brings a line end that is not part of it. Line ends inside stay: a
 * private key has several lines.
 */
export function editSecret(field: TextField, key: Key): TextField | undefined {
	if (key.chord !== 'paste') return editText(field, key);
	return insert(
		field,
		withoutControls(
			key.text.replaceAll(/\r\n?/g, '\n').replace(/\n+$/, ''),
			/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g,
		),
	);
}

/** Digits, a sign and a point are enough for a number. */
export function editNumber(field: TextField, key: Key): TextField | undefined {
	if (key.text === '') return editText(field, key);
	const digits = key.text.replaceAll(/[^\d.-]/g, '');
	return digits === '' ? field : editText(field, {...key, text: digits});
}

/** Line ends become spaces, those at the end of what was copied nothing; other control characters can't be typed. */
const oneLine = (text: string): string =>
	withoutControls(text.replace(/[\r\n]+$/, '').replaceAll(/\r\n|[\n\r\t]/g, ' '), /[\u0000-\u001F\u007F-\u009F]/g);

const withoutControls = (text: string, controls: RegExp): string => text.toWellFormed().replaceAll(controls, '');

function insert({value, cursor}: TextField, text: string): TextField {
	const start = value.slice(0, cursor) + text;
	// A combining mark joins what stands before it, so the cursor may have to move to the next boundary.
	return {value: start + value.slice(cursor), cursor: boundaryFrom(start + value.slice(cursor), start.length)};
}

function remove({value, cursor}: TextField, from: number, to: number): TextField {
	const next = value.slice(0, from) + value.slice(to);
	return {value: next, cursor: boundaryFrom(next, cursor > from ? from : cursor)};
}

function boundaries(value: string): readonly number[] {
	let at = 0;
	return [0, ...graphemesOf(value).map(grapheme => (at += grapheme.length))];
}

const boundaryFrom = (value: string, at: number): number =>
	boundaries(value).find(boundary => boundary >= at) ?? value.length;

const before = (value: string, cursor: number): number =>
	boundaries(value).findLast(boundary => boundary < cursor) ?? 0;

const after = (value: string, cursor: number): number =>
	boundaries(value).find(boundary => boundary > cursor) ?? value.length;

const wordBefore = (value: string, cursor: number): number =>
	wordsOf(value).findLast(({start}) => start < cursor)?.start ?? 0;

const wordAfter = (value: string, cursor: number): number =>
	wordsOf(value).find(({end}) => end > cursor)?.end ?? value.length;

/** What of a field is seen in `width` columns, with the cursor always in it. */
export interface TextWindow {
	readonly before: string;
	/** The grapheme under the cursor; empty at the end of the text. */
	readonly under: string;
	readonly after: string;
	readonly hiddenLeft: boolean;
	readonly hiddenRight: boolean;
}

export function windowOf(field: TextField, width: number): TextWindow {
	const left = [...graphemesOf(field.value.slice(0, field.cursor))];
	const [under = '', ...right] = graphemesOf(field.value.slice(field.cursor));
	// One column for the cursor and one at each side for the mark that says there is more.
	let room = Math.max(1, width - 3 - Math.max(1, widthOf(under)));
	const shownLeft: string[] = [];
	const rightWidth = widthOf(right.join(''));
	const leftRoom = Math.max(room - rightWidth, Math.ceil(room * 0.7));
	let leftUsed = 0;
	for (const grapheme of left.reverse()) {
		if (leftUsed + widthOf(grapheme) > leftRoom) break;
		leftUsed += widthOf(grapheme);
		shownLeft.unshift(grapheme);
	}

	room -= leftUsed;
	const shownRight: string[] = [];
	for (const grapheme of right) {
		if (widthOf(grapheme) > room) break;
		room -= widthOf(grapheme);
		shownRight.push(grapheme);
	}

	return {
		before: shownLeft.join(''),
		under,
		after: shownRight.join(''),
		hiddenLeft: shownLeft.length < left.length,
		hiddenRight: shownRight.length < right.length,
	};
}
