/** Answers a wizard without asking anybody: what is known, then defaults. */
import {WizardError} from '../shared/errors.ts';
import type {AnyWizard, Step, Wizard} from './define.ts';
import {questionNames} from './names.ts';
import {advance, defaultAnswer, finishedAnswers, type KnownAnswer, type Session, startSession} from './session.ts';
import {currentStep} from './session-view.ts';

export interface MissingAnswer {
	readonly key: string;
	readonly flag: string;
	readonly env: string;
	/** The question in its own words. */
	readonly ask: string;
}

interface Given {
	readonly known?: Readonly<Record<string, KnownAnswer>>;
	readonly suggested?: Readonly<Record<string, unknown>>;
}

export type Unattended<Answers> =
	| {readonly complete: true; readonly answers: Answers; readonly known: Readonly<Record<string, KnownAnswer>>}
	| {readonly complete: false; readonly missing: readonly MissingAnswer[]};

/** Fills in the defaults and finds every question that stays open, not only the first. */
export function answerUnattended<Answers>(wizard: Wizard<Answers>, given: Given = {}): Unattended<Answers> {
	const missing: MissingAnswer[] = [];
	let session = startSession(wizard, given);
	for (let step = currentStep(session); step !== undefined; step = currentStep(session)) {
		const next = session.problem === undefined ? answerByDefault(session, step) : undefined;
		// What follows from a missing answer may well have a default once that is there.
		const told = missing.length === 0 || !step.hasComputedDefault || step.field.needsAnswerUnattended === true;
		if (next === undefined && told) missing.push(missingAnswer(wizard, step));
		session = next ?? without(session, step);
	}

	const answers = missing.length === 0 ? finishedAnswers(session) : undefined;
	if (answers === undefined) return {complete: false, missing};
	return {complete: true, answers, known: Object.fromEntries(session.remembered)};
}

function answerByDefault<Answers>(session: Session<Answers>, step: Step): Session<Answers> | undefined {
	if (step.field.needsAnswerUnattended === true) return undefined;
	const value = defaultAnswer(session, step);
	if (value === undefined) return undefined;
	const next = advance(session, {type: 'answered', value});
	if (next.problem !== undefined) return undefined;
	return {...next, remembered: new Map(next.remembered).set(step.id, {value, source: 'default'})};
}

/** Goes on as if the step were not there; what depends on it is not asked, because nobody can tell. */
function without<Answers>(session: Session<Answers>, step: Step): Session<Answers> {
	const steps = session.wizard.steps.filter(({id}) => id !== step.id && !dependsOn(session.wizard, id, step.id));
	const known = Object.fromEntries(session.remembered);
	return startSession({...session.wizard, steps}, {known, suggested: session.suggested});
}

function dependsOn(wizard: AnyWizard, id: string, on: string): boolean {
	const when = wizard.steps.find(step => step.id === id)?.when ?? {};
	return Object.keys(when).some(above => above === on || dependsOn(wizard, above, on));
}

function missingAnswer(wizard: AnyWizard, step: Step): MissingAnswer {
	const {key, flag, env} = questionNames(wizard, step);
	return {key, flag, env, ask: step.field.ask};
}

/** One error for all of them, so that nobody finds out one by one. */
export function answersMissing(missing: readonly MissingAnswer[]): WizardError {
	const list = missing.map(({key, flag, env}) => `${key} (${flag}, ${env})`).join(', ');
	return new WizardError('answers/missing', {
		message: `${missing.length === 1 ? '1 answer is' : `${missing.length} answers are`} missing: ${list}.`,
		hint: 'Give each as a flag, in the environment, with --var KEY=VALUE or in an answers file (--answers-file).',
		next: [
			{command: 'cs-wizard answers template > answers.yaml', when: 'to get a file to fill in'},
			{command: 'cs-wizard', when: 'to be asked on a terminal'},
		],
		facts: {missing},
	});
}

/** The answers without asking. @throws `answers/missing` naming every open question */
export function unattendedAnswers<Answers>(wizard: Wizard<Answers>, given: Given = {}): Answers {
	const result = answerUnattended(wizard, given);
	if (result.complete) return result.answers;
	throw answersMissing(result.missing);
}
