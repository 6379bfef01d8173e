import type {Key} from '../keys/key.ts';
import {graphemesOf} from '../text-width.ts';

export interface Option {
	readonly value: string;
	readonly label: string;
	readonly hint?: string | undefined;
	/** A letter that chooses it at once; a list with letters does not filter. */
	readonly key?: string | undefined;
}

/** One choice of a list. What is typed narrows the list; the cursor counts within what is left. */
export interface SelectField {
	readonly options: readonly Option[];
	readonly filter: string;
	readonly cursor: number;
	/** The first row that is shown. */
	readonly top: number;
	/** How many rows the screen gives the list; it keeps them while it is filtered. */
	readonly height: number;
}

export function selectField(options: readonly Option[], chosen?: string, height = 8): SelectField {
	const cursor = Math.max(
		0,
		options.findIndex(({value}) => value === chosen),
	);
	return scrolled({options, filter: '', cursor, top: 0, height});
}

const hasLetters = ({options}: SelectField): boolean => options.some(({key}) => key !== undefined);

/** The options that pass the filter; those that begin with it come first. */
export function visibleOptions({options, filter}: SelectField): readonly Option[] {
	if (filter === '') return options;
	const words = filter.toLowerCase();
	const passing = options.filter(option => matches(option, words));
	const starting = passing.filter(({label}) => label.toLowerCase().startsWith(words));
	return [...starting, ...passing.filter(option => !starting.includes(option))];
}

const matches = ({label, value, hint = ''}: Option, words: string): boolean =>
	`${label}\n${value}\n${hint}`.toLowerCase().includes(words);

export const optionAtCursor = (field: SelectField): Option | undefined => visibleOptions(field)[field.cursor];

/** The option that a letter chooses at once. */
export const optionOfKey = ({options}: SelectField, key: Key): Option | undefined =>
	key.text === '' ? undefined : options.find(option => option.key === key.chord);

/** The list after a key; undefined when the key is not one of lists. */
export function moveSelect(field: SelectField, key: Key): SelectField | undefined {
	const last = Math.max(0, visibleOptions(field).length - 1);
	const to = (cursor: number) => scrolled({...field, cursor: Math.min(last, Math.max(0, cursor))});
	switch (key.chord) {
		// At the ends the list goes round, as menus do; pages stop there.
		case 'up':
			return to(field.cursor === 0 ? last : field.cursor - 1);
		case 'down':
			return to(field.cursor === last ? 0 : field.cursor + 1);
		case 'pageup':
			return to(field.cursor - field.height);
		case 'pagedown':
			return to(field.cursor + field.height);
		case 'home':
			return to(0);
		case 'end':
			return to(last);
		case 'backspace':
			return filtered(field, graphemesOf(field.filter).slice(0, -1).join(''));
		case 'ctrl+u':
			return filtered(field, '');
		default:
			if (key.text === '' || hasLetters(field)) return undefined;
			return filtered(field, (field.filter + key.text.replaceAll(/\s+/g, ' ')).trimStart());
	}
}

function filtered(field: SelectField, filter: string): SelectField {
	return scrolled({...field, filter, cursor: 0, top: 0});
}

/** The screen got another size. */
export const withHeight = (field: SelectField, height: number): SelectField =>
	height === field.height ? field : scrolled({...field, height: Math.max(1, height)});

function scrolled(field: SelectField): SelectField {
	const {cursor, height} = field;
	const count = visibleOptions(field).length;
	const highest = Math.max(0, count - height);
	const top = Math.min(highest, Math.max(Math.min(field.top, cursor), cursor - height + 1));
	return {...field, top};
}
