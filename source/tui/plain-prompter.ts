/** The face for scripts, logs and CI: it says what happens in lines and never asks. */
import {WizardError} from '../shared/errors.ts';
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
} from '../wizard-engine/prompter.ts';
import {unattendedAnswers} from '../wizard-engine/unattended.ts';
import {lineInWords} from './dialog-lines.ts';
import {runInterruptible, runStoppable} from './dialog-progress.ts';
import type {DialogTerminal} from './dialog-terminal.ts';
import {printFeed} from './dialog-watch.ts';
import {formatDuration} from './format.ts';
import {plainLine} from './plain-line.ts';
import {plainProgress, type PlainStyle} from './plain-progress.ts';
import {safeText} from './safe-text.ts';

export class PlainPrompter implements Prompter {
	readonly kind = 'plain';
	readonly #terminal: DialogTerminal;
	readonly #style: PlainStyle;
	#closed = false;

	constructor(terminal: DialogTerminal, style: PlainStyle = {detail: 'normal', github: false}) {
		this.#terminal = terminal;
		this.#style = style;
	}

	/** Who and where is not part of a log. */
	frame(_frame: Partial<Frame>): void {}

	async ask<Answers>({wizard, known, suggested = {}, problem}: AskRequest<Answers>): Promise<Answers> {
		if (problem !== undefined) throw new WizardError(problem.error.code, problem.error);
		return unattendedAnswers(wizard, {known, suggested});
	}

	async review({title, facts}: Review): Promise<ReviewChoice> {
		if (this.#style.detail === 'verbose') {
			this.#say(safeText(title), ...facts.map(({label, value, aside}) => plainLine(label, value, aside)));
		}

		return {choice: 'go'};
	}

	async progress<Result>(progress: Progress<Result>): Promise<Result> {
		const lines = plainProgress(progress, this.#style);
		return runInterruptible(progress, this.#terminal, event => this.#say(...lines(event)));
	}

	async ladder<Result>({title, run}: Ladder<Result>): Promise<Result> {
		if (this.#style.detail !== 'quiet') this.#say(safeText(title));
		return runStoppable(
			signal =>
				run(({name, status, detail, duration_ms: duration}) => {
					if (this.#style.detail === 'quiet' && status !== 'failed') return;
					this.#say(plainLine(name, `${status}${detail === '' ? '' : `: ${detail}`}`, formatDuration(duration)));
				}, signal),
			this.#terminal,
		);
	}

	async menu({title, lines, escape}: Menu): Promise<string> {
		if (this.#style.detail !== 'quiet') this.#say(safeText(title), ...lines.map(lineInWords));
		if (escape !== undefined) return escape;
		throw new WizardError('usage/needs-terminal', {
			message: `"${safeText(title)}" asks for a choice, and there is no terminal to ask on.`,
			hint: 'Run it on a terminal, or name what you want on the command line.',
			next: [{command: 'cs-wizard --help', when: 'to see the commands'}],
		});
	}

	/** The default is the safe answer; anything else needs its own flag. */
	async confirm(question: {readonly ask: string; readonly help?: string; readonly default: boolean}): Promise<boolean> {
		if (this.#style.detail !== 'quiet') {
			this.#say(`${safeText(question.ask)} ${question.default ? 'Yes' : 'No'}, as nobody is asked here.`);
		}

		return question.default;
	}

	async watch(watch: Watch): Promise<void> {
		const leave = new AbortController();
		const release = this.#terminal.onInterrupt(() => leave.abort());
		try {
			await printFeed(watch, this.#terminal, leave.signal);
		} finally {
			release();
		}
	}

	note(line: Line): void {
		if (this.#style.detail !== 'quiet' || line.tone === 'bad' || line.tone === 'warning') this.#say(lineInWords(line));
	}

	async close(lines: readonly Line[] = []): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		if (this.#style.detail !== 'quiet') this.#say(...lines.map(lineInWords));
	}

	#say(...lines: readonly string[]): void {
		if (lines.length > 0) this.#terminal.write(`${lines.join('\n')}\n`);
	}
}
