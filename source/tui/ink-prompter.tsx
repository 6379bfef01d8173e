import {WizardError} from '../shared/errors.ts';
import type {Line, Prompter} from '../wizard-engine/prompter.ts';
import {finishedAnswers, startSession} from '../wizard-engine/session.ts';
import {closingLines} from './closing-lines.ts';
import {InkTerminal, type InkTerminalOptions} from './ink-terminal.tsx';
import {ScreenStore} from './screen-store.ts';
import {ConfirmScreen} from './screens/confirm-screen.tsx';
import {idleScreen} from './screens/idle-screen.tsx';
import {LadderScreen} from './screens/ladder-screen.tsx';
import {MenuScreen} from './screens/menu-screen.tsx';
import {ProgressScreen} from './screens/progress-screen.tsx';
import {QuestionScreen} from './screens/question-screen.tsx';
import {ReviewScreen} from './screens/review-screen.tsx';
import type {Screen, Stage} from './screens/screen.ts';
import {WatchScreen} from './panes/watch-screen.tsx';
import {createTheme} from './theme.ts';

export interface InkPrompterOptions extends Omit<InkTerminalOptions, 'store' | 'theme' | 'broke'> {
	/** Decides about colour and marks: `NO_COLOR`, `TERM`, the locale. */
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly now?: () => number;
	/** Ctrl+C while nothing is asked: the same as the signal. */
	readonly interrupt?: () => void;
}

/** The full-screen face, and what the process needs to give the terminal back whatever happens. */
export interface InkPrompter extends Prompter {
	readonly kind: 'ink';
	/**
	 * Gives the terminal back at once, synchronously, and gives up what is asked (`wizard/interrupted`) or stops
	 * what runs; for signals, uncaught errors and the exit. Idempotent.
	 */
	restore(): void;
	/** Gives the terminal to the shell and stops the process (ctrl+z, SIGTSTP); draws again when it goes on. */
	suspend(): Promise<void>;
	/** After something else wrote over the screen, or the process was stopped from outside (SIGCONT). */
	redraw(): void;
}

interface Settle<Result> {
	readonly resolve: (result: Result) => void;
	readonly reject: (reason: unknown) => void;
}

/** Asks and shows everything on one full screen of the terminal. Nothing is drawn before the first question. */
export function createInkPrompter(options: InkPrompterOptions): InkPrompter {
	const {env, now = () => performance.now(), interrupt = () => undefined} = options;
	const theme = createTheme(env);
	const store: ScreenStore = new ScreenStore(() => idleScreen(now, interrupt));
	const waiting = new Set<(error: unknown) => void>();
	const broke = (error: unknown): void => {
		for (const reject of waiting) reject(error);
	};
	const terminal = new InkTerminal({...options, store, theme, broke});
	const stage: Stage = {
		changed: store.changed,
		now,
		copy: text => terminal.copy(text),
		size: () => terminal.size(),
	};

	const show = async <Result,>(make: (settle: Settle<Result>) => Screen): Promise<Result> => {
		const {promise, resolve, reject} = Promise.withResolvers<Result>();
		waiting.add(reject);
		const screen = make({resolve, reject});
		store.show(screen);
		terminal.open();
		try {
			return await promise;
		} finally {
			waiting.delete(reject);
			store.end(screen);
		}
	};

	return {
		kind: 'ink',
		frame: parts => store.setFrame(parts),
		ask: async request => {
			// When all answers are known there is nothing to draw.
			const known = finishedAnswers(startSession(request.wizard, request));
			if (known !== undefined) return known;
			return show(
				({resolve, reject}) => new QuestionScreen(request, stage, {answer: resolve, leave: () => reject(left())}),
			);
		},
		review: review =>
			show(({resolve, reject}) => new ReviewScreen(review, stage, {choose: resolve, leave: () => reject(left())})),
		progress: progress =>
			show(({resolve, reject}) => {
				const screen = new ProgressScreen(progress, stage, {leave: () => reject(left())});
				screen.run().then(resolve, reject);
				return screen;
			}),
		ladder: ladder =>
			show(({resolve, reject}) => {
				const screen = new LadderScreen(ladder, stage, {leave: () => reject(left())});
				screen.run().then(resolve, reject);
				return screen;
			}),
		menu: menu =>
			show(({resolve, reject}) => new MenuScreen(menu, stage, {choose: resolve, leave: () => reject(left())})),
		confirm: question =>
			show(({resolve, reject}) => new ConfirmScreen(question, stage, {answer: resolve, leave: () => reject(left())})),
		watch: watch => show(({resolve}) => new WatchScreen(watch, stage, {leave: () => resolve(undefined)})),
		note: line => store.note(line),
		close: async (lines = []) => {
			const unseen: readonly Line[] = terminal.wasOpen ? [] : store.notes;
			await terminal.close(closingLines([...unseen, ...lines], theme));
			store.notes = [];
		},
		restore: () => {
			terminal.restore();
			store.screen.leave();
		},
		suspend: () => terminal.suspend(),
		redraw: () => terminal.redraw(),
	};
}

const left = (): WizardError =>
	new WizardError('wizard/interrupted', {
		message: 'You left before it was done.',
		hint: 'Nothing more is done. The next start goes on from here.',
		next: [{command: 'cs-wizard', when: 'to go on'}],
	});
