/** Every wizard through one face: the same answers must lead to the same plan, whoever asks. */
import {expect, test} from 'vitest';
import {Secret} from '../../source/shared/secret.ts';
import type {AnyWizard, Step} from '../../source/wizard-engine/define.ts';
import type {Choice} from '../../source/wizard-engine/fields.ts';
import type {Prompter} from '../../source/wizard-engine/prompter.ts';
import {advance, answersSoFar, type KnownAnswer, startSession} from '../../source/wizard-engine/session.ts';
import {currentStep, prefill} from '../../source/wizard-engine/session-view.ts';
import {parityCases, parityChoices} from './scripted-parity-cases.ts';

export interface ParityCase {
	readonly wizard: AnyWizard;
	readonly name: string;
	/** What a person answers, by step; what is not here is answered by Enter. */
	readonly answers: Readonly<Record<string, unknown>>;
	readonly known?: Readonly<Record<string, unknown>>;
	readonly suggested?: Readonly<Record<string, unknown>>;
}

/** One question in the order it will come, with the value to answer and whether Enter alone gives it. */
export interface ParityAnswer {
	readonly step: Step;
	readonly value: unknown;
	readonly enter: boolean;
	readonly choices: readonly Choice[];
}

/** A prompter, or the part of one that asks. `close` may look at what is left. */
type Asking = Pick<Prompter, 'ask' | 'close'>;

export type MakePrompter = (parity: ParityCase, answers: readonly ParityAnswer[]) => Asking | Promise<Asking>;

/** Adds one test a wizard and case; `makePrompter` gets the answers in the order the questions come. */
export function runParity(face: string, makePrompter: MakePrompter): void {
	test.each(parityCases)(`${face}: $wizard.id, $name`, async parity => {
		const {wizard, suggested = {}} = parity;
		const prompter = await makePrompter(parity, answersInOrder(parity));
		const lookups = Object.fromEntries(
			Object.entries(parityChoices).map(([name, choices]) => [name, async () => choices] as const),
		);
		const answers = await prompter.ask({wizard, known: knownOf(parity), suggested, lookups});
		await prompter.close();

		expect(wizard.plan(answers).map(revealed)).toEqual(expectedPlan(parity).map(revealed));
	});
}

export function knownOf({known = {}}: ParityCase): Readonly<Record<string, KnownAnswer>> {
	return Object.fromEntries(Object.entries(known).map(([step, value]) => [step, {value, source: 'saved'} as const]));
}

function answersInOrder(parity: ParityCase): readonly ParityAnswer[] {
	const answers: ParityAnswer[] = [];
	let session = startSession(parity.wizard, {known: knownOf(parity), suggested: parity.suggested});
	for (let step = currentStep(session); step !== undefined; step = currentStep(session)) {
		const enter = !Object.hasOwn(parity.answers, step.id);
		const value = enter ? prefill(session) : parity.answers[step.id];
		const {choices = []} = step.field;
		answers.push({step, value, enter, choices: 'lookup' in choices ? (parityChoices[choices.lookup] ?? []) : choices});
		session = advance(session, {type: 'answered', value});
		if (session.problem !== undefined) throw new Error(`${step.id}: ${session.problem.message}`);
	}

	return answers;
}

/** The plan as the session itself gives it, without a face. */
function expectedPlan(parity: ParityCase): readonly object[] {
	let session = startSession(parity.wizard, {known: knownOf(parity), suggested: parity.suggested});
	for (const {value} of answersInOrder(parity)) session = advance(session, {type: 'answered', value});
	return parity.wizard.plan(answersSoFar(session));
}

/** A secret prints alike whatever it holds; here its value counts. */
function revealed(task: object): unknown {
	return Object.entries(task).map(([name, value]: [string, unknown]) => [
		name,
		value instanceof Secret ? `secret ${value.reveal()}` : value,
	]);
}
