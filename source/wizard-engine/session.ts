/** One run through a wizard's questions, as a pure state machine: `(session, event) → session`. Every face drives this one. */
import type {ErrorData} from '../shared/errors.ts';
import {isAsked} from './conditions.ts';
import type {Step, Wizard} from './define.ts';
import type {Choice, Lookup} from './fields.ts';
import {readAnswer} from './read-answer.ts';

/** Where an answer came from, in the order of precedence. */
export type AnswerSource = 'var' | 'flag' | 'environment' | 'file' | 'saved' | 'default' | 'asked';

export interface KnownAnswer {
	readonly value: unknown;
	readonly source: AnswerSource;
	/** More exactly: the file, the variable. */
	readonly origin?: string;
}

/** The loaders of live choices by name. They may use the answers so far. */
export type LookupLoaders = Readonly<
	Record<string, (answers: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<readonly Choice[]>>
>;

interface StepProblem {
	readonly step: string;
	readonly message: string;
	/** All of it, when a task failed because of this answer. */
	readonly error?: ErrorData;
}

type LoadedChoices =
	| {readonly state: 'loaded'; readonly choices: readonly Choice[]}
	| {readonly state: 'failed'; readonly error: ErrorData};

export interface Session<Answers> {
	readonly wizard: Wizard<Answers>;
	readonly state: 'asking' | 'done' | 'cancelled';
	/** The question on the screen; undefined once all are answered. */
	readonly at: string | undefined;
	/** Every answer ever given, also of questions that are not asked now: coming back finds it again. */
	readonly remembered: ReadonlyMap<string, KnownAnswer>;
	/** Values to begin with where the wizard has no better default: the folder's name. */
	readonly suggested: Readonly<Record<string, unknown>>;
	readonly problem: StepProblem | undefined;
	/** Live choices by step. They are dropped when an answer changes, because they may depend on it. */
	readonly choices: ReadonlyMap<string, LoadedChoices>;
}

export type SessionEvent =
	| {readonly type: 'answered'; readonly value: unknown}
	/** To the question before this one that was asked; what a flag or a default answered is jumped to. */
	| {readonly type: 'back'}
	/** To any question that is asked and is answered or open now. */
	| {readonly type: 'jumped'; readonly step: string}
	| {readonly type: 'cancelled'}
	/** Something found out about an answer: the session stands at it again, all other answers kept. */
	| {readonly type: 'failed'; readonly step: string; readonly error: ErrorData}
	| {readonly type: 'choices-loaded'; readonly step: string; readonly choices: readonly Choice[]}
	| {readonly type: 'choices-failed'; readonly step: string; readonly error: ErrorData}
	/** Try a lookup again. */
	| {readonly type: 'choices-dropped'; readonly step: string};

export interface SessionStart {
	readonly known?: Readonly<Record<string, KnownAnswer>> | undefined;
	readonly suggested?: Readonly<Record<string, unknown>> | undefined;
	/** Begins at this question although it has its answer. */
	readonly at?: string | undefined;
	readonly problem?: {readonly step: string; readonly error: ErrorData} | undefined;
}

/** Begins at the first open question. A known answer that does not fit is open again, with the reason beside it. */
export function startSession<Answers>(
	wizard: Wizard<Answers>,
	{known = {}, suggested = {}, at, problem}: SessionStart = {},
): Session<Answers> {
	const remembered = new Map<string, KnownAnswer>();
	let misfit: StepProblem | undefined;
	for (const {id, field} of wizard.steps) {
		const answer = Object.hasOwn(known, id) ? known[id] : undefined;
		if (answer === undefined) continue;
		const read = readAnswer(field, answer.value);
		if (read.ok) remembered.set(id, {...answer, value: read.value});
		else misfit ??= {step: id, message: read.message};
	}

	const empty = {wizard, state: 'asking', remembered, suggested, choices: new Map()} as const;
	const session = goOn({...empty, at: undefined, problem: undefined});
	const asking = misfit?.step === session.at ? {...session, problem: misfit} : session;
	const started = at === undefined ? asking : advance(asking, {type: 'jumped', step: at});
	return problem === undefined ? started : advance(started, {type: 'failed', ...problem});
}

/** The next session. An event that makes no sense now changes nothing. */
export function advance<Answers>(session: Session<Answers>, event: SessionEvent): Session<Answers> {
	if (session.state === 'cancelled') return session;
	switch (event.type) {
		case 'answered':
			return answer(session, event.value);
		case 'back':
			return goTo(session, stepBefore(session)?.id);
		case 'jumped':
			return goTo(session, reachable(session).find(({id}) => id === event.step)?.id);
		case 'cancelled':
			return {...session, state: 'cancelled'};
		case 'failed': {
			const {step, error} = event;
			const moved = goTo(session, askedSteps(session).find(({id}) => id === step)?.id);
			return moved.at === step ? {...moved, problem: {step, message: error.message, error}} : session;
		}
		case 'choices-loaded':
			return withChoices(session, event.step, {state: 'loaded', choices: event.choices});
		case 'choices-failed':
			return withChoices(session, event.step, {state: 'failed', error: event.error});
		case 'choices-dropped':
			return withChoices(session, event.step, undefined);
	}
}

/** The questions that are asked, given the answers so far, in order. */
export function askedSteps<Answers>({wizard, remembered}: Pick<Session<Answers>, 'wizard' | 'remembered'>): Step[] {
	const held = new Map<string, unknown>();
	return wizard.steps.filter(step => {
		if (!isAsked(step, held)) return false;
		const known = remembered.get(step.id);
		if (known !== undefined) held.set(step.id, known.value);
		return true;
	});
}

/** The answers that count now: those of questions that are asked, up to (not with) `before` when it is given. */
export function answersSoFar<Answers>(
	session: Pick<Session<Answers>, 'wizard' | 'remembered'>,
	before?: string,
): Readonly<Record<string, unknown>> {
	const answers: Record<string, unknown> = {};
	for (const {id} of askedSteps(session)) {
		if (id === before) break;
		const known = session.remembered.get(id);
		if (known !== undefined) answers[id] = known.value;
	}

	return answers;
}

/** The answers of a session that is done, typed; undefined before. */
export function finishedAnswers<Answers>(session: Session<Answers>): Answers | undefined {
	const answers: unknown = answersSoFar(session);
	return session.state === 'done' && session.wizard.accepts(answers) ? answers : undefined;
}

function answer<Answers>(session: Session<Answers>, value: unknown): Session<Answers> {
	const step = session.wizard.steps.find(({id}) => id === session.at);
	if (step === undefined) return session;
	const read = readAnswer(step.field, value);
	const message = read.ok ? notAChoice(session, step, read.value) : read.message;
	if (!read.ok || message !== undefined) {
		return {...session, problem: {step: step.id, message: message ?? 'This does not fit'}};
	}

	const remembered = new Map(session.remembered).set(step.id, {value: read.value, source: 'asked'});
	const own = session.choices.get(step.id);
	const choices = new Map(own === undefined ? [] : [[step.id, own] as const]);
	return goOn({...session, remembered, choices, problem: undefined});
}

function notAChoice<Answers>(session: Session<Answers>, {id, field}: Step, value: unknown): string | undefined {
	const loaded = session.choices.get(id);
	if (field.freeText === true || loaded?.state !== 'loaded') return undefined;
	const offered = new Set<unknown>(loaded.choices.map(choice => choice.value));
	const given: readonly unknown[] = Array.isArray(value) ? value : [value];
	return given.every(one => offered.has(one)) ? undefined : 'It is not among the choices';
}

/** Marks what a quiet question took, apart from defaults that a caller brings. */
const byItself = 'its default';

/** To the first open question. Quiet ones take their default on the way, anew each time: it may follow from what changed. */
function goOn<Answers>(session: Session<Answers>): Session<Answers> {
	const remembered = new Map(session.remembered);
	const now = {...session, remembered};
	for (const step of session.wizard.steps) {
		const known = remembered.get(step.id);
		if (known === undefined ? step.field.quiet !== true : known.origin !== byItself) continue;
		if (!askedSteps(now).includes(step)) continue;
		const read = readAnswer(step.field, defaultAnswer(now, step));
		if (read.ok) remembered.set(step.id, {value: read.value, source: 'default', origin: byItself});
	}

	const open = askedSteps(now).find(({id}) => !remembered.has(id));
	return {...now, at: open?.id, state: open === undefined ? 'done' : 'asking'};
}

/** What Enter gives at this step when nobody said otherwise: what the surroundings suggest, or the wizard's default. */
export function defaultAnswer<Answers>(
	session: Pick<Session<Answers>, 'wizard' | 'remembered' | 'suggested'>,
	step: Step,
): unknown {
	const {suggested} = session;
	const offered = Object.hasOwn(suggested, step.id) ? suggested[step.id] : undefined;
	if (offered !== undefined && readAnswer(step.field, offered).ok) return offered;
	return step.default(answersSoFar(session, step.id));
}

function goTo<Answers>(session: Session<Answers>, step: string | undefined): Session<Answers> {
	return step === undefined ? session : {...session, at: step, state: 'asking', problem: undefined};
}

function stepBefore<Answers>(session: Session<Answers>): Step | undefined {
	const asked = askedSteps(session);
	const here = asked.findIndex(({id}) => id === session.at);
	const above = here === -1 ? asked : asked.slice(0, here);
	return above.findLast(({id}) => session.remembered.get(id)?.source === 'asked');
}

/** Answered ones, and the first open one. */
function reachable<Answers>(session: Session<Answers>): readonly Step[] {
	const asked = askedSteps(session);
	const open = asked.findIndex(({id}) => !session.remembered.has(id));
	return open === -1 ? asked : asked.slice(0, open + 1);
}

function withChoices<Answers>(
	session: Session<Answers>,
	step: string,
	loaded: LoadedChoices | undefined,
): Session<Answers> {
	const choices = new Map(session.choices);
	if (loaded === undefined) choices.delete(step);
	else choices.set(step, loaded);
	return {...session, choices};
}

/** The lookup that the current question waits for, when its choices are not there yet. */
export function openLookup<Answers>(session: Session<Answers>): Lookup | undefined {
	const step = session.wizard.steps.find(({id}) => id === session.at);
	const choices = step?.field.choices;
	if (step === undefined || choices === undefined || !('lookup' in choices)) return undefined;
	return session.choices.has(step.id) ? undefined : choices;
}
