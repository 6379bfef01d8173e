/** A wizard's plan from an answers file, without asking: how plan tests read. */
import type {Task} from '../../source/shared/tasks.ts';
import {answersCatalog} from '../../source/wizard-engine/answers-catalog.ts';
import {type AnswerInputs, collectAnswers} from '../../source/wizard-engine/collect-answers.ts';
import type {AnyWizard} from '../../source/wizard-engine/define.ts';
import {resolveAnswers} from '../../source/wizard-engine/resolve-answers.ts';
import {allWizards} from '../../wizards/all-wizards.ts';

const references = {env: () => undefined, file: () => undefined, keychain: () => undefined, stdin: () => undefined};

/** The text of an answers file, and what else was said. */
interface Said extends Omit<AnswerInputs, 'files'> {
	readonly file?: string;
}

export async function planOf(
	wizard: AnyWizard,
	{file = '', ...inputs}: Said,
	suggested: Readonly<Record<string, unknown>> = {},
): Promise<readonly Task[]> {
	const collected = collectAnswers({...inputs, files: [{name: 'ci.yaml', text: file}]}, answersCatalog(allWizards));
	return wizard.plan(await resolveAnswers(wizard, {collected, references, suggested}));
}
