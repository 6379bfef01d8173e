import {resolve} from 'node:path';
import {readText} from '../core/machine/files.ts';
import {WizardError} from '../shared/errors.ts';
import {safeLine} from '../shared/safe-line.ts';
import type {Command} from './command.ts';
import {marksOf} from './command-marks.ts';

export const answersLintCommand: Command = {
	arguments: [{name: 'file', description: 'answers files; --answers-file names them too', variadic: true}],
	details: ['Tells everything that is wrong at once. Nothing is resolved and nothing runs.'],
	async run({args, flags}, services) {
		const names = [...args, ...flags.list('answers-file')];
		if (names.length === 0)
			throw new WizardError('usage/bad-value', {
				message: 'No answers file was named.',
				hint: 'Name one or more: cs-wizard answers lint FILE.',
			});
		const [{lintAnswers}, {answersCatalog}] = await Promise.all([
			import('../wizard-engine/lint-answers.ts'),
			import('../wizard-engine/answers-catalog.ts'),
		]);
		const files = await Promise.all(names.map(name => read(services.context.startedIn, name)));
		const result = lintAnswers(files, answersCatalog(await services.wizards()));
		const {bad} = marksOf(services.context.env);
		const lines = result.problems.map(
			({file, pointer, message, suggestion}) =>
				`${bad} ${file}${pointer === '' ? '' : ` ${pointer}`}: ${message}${suggestion === null ? '' : ` (${suggestion})`}`,
		);
		return {json: result, text: result.ok ? ['Everything fits.'] : lines, exitCode: result.ok ? 0 : 2};
	},
};

async function read(folder: string, name: string): Promise<{readonly name: string; readonly text: string}> {
	const text = await readText(resolve(folder, name));
	if (text !== null) return {name, text};
	throw new WizardError('answers/unreadable', {
		message: `There is no answers file ${safeLine(name)}.`,
		hint: 'Check the path; it is taken from the folder you are in.',
	});
}
