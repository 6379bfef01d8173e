/** Turns what was said into answers of one wizard: references followed, texts read, what is not asked left out. */
import {WizardError} from '../shared/errors.ts';
import {followReference, isReference, parseReference, type ReferenceResolver} from './answers-reference.ts';
import {type CollectedAnswers, type GivenAnswer, problemError} from './gather-answers.ts';
import {isAsked} from './conditions.ts';
import type {AnyWizard, Step, Wizard} from './define.ts';
import {questionNames} from './names.ts';
import {readAnswer} from './read-answer.ts';
import type {AnswerSource, KnownAnswer} from './session.ts';
import {answersMissing, answerUnattended, type MissingAnswer} from './unattended.ts';

/** The answers of a wizard that hold already; what `Prompter.ask` takes as `known`. @throws `answers/bad-value`, `answers/bad-reference` */
export async function knownAnswers(
	wizard: AnyWizard,
	collected: CollectedAnswers,
	references: ReferenceResolver,
): Promise<Readonly<Record<string, KnownAnswer>>> {
	const known: Record<string, KnownAnswer> = {};
	const held = new Map<string, unknown>();
	const open = new Set<string>();
	for (const step of wizard.steps) {
		const certainty = certaintyOf(step, held, open);
		const given = strongestAnswer(wizard, step, collected);
		const answer =
			given === undefined || certainty === 'not asked' ? undefined : await read(step, given, references, certainty);
		if (answer !== undefined) {
			known[step.id] = answer;
			held.set(step.id, answer.value);
		} else if (certainty !== 'not asked') {
			open.add(step.id);
		}
	}

	return known;
}

const precedence: readonly AnswerSource[] = ['var', 'flag', 'environment', 'file', 'saved', 'default', 'asked'];

/** What was said of a question, or follows from a stronger word on another one. */
export function strongestAnswer(wizard: AnyWizard, step: Step, collected: CollectedAnswers): GivenAnswer | undefined {
	const {key} = questionNames(wizard, step);
	let best = collected.get(key);
	for (const [id, raw] of Object.entries(step.field.impliedBy ?? {})) {
		const by = collected.get(questionNames(wizard, {id, field: step.field}).key);
		if (by === undefined) continue;
		if (best === undefined || precedence.indexOf(by.source) < precedence.indexOf(best.source)) best = {...by, key, raw};
	}

	return best;
}

/** Whether a step will be asked, as far as the answers above it tell. */
function certaintyOf(
	{when = {}}: Step,
	held: ReadonlyMap<string, unknown>,
	open: ReadonlySet<string>,
): 'asked' | 'perhaps' | 'not asked' {
	const conditions = Object.entries(when);
	const told = conditions.filter(([id]) => !open.has(id));
	if (!isAsked({when: Object.fromEntries(told)}, held)) return 'not asked';
	return told.length === conditions.length ? 'asked' : 'perhaps';
}

async function read(
	{field}: Step,
	given: GivenAnswer,
	references: ReferenceResolver,
	certainty: 'asked' | 'perhaps',
): Promise<KnownAnswer | undefined> {
	const {source, origin, pointer} = given;
	const raw = await rawValue(given, references, certainty);
	if (raw === undefined) return undefined;
	const answer = readAnswer(field, raw);
	if (answer.ok) return {value: answer.value, source, origin};
	const message = `The answer does not fit "${field.ask}"`;
	throw problemError({code: 'answers/bad-value', pointer, message, suggestion: answer.message}, origin);
}

async function rawValue(
	{raw, origin, pointer}: GivenAnswer,
	references: ReferenceResolver,
	certainty: 'asked' | 'perhaps',
): Promise<unknown> {
	if (!isReference(raw)) return raw;
	const reference = parseReference(raw);
	if (reference === undefined) {
		const message = 'This is not a reference we know';
		const suggestion =
			'Use {from: env, name: NAME}, {from: file, path: PATH}, {from: keychain, name: NAME} or {from: stdin}';
		throw problemError({code: 'answers/bad-reference', pointer, message, suggestion}, origin);
	}

	try {
		return await followReference(reference, references, {origin, pointer});
	} catch (error) {
		// The question may never come up; when it does, it is open.
		if (certainty === 'perhaps' && error instanceof WizardError && error.code === 'answers/bad-reference')
			return undefined;
		throw error;
	}
}

interface ResolveOptions {
	readonly collected: CollectedAnswers;
	readonly references: ReferenceResolver;
	readonly suggested?: Readonly<Record<string, unknown>>;
}

/** All answers of a wizard without asking: what was said, then defaults. @throws `answers/missing` naming every open question */
export async function resolveAnswers<Answers>(
	wizard: Wizard<Answers>,
	{collected, references, suggested = {}}: ResolveOptions,
): Promise<Answers> {
	const known = await knownAnswers(wizard, collected, references);
	const result = answerUnattended(wizard, {known, suggested});
	if (result.complete) return result.answers;
	throw answersMissing(result.missing);
}

/** What several wizards would miss, so that a run that needs them all can say so at once, before any side effect. */
export async function missingAnswers(
	wizards: readonly {readonly wizard: AnyWizard; readonly suggested?: Readonly<Record<string, unknown>>}[],
	{collected, references}: Omit<ResolveOptions, 'suggested'>,
): Promise<readonly MissingAnswer[]> {
	const missing: MissingAnswer[] = [];
	for (const {wizard, suggested = {}} of wizards) {
		const known = await knownAnswers(wizard, collected, references);
		const result = answerUnattended(wizard, {known, suggested});
		if (!result.complete) missing.push(...result.missing);
	}

	return missing;
}
