/** A face for tests and demonstrations: its answers are a list, and what it was shown can be read afterwards. */
import type {RunEvent} from '../shared/events.ts';
import type {LayerResult} from '../shared/health-ladder.ts';
import type {
	AskRequest,
	Frame,
	Ladder,
	Line,
	Menu,
	Progress,
	Prompter,
	Review,
	ReviewChoice,
	Watch,
} from './prompter.ts';
import {advance, finishedAnswers, type Session, type SessionEvent, startSession} from './session.ts';
import {currentStep, prefill} from './session-view.ts';

export interface Script {
	/** By `wizard.step`, or by the step's own name. What is not here is answered by Enter. */
	readonly answers?: Readonly<Record<string, unknown>>;
	/** By the menu's id. What is not here takes the first choice. */
	readonly menus?: Readonly<Record<string, string>>;
	/** In order, then the default. */
	readonly confirms?: readonly boolean[];
	/** In order, then "go". */
	readonly reviews?: readonly ReviewChoice['choice'][];
}

export class ScriptedPrompter implements Prompter {
	readonly kind = 'scripted';
	readonly #script: Script;
	readonly #confirms: boolean[];
	readonly #reviews: ReviewChoice['choice'][];
	/** What was shown, in order. */
	readonly asked: string[] = [];
	readonly reviewed: Review[] = [];
	readonly events: RunEvent[] = [];
	readonly layers: LayerResult[] = [];
	readonly notes: Line[] = [];
	readonly menus: Menu[] = [];
	readonly frames: Partial<Frame>[] = [];
	closed: readonly Line[] | undefined;

	constructor(script: Script = {}) {
		this.#script = script;
		this.#confirms = [...(script.confirms ?? [])];
		this.#reviews = [...(script.reviews ?? [])];
	}

	frame(frame: Partial<Frame>): void {
		this.frames.push(frame);
	}

	async ask<Answers>(request: AskRequest<Answers>): Promise<Answers> {
		let session = startSession(request.wizard, request);
		for (let step = currentStep(session); step !== undefined; step = currentStep(session)) {
			this.asked.push(`${request.wizard.id}.${step.id}`);
			session = answerOrThrow(session, {type: 'answered', value: this.#answer(request.wizard.id, step.id, session)});
		}

		const answers = finishedAnswers(session);
		if (answers === undefined) throw new Error(`The answers of ${request.wizard.id} do not fit together`);
		return answers;
	}

	#answer<Answers>(wizard: string, step: string, session: Session<Answers>): unknown {
		const {answers = {}} = this.#script;
		return answers[`${wizard}.${step}`] ?? answers[step] ?? prefill(session);
	}

	async review(review: Review): Promise<ReviewChoice> {
		this.reviewed.push(review);
		return {choice: this.#reviews.shift() ?? 'go'};
	}

	async progress<Result>({run}: Progress<Result>): Promise<Result> {
		return run(event => this.events.push(event), new AbortController().signal, new AbortController().signal);
	}

	async ladder<Result>({run}: Ladder<Result>): Promise<Result> {
		return run(layer => this.layers.push(layer), new AbortController().signal);
	}

	async menu(menu: Menu): Promise<string> {
		this.menus.push(menu);
		const choice = this.#script.menus?.[menu.id] ?? menu.choices[0]?.value ?? menu.escape;
		if (choice === undefined) throw new Error(`The menu ${menu.id} has no choices`);
		return choice;
	}

	async confirm(question: {readonly ask: string; readonly default: boolean}): Promise<boolean> {
		this.asked.push(question.ask);
		return this.#confirms.shift() ?? question.default;
	}

	async watch(_watch: Watch): Promise<void> {}

	note(line: Line): void {
		this.notes.push(line);
	}

	async close(lines: readonly Line[] = []): Promise<void> {
		this.closed ??= lines;
	}
}

/** A script that gives a wrong answer must end, and say where. */
function answerOrThrow<Answers>(session: Session<Answers>, event: SessionEvent): Session<Answers> {
	const next = advance(session, event);
	if (next.problem !== undefined) throw new Error(`${session.wizard.id}.${session.at}: ${next.problem.message}`);
	return next;
}
