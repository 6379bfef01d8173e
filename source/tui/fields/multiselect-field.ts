import type {Key} from '../keys/key.ts';
import {
	moveSelect,
	type Option,
	optionAtCursor,
	type SelectField,
	selectField,
	visibleOptions,
} from './select-field.ts';

/** Several choices of a list; space marks one. */
export interface MultiselectField {
	readonly list: SelectField;
	readonly marked: ReadonlySet<string>;
}

export const multiselectField = (options: readonly Option[], marked: readonly string[] = []): MultiselectField => ({
	list: selectField(options),
	marked: new Set(marked),
});

export function moveMultiselect(field: MultiselectField, key: Key): MultiselectField | undefined {
	if (key.chord === ' ') return toggled(field, optionAtCursor(field.list));
	if (key.chord === 'ctrl+a') return allOrNone(field);
	const list = moveSelect(field.list, key);
	return list && {...field, list};
}

function toggled(field: MultiselectField, option: Option | undefined): MultiselectField {
	if (!option) return field;
	const marked = new Set(field.marked);
	if (!marked.delete(option.value)) marked.add(option.value);
	return {...field, marked};
}

/** All that are shown, or none of them when all are marked already. */
function allOrNone(field: MultiselectField): MultiselectField {
	const shown = visibleOptions(field.list).map(({value}) => value);
	const marked = new Set(field.marked);
	if (shown.every(value => marked.has(value))) for (const value of shown) marked.delete(value);
	else for (const value of shown) marked.add(value);
	return {...field, marked};
}

/** In the order of the list, whatever the order of marking. */
export const markedValues = ({list, marked}: MultiselectField): readonly string[] =>
	list.options.map(({value}) => value).filter(value => marked.has(value));
