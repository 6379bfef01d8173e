/** What the generated texts say about a question: its choices, its default, when it is asked. */
import {conditionInWords} from './conditions.ts';
import type {Step} from './define.ts';
import {snakeCase} from './names.ts';
import {answerInWords} from './session-view.ts';

/** "Asked when where is cloudstation or other"; undefined for a question that always comes. */
export function whenInWords({when}: Step): string | undefined {
	if (when === undefined) return undefined;
	return `Asked when ${conditionInWords(Object.fromEntries(Object.entries(when).map(([id, wanted]) => [snakeCase(id), wanted])))}`;
}

/** True when something answers the question without anybody saying it. */
export function hasDefault({field, hasComputedDefault, defaultText}: Step): boolean {
	if (field.needsAnswerUnattended === true) return false;
	return field.default !== undefined || hasComputedDefault || defaultText !== undefined;
}

/** The default as one may print it; undefined when there is none. */
export function defaultInWords({field, defaultText}: Step): string | undefined {
	if (defaultText !== undefined) return defaultText;
	return field.default === undefined ? undefined : answerInWords(field, field.default);
}

/** The values one may give, with what they mean. */
export function choicesInWords({field}: Step): string | undefined {
	const {choices} = field;
	if (choices === undefined) return undefined;
	const many = field.kind === 'multiselect' ? 'any of' : 'one of';
	if ('lookup' in choices) return `${many} the ${choices.lookup.replaceAll('-', ' ')} there are`;
	const all = choices.map(({value, label}) => (label === value ? value : `${value} (${label})`)).join(', ');
	return `${many} ${all}`;
}
