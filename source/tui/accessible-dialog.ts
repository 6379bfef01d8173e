/** Walks a session question by question, append-only. */
import {toWizardError, WizardError} from '../shared/errors.ts';
import type {Step} from '../wizard-engine/define.ts';
import {questionNames} from '../wizard-engine/names.ts';
import type {AskRequest} from '../wizard-engine/prompter.ts';
import {
	advance,
	answersSoFar,
	finishedAnswers,
	openLookup,
	type Session,
	startSession,
} from '../wizard-engine/session.ts';
import {answerInWords, choicesOf, currentStep} from '../wizard-engine/session-view.ts';
import {questionLines, questionPrompt, readLineOf} from './accessible-question.ts';
import {sentence} from './dialog-lines.ts';
import {runStoppable} from './dialog-progress.ts';
import type {DialogTerminal} from './dialog-terminal.ts';
import {safeText} from './safe-text.ts';

/** @throws `wizard/declined` when the input ends first */
export async function askInLines<Answers>(request: AskRequest<Answers>, terminal: DialogTerminal): Promise<Answers> {
	const say = (...lines: readonly string[]) => terminal.write(`${lines.join('\n')}\n`);
	let session = startSession(request.wizard, request);
	if (request.introduction !== undefined) say('', ...request.introduction.map(safeText));
	if (session.state === 'asking') say('Type ? for help with a question, < to go back to the one before.');
	let shown: string | undefined;
	for (let step = currentStep(session); step !== undefined; step = currentStep(session)) {
		session = await withLiveChoices(session, step, request, terminal);
		if (session.problem !== undefined) say(...problemLines(session.problem));
		if (shown !== step.id) say(...questionLines(session, step));
		shown = step.id;
		const line = await terminal.readLine({
			prompt: questionPrompt(session, step),
			hidden: step.field.kind === 'secret',
		});
		if (line === null) throw inputEnded();
		const typed = readLineOf(session, step, line);
		if (typed.type === 'help') {
			say(...helpLines(request, step));
		} else if (typed.type === 'unclear') {
			say(typed.message);
		} else {
			const next = advance({...session, problem: undefined}, typed);
			if (typed.type === 'back' && next.at === session.at) say('This is the first question.');
			if (typed.type === 'answered' && next.problem === undefined) say(takenLine(session, next, step));
			if (typed.type !== 'answered') shown = undefined;
			session = next;
		}
	}

	const answers = finishedAnswers(session);
	if (answers === undefined) throw new Error(`The answers of ${request.wizard.id} do not fit together`);
	return answers;
}

async function withLiveChoices<Answers>(
	session: Session<Answers>,
	{id}: Step,
	{lookups}: AskRequest<Answers>,
	terminal: DialogTerminal,
): Promise<Session<Answers>> {
	const open = openLookup(session);
	if (open === undefined) return session;
	const load = Object.hasOwn(lookups, open.lookup) ? lookups[open.lookup] : undefined;
	if (load === undefined) return session;
	try {
		const choices = await runStoppable(signal => load(answersSoFar(session, id), signal), terminal);
		return advance(session, {type: 'choices-loaded', step: id, choices});
	} catch (error) {
		return advance(session, {type: 'choices-failed', step: id, error: toWizardError(error).toJSON()});
	}
}

function problemLines({message, error}: NonNullable<Session<unknown>['problem']>): readonly string[] {
	if (error === undefined) return [sentence(`That does not fit: ${message}`)];
	return [
		sentence(`Problem: ${message}`),
		sentence(error.hint),
		...error.next.map(({command, when}) => `    ${safeText(command)}   (${safeText(when)})`),
	];
}

function takenLine<Answers>(before: Session<Answers>, after: Session<Answers>, step: Step): string {
	const value = after.remembered.get(step.id)?.value;
	return `Your answer: ${sentence(answerInWords(step.field, value, choicesOf(before, step) ?? []))}`;
}

function helpLines<Answers>({wizard}: AskRequest<Answers>, step: Step): readonly string[] {
	const {key, flag, env} = questionNames(wizard, step);
	return [
		...(step.field.more ?? wizard.help).map(safeText),
		`Without being asked: ${flag} on the command line, ${env} in the environment, ${key} in an answers file.`,
	];
}

/** The input ended where an answer was needed: nobody is there to say yes. */
export function inputEnded(): WizardError {
	return new WizardError('wizard/declined', {
		message: 'The input ended before every question was answered.',
		hint: 'Run it again, or give the answers in a file with --answers-file.',
	});
}
