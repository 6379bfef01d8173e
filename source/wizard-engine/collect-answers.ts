/** What was said where, answers files among it: these bring YAML along, so a run without any does not load this. */
import type {AnswersCatalog} from './answers-catalog.ts';
import {parseAnswersText} from './answers-text.ts';
import {type CollectedAnswers, gatherAnswers, type GatheredInputs} from './gather-answers.ts';

export interface AnswerInputs extends Omit<GatheredInputs, 'files'> {
	/** In the order of the command line. */
	readonly files?: readonly {readonly name: string; readonly text: string}[];
}

/** @throws `answers/unreadable`, `answers/unknown-key`, `usage/bad-value` */
export function collectAnswers({files = [], ...said}: AnswerInputs, catalog: AnswersCatalog): CollectedAnswers {
	const read = files.map(({name, text}) => ({name, tree: parseAnswersText(text, name)}));
	return gatherAnswers({...said, files: read}, catalog);
}
