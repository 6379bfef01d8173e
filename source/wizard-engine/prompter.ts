/**
 * The faces of the wizards: full screen (Ink), accessible dialog, plain lines, scripted. A command talks to one
 * of them through this interface and does not know which. Everything given to it is data; it decides nothing.
 */
import type {ErrorData} from '../shared/errors.ts';
import type {EventSink} from '../shared/events.ts';
import type {LayerResult} from '../shared/health-ladder.ts';
import type {LogFeed} from '../shared/log-feed.ts';
import type {Wizard} from './define.ts';
import type {KnownAnswer, LookupLoaders} from './session.ts';

export interface Chapter {
	readonly id: string;
	readonly title: string;
	readonly state: 'done' | 'current' | 'waiting' | 'failed';
}

/** Line 1 of every screen: who and where. */
export interface Frame {
	/** `acme@this machine`; empty before sign-in. */
	readonly who: string;
	readonly service: string;
	readonly connection: {readonly state: 'none' | 'ok' | 'waiting' | 'broken'; readonly text: string};
	readonly chapters: readonly Chapter[];
}

export interface AskRequest<Answers> {
	readonly wizard: Wizard<Answers>;
	/** Answers that hold already (flags, environment, files, saved, defaults that were agreed to), with where they came from. */
	readonly known: Readonly<Record<string, KnownAnswer>>;
	/** What the surroundings suggest (the folder's name): a field begins with it, and without a terminal it is the default. */
	readonly suggested?: Readonly<Record<string, unknown>>;
	readonly lookups: LookupLoaders;
	/** Words above the first question. */
	readonly introduction?: readonly string[];
	/** Opens this question again although it has its answer; the others stay. */
	readonly at?: string;
	/** A failed task comes back to the question that caused it, with its error beside the field. */
	readonly problem?: {readonly step: string; readonly error: ErrorData};
	/** Tries an answer while it is given (ctrl+t), and what trying it shows. */
	readonly test?: (step: string, value: unknown, answers: Readonly<Record<string, unknown>>) => Promise<LayerResult>;
	/** The steps that can be tried; all of them unless told. */
	readonly canTest?: readonly string[];
}

export interface MenuChoice {
	readonly value: string;
	readonly label: string;
	readonly hint?: string;
	/** A letter that chooses it at once. */
	readonly key?: string;
}

/** Lines of a screen's middle. `tone` picks the mark and colour. */
export interface Line {
	readonly text: string;
	readonly tone?: 'plain' | 'strong' | 'dim' | 'good' | 'warning' | 'bad' | 'command' | 'quote';
	/** Dim words right behind the text; callers pad the text so that several lines align. */
	readonly beside?: string;
	/** Right-aligned on the same line: a time, a size. */
	readonly aside?: string;
}

export interface Menu {
	readonly id: 'home' | 'failure' | 'done' | 'resume' | 'general';
	readonly title: string;
	readonly aside?: string;
	/** What was done up to here, as one row of marks below the title. */
	readonly steps?: readonly Chapter[];
	readonly lines: readonly Line[];
	readonly choices: readonly MenuChoice[];
	/** What escape means; without it escape does nothing. */
	readonly escape?: string;
	/** The exit code that leaving will give, when it is not 0. */
	readonly exitCode?: number;
	readonly help?: readonly string[];
	/** Copied by `c`. */
	readonly copy?: string;
}

export interface Review {
	readonly title: string;
	/** `Build` · `Node.js 24, npm ci, no Docker needed` · `about 40 MB` */
	readonly facts: readonly {readonly label: string; readonly value: string; readonly aside?: string}[];
	readonly files: readonly {
		readonly mark: '+' | '~';
		readonly path: string;
		readonly note: string;
		readonly diff: readonly string[];
	}[];
	/** The command and answers file that do exactly this without questions. */
	readonly asCommand: readonly string[];
	readonly go: string;
}

export type ReviewChoice = {readonly choice: 'go'} | {readonly choice: 'edit'} | {readonly choice: 'back'};

export interface Progress<Result> {
	/** `Deploying hello-node, release 5` */
	readonly title: string;
	/** All that will happen, so that what waits is on the screen too. */
	readonly tasks: readonly {readonly task: string; readonly title: string; readonly waiting?: string}[];
	/** What stopping means now, given the task under way: "nothing has changed for your users yet". */
	readonly stopping: (task: string | undefined) => {readonly question: string; readonly canDetach: boolean};
	readonly run: (sink: EventSink, signal: AbortSignal, detach: AbortSignal) => Promise<Result>;
}

export interface Ladder<Result> {
	readonly title: string;
	readonly run: (onLayer: (layer: LayerResult) => void, signal: AbortSignal) => Promise<Result>;
}

export interface Watch {
	readonly title: string;
	readonly feed: LogFeed;
	/** Chips of the first line: `release 5 live`. */
	readonly facts: readonly string[];
	/** Where `s` saves. */
	readonly saveFolder: string;
}

export interface Prompter {
	readonly kind: 'ink' | 'accessible' | 'plain' | 'scripted';
	/** Changes the parts that are given. */
	frame(frame: Partial<Frame>): void;
	/** Asks every open question. @throws `wizard/interrupted` when the person leaves, `answers/missing` when the face can't ask */
	ask<Answers>(request: AskRequest<Answers>): Promise<Answers>;
	review(review: Review): Promise<ReviewChoice>;
	/** Draws the run; Ctrl+C asks once and then aborts `signal`, or `detach`. Rejects with what `run` rejects with. */
	progress<Result>(progress: Progress<Result>): Promise<Result>;
	ladder<Result>(ladder: Ladder<Result>): Promise<Result>;
	menu(menu: Menu): Promise<string>;
	confirm(question: {readonly ask: string; readonly help?: string; readonly default: boolean}): Promise<boolean>;
	/** Until the person leaves the panes. */
	watch(watch: Watch): Promise<void>;
	/** A line that matters and needs no answer: "Started the platform of this machine." */
	note(line: Line): void;
	/** Gives the terminal back, then prints these lines on the normal screen (stderr). Idempotent. */
	close(lines?: readonly Line[]): Promise<void>;
}
