/** The answers of a run as a file that gives them again; secrets only as references. */
import {Document} from 'yaml';
import {Secret} from '../shared/secret.ts';
import type {AnyWizard} from './define.ts';
import {questionNames, snakeCase} from './names.ts';

export interface AnswersRecord {
	readonly wizard: AnyWizard;
	/** What `Prompter.ask` gave. */
	readonly answers: unknown;
}

/** YAML text for `--record-answers`. It can be committed: no secret's value is in it. */
export function recordAnswers(records: readonly AnswersRecord[]): string {
	const file: Record<string, Record<string, unknown>> = {};
	const variables = new Set<string>();
	for (const {wizard, answers} of records) {
		const given = new Map(Object.entries(typeof answers === 'object' && answers !== null ? answers : {}));
		for (const step of wizard.steps) {
			const value: unknown = given.get(step.id);
			if (value === undefined) continue;
			const {env} = questionNames(wizard, step);
			const isSecret = value instanceof Secret || step.field.kind === 'secret';
			if (isSecret) variables.add(env);
			file[wizard.key] = {...file[wizard.key], [snakeCase(step.id)]: isSecret ? {from: 'env', name: env} : value};
		}
	}

	const document = new Document(file);
	document.commentBefore = [
		' Answers of one run. Again, without questions: cs-wizard up --non-interactive --answers-file THIS-FILE',
		...(variables.size === 0 ? [] : [` Secrets are not in here; set ${[...variables].join(', ')}.`]),
	].join('\n');
	return document.toString({lineWidth: 0});
}
