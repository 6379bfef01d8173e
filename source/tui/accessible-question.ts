/** One question of a session in lines: what is read aloud, and what the typed line means. */
import type {Step} from '../wizard-engine/define.ts';
import type {Choice} from '../wizard-engine/fields.ts';
import type {Session, SessionEvent} from '../wizard-engine/session.ts';
import {answerInWords, choicesOf, position, prefill} from '../wizard-engine/session-view.ts';
import {sentence} from './dialog-lines.ts';
import {safeText} from './safe-text.ts';

export type Typed = SessionEvent | {readonly type: 'help'} | {readonly type: 'unclear'; readonly message: string};

/** The lines above the prompt. */
export function questionLines<Answers>(session: Session<Answers>, step: Step): readonly string[] {
	const {number, of} = position(session);
	const choices = choicesOf(session, step) ?? [];
	return [
		'',
		`${safeText(session.wizard.title)}, question ${number} of ${of}.`,
		safeText(step.field.ask),
		...choices.map((choice, index) => `  ${index + 1}. ${choiceInWords(choice)}`),
		...(step.field.help === undefined ? [] : [sentence(step.field.help)]),
		...lookupTrouble(session, step),
	];
}

/** What stands before the cursor: how to answer, and what Enter gives. */
export function questionPrompt<Answers>(session: Session<Answers>, step: Step): string {
	const choices = choicesOf(session, step);
	const enter = enterInWords(session, step, choices ?? []);
	return `${howToAnswer(step, choices)}${enter === undefined ? '' : ` (Enter for ${enter})`}: `;
}

function howToAnswer({field}: Step, choices: readonly Choice[] | undefined): string {
	switch (field.kind) {
		case 'select':
			if (choices === undefined) return 'Type your answer';
			return field.freeText === true ? 'Type a number, or something else' : 'Type a number';
		case 'multiselect':
			return choices === undefined ? 'Type your answers with commas between' : 'Type numbers with commas between';
		case 'confirm':
			return 'Type yes or no';
		case 'number':
			return 'Type a number';
		case 'secret':
			return 'Type or paste it; it is not shown';
		case 'text':
		case 'path':
			return 'Type your answer';
	}
}

function enterInWords<Answers>(session: Session<Answers>, step: Step, choices: readonly Choice[]): string | undefined {
	if (step.field.kind === 'secret') {
		return session.remembered.has(step.id) ? 'the one you gave before' : undefined;
	}

	const value = prefill(session);
	if (value === undefined) return undefined;
	const index = choices.findIndex(choice => choice.value === value);
	return index === -1 ? safeText(answerInWords(step.field, value, choices)) : String(index + 1);
}

/** What a typed line means at this question. Text in double quotes is taken as it is, so `"back"` can be an answer. */
export function readLineOf<Answers>(session: Session<Answers>, step: Step, line: string): Typed {
	const {kind} = step.field;
	const word = line.trim();
	if (word === '<' || (kind !== 'secret' && word.toLowerCase() === 'back')) return {type: 'back'};
	if (word === '?' && kind !== 'secret') return {type: 'help'};
	if (word === '') return readEnter(session, step);
	const choices = choicesOf(session, step) ?? [];
	switch (kind) {
		case 'select': {
			const value = chosen(choices, word) ?? (canType(step, choices) ? unquoted(word) : undefined);
			if (value === undefined) return unclear(choices.length);
			return {type: 'answered', value};
		}

		case 'multiselect': {
			const parts = word.toLowerCase() === 'none' ? [] : word.split(',').map(part => part.trim());
			const values = parts.map(part => chosen(choices, part) ?? (choices.length === 0 ? part : undefined));
			if (values.includes(undefined)) return unclear(choices.length);
			return {type: 'answered', value: values};
		}

		case 'secret':
			return {type: 'answered', value: line};
		case 'text':
		case 'path':
		case 'number':
		case 'confirm':
			return {type: 'answered', value: unquoted(word)};
	}
}

function readEnter<Answers>(session: Session<Answers>, step: Step): Typed {
	const {field, id} = step;
	const value = field.kind === 'secret' ? session.remembered.get(id)?.value : prefill(session);
	if (value !== undefined) return {type: 'answered', value};
	if (field.allowEmpty === true) return {type: 'answered', value: ''};
	if (hasNoChoices(session, step)) return {type: 'choices-dropped', step: id};
	return {type: 'unclear', message: 'This question has no answer of its own. Type one.'};
}

function chosen(choices: readonly Choice[], word: string): string | undefined {
	const byNumber = /^\d{1,4}$/.test(word) ? choices[Number(word) - 1] : undefined;
	const folded = word.toLowerCase();
	const meant = choices.find(({value}) => value === word) ?? byNumber;
	return (meant ?? choices.find(({label}) => label.toLowerCase() === folded))?.value;
}

const canType = ({field}: Step, choices: readonly Choice[]) => field.freeText === true || choices.length === 0;

const unclear = (count: number): Typed => ({type: 'unclear', message: `Type a number from 1 to ${count}.`});

function unquoted(word: string): string {
	return word.length >= 2 && word.startsWith('"') && word.endsWith('"') ? word.slice(1, -1) : word;
}

export function choiceInWords({label, hint}: Choice): string {
	return `${safeText(label)}${hint === undefined || hint === '' ? '' : `: ${safeText(hint)}`}`;
}

/** True when the choices did not load, or there are none: looking again may help. */
function hasNoChoices<Answers>(session: Session<Answers>, {id}: Step): boolean {
	const loaded = session.choices.get(id);
	return loaded?.state === 'failed' || loaded?.choices.length === 0;
}

function lookupTrouble<Answers>(session: Session<Answers>, step: Step): readonly string[] {
	if (!hasNoChoices(session, step)) return [];
	const loaded = session.choices.get(step.id);
	const trouble =
		loaded?.state === 'failed'
			? `The choices did not load: ${sentence(loaded.error.message)} ${sentence(loaded.error.hint)}`
			: 'There is nothing to choose from yet.';
	return prefill(session) === undefined ? [trouble, 'Press Enter to look again.'] : [trouble];
}
