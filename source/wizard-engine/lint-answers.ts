/** Everything that is wrong with answers files, at once; nothing is resolved or run. */
import {WizardError} from '../shared/errors.ts';
import type {AnswersCatalog} from './answers-catalog.ts';
import {answerProblem, readAnswersTree} from './answers-file.ts';
import {printable} from './answers-pointer.ts';
import {parseAnswersText} from './answers-text.ts';

interface LintProblem {
	readonly file: string;
	readonly pointer: string;
	/** Never holds a value. */
	readonly message: string;
	readonly suggestion: string | null;
}

export interface LintResult {
	readonly ok: boolean;
	readonly problems: readonly LintProblem[];
}

/** Checks the files one by one, as `answers lint` prints it. */
export function lintAnswers(
	files: readonly {readonly name: string; readonly text: string}[],
	catalog: AnswersCatalog,
): LintResult {
	const problems = files.flatMap(file => lintFile(file, catalog));
	return {ok: problems.length === 0, problems};
}

function lintFile(
	{name, text}: {readonly name: string; readonly text: string},
	catalog: AnswersCatalog,
): readonly LintProblem[] {
	const file = printable(name, 200);
	try {
		const {answers, problems} = readAnswersTree(parseAnswersText(text, name), catalog);
		const values = answers.map(answer => answerProblem(answer, catalog)).filter(problem => problem !== undefined);
		return [...problems, ...values].map(({pointer, message, suggestion = null}) => ({
			file,
			pointer,
			message,
			suggestion,
		}));
	} catch (error) {
		if (!(error instanceof WizardError)) throw error;
		return [{file, pointer: '', message: error.message, suggestion: error.hint}];
	}
}
