/** Changing an answer from the review: which one is a menu, the question is the wizard's own. */
import type {AskRequest, Prompter} from './prompter.ts';
import {askedSteps, type KnownAnswer, startSession} from './session.ts';
import {answerInWords, choicesOf} from './session-view.ts';

const done = '+done';

/** Asks which answer to change and opens its question; all others stay, and what the change opens up is asked. */
export async function editAnswers<Answers>(
	prompter: Pick<Prompter, 'menu' | 'ask'>,
	request: AskRequest<Answers>,
	answers: Answers,
): Promise<Answers> {
	const known = asKnown(answers);
	const session = startSession(request.wizard, {known});
	const choices = askedSteps(session).map(step => ({
		value: step.id,
		label: step.field.ask,
		hint: answerInWords(step.field, session.remembered.get(step.id)?.value ?? '', choicesOf(session, step)),
	}));
	const at = await prompter.menu({
		id: 'general',
		title: 'Which answer do you want to change?',
		lines: [],
		choices: [...choices, {value: done, label: 'None'}],
		escape: done,
	});
	return at === done ? answers : prompter.ask({...request, known, at});
}

function asKnown(answers: unknown): Readonly<Record<string, KnownAnswer>> {
	const entries: readonly (readonly [string, unknown])[] =
		typeof answers === 'object' && answers !== null ? Object.entries(answers) : [];
	return Object.fromEntries(entries.map(([step, value]) => [step, {value, source: 'asked'} as const]));
}
