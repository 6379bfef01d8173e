/** What a face draws of a session. Secrets leave here as dots. */
import {Secret} from '../shared/secret.ts';
import type {Step} from './define.ts';
import type {Choice, Field} from './fields.ts';
import {type AnswerSource, askedSteps, defaultAnswer, type Session} from './session.ts';

export interface AnsweredStep {
	readonly step: Step;
	/** The answer in words: a choice's label, dots for a secret. */
	readonly shown: string;
	readonly source: AnswerSource;
}

/** The question on the screen. */
export function currentStep<Answers>(session: Session<Answers>): Step | undefined {
	return session.wizard.steps.find(({id}) => id === session.at);
}

/** The answers above the current question, in order, as they may be shown. */
export function answeredSteps<Answers>(session: Session<Answers>): readonly AnsweredStep[] {
	const asked = askedSteps(session);
	const here = asked.findIndex(({id}) => id === session.at);
	return (here === -1 ? asked : asked.slice(0, here)).flatMap(step => {
		const known = session.remembered.get(step.id);
		if (known === undefined) return [];
		return [{step, source: known.source, shown: answerInWords(step.field, known.value, choicesOf(session, step))}];
	});
}

/** What somebody said, as against what a question took by itself. */
export const isGiven = ({source}: Pick<AnsweredStep, 'source'>): boolean => source !== 'default';

/** "2 of 4": where the current question stands among those that do not answer themselves, as far as one can tell now. */
export function position<Answers>(session: Session<Answers>): {readonly number: number; readonly of: number} {
	const asked = askedSteps(session).filter(
		({id}) => id === session.at || isGiven(session.remembered.get(id) ?? {source: 'asked'}),
	);
	const here = asked.findIndex(({id}) => id === session.at);
	return {number: here === -1 ? asked.length : here + 1, of: asked.length};
}

/** The choices of a step: its own, or what its lookup gave; undefined while they are not there. */
export function choicesOf<Answers>(session: Session<Answers>, step: Step): readonly Choice[] | undefined {
	const {choices} = step.field;
	if (choices !== undefined && !('lookup' in choices)) return choices;
	const loaded = session.choices.get(step.id);
	return loaded?.state === 'loaded' ? loaded.choices : undefined;
}

/** What the field holds before a key is pressed: the last answer, what the surroundings suggest, or the default. Never a secret. */
export function prefill<Answers>(session: Session<Answers>): unknown {
	const step = currentStep(session);
	if (step === undefined || step.field.kind === 'secret') return undefined;
	const known = session.remembered.get(step.id);
	const value = known === undefined ? defaultAnswer(session, step) : known.value;
	const loaded = session.choices.get(step.id);
	const isOffered =
		step.field.kind !== 'select' ||
		step.field.freeText === true ||
		loaded?.state !== 'loaded' ||
		loaded.choices.some(choice => choice.value === value);
	return isOffered ? value : undefined;
}

/** An answer as one may show it. */
export function answerInWords(field: Field<unknown>, value: unknown, choices: readonly Choice[] = []): string {
	if (value instanceof Secret) return value.lengthClass === 'empty' ? 'none' : `•••••••• (${value.lengthClass})`;
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (Array.isArray(value)) {
		return value.length === 0 ? 'none' : value.map(one => answerInWords(field, one, choices)).join(', ');
	}

	if (value === '') return 'none';
	return choices.find(choice => choice.value === value)?.label ?? String(value);
}
