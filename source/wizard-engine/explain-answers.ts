/** Which word wins on each question, and what was not said. */
import type {AnswersCatalog} from './answers-catalog.ts';
import type {CollectedAnswers} from './gather-answers.ts';
import {strongestAnswer} from './resolve-answers.ts';
import type {AnswerSource} from './session.ts';
import {hasDefault} from './step-words.ts';

export interface ExplainedAnswer {
	readonly key: string;
	readonly flag: string;
	readonly env: string;
	readonly source: Exclude<AnswerSource, 'asked'> | 'missing';
	/** The file, variable or flag it comes from; null for defaults and what is missing. */
	readonly origin: string | null;
	readonly ask: string;
}

/** One entry a question, as `answers explain` prints it; values are never in it. */
export function explainAnswers(collected: CollectedAnswers, catalog: AnswersCatalog): readonly ExplainedAnswer[] {
	return [...catalog.byKey].flatMap(([key, [question]]) => {
		if (question === undefined) return [];
		const {flag, env, step, wizard} = question;
		const given = strongestAnswer(wizard, step, collected);
		const otherwise = hasDefault(step) ? 'default' : 'missing';
		const source = given === undefined || given.source === 'asked' ? otherwise : given.source;
		return [{key, flag, env, source, origin: given?.origin ?? null, ask: step.field.ask}];
	});
}
