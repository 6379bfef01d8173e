/** Answers of a wizard: asked where there is a person, filled in where there is none; and kept for `--record-answers`. */
import {resolve} from 'node:path';
import {writeText} from '../core/machine/files.ts';
import {WizardError} from '../shared/errors.ts';
import type {AskRequest} from '../wizard-engine/prompter.ts';
import {unattendedAnswers} from '../wizard-engine/unattended.ts';
import type {Services} from './command-services.ts';

type Asking = Omit<AskRequest<unknown>, 'lookups'> & Partial<Pick<AskRequest<unknown>, 'lookups'>>;

/** @throws `answers/missing` where nobody can be asked, `wizard/interrupted` when the person leaves */
export async function answersOf(services: Services, request: Asking): Promise<unknown> {
	const {wizard, known, suggested, problem} = request;
	if (services.context.interactive) {
		const answers = await (await services.prompter()).ask({lookups: {}, ...request});
		services.records.push({wizard, answers});
		services.asked.add(wizard.id);
		return answers;
	}
	if (problem !== undefined) throw new WizardError(problem.error.code, problem.error);
	const answers = unattendedAnswers(wizard, {known, ...(suggested === undefined ? {} : {suggested})});
	services.records.push({wizard, answers});
	return answers;
}

/** The answers of this run as a file that gives them again; of a question that was answered twice, the last word. */
export async function recordedAnswers(services: Services): Promise<string> {
	const {recordAnswers} = await import('../wizard-engine/record-answers.ts');
	return recordAnswers([...new Map(services.records.map(record => [record.wizard.id, record])).values()]);
}

/** Writes the file that `--record-answers` names. */
export async function writeRecord(services: Services): Promise<void> {
	const {recordAnswers: name, startedIn} = services.context;
	if (name === undefined || services.records.length === 0) return;
	await writeText(resolve(startedIn, name), await recordedAnswers(services));
}
