/** The face for screen readers and plain terminals: numbered questions, one line at a time, nothing repainted. */
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
import {askInLines, inputEnded} from './accessible-dialog.ts';
import {ladderInWords, progressInWords} from './accessible-progress.ts';
import {choiceInWords} from './accessible-question.ts';
import {askReview} from './accessible-review.ts';
import {lineInWords} from './dialog-lines.ts';
import {runInterruptible, runStoppable} from './dialog-progress.ts';
import type {DialogTerminal} from './dialog-terminal.ts';
import {printFeed} from './dialog-watch.ts';
import {safeText} from './safe-text.ts';

export class AccessiblePrompter implements Prompter {
	readonly kind = 'accessible';
	readonly #terminal: DialogTerminal;
	#chapter: string | undefined;
	#closed = false;

	constructor(terminal: DialogTerminal) {
		this.#terminal = terminal;
	}

	frame({chapters = []}: Partial<Frame>): void {
		const at = chapters.findIndex(({state}) => state === 'current');
		const current = chapters[at];
		if (current === undefined || current.id === this.#chapter) return;
		this.#chapter = current.id;
		this.#say('', `Part ${at + 1} of ${chapters.length}: ${safeText(current.title)}.`);
	}

	async ask<Answers>(request: AskRequest<Answers>): Promise<Answers> {
		return askInLines(request, this.#terminal);
	}

	async review(review: Review): Promise<ReviewChoice> {
		return askReview(review, this.#terminal);
	}

	async progress<Result>(progress: Progress<Result>): Promise<Result> {
		this.#say('', `${safeText(progress.title)}.`);
		const inWords = progressInWords(progress);
		return runInterruptible(progress, this.#terminal, event => {
			for (const line of inWords(event)) this.#say(line);
		});
	}

	async ladder<Result>({title, run}: Ladder<Result>): Promise<Result> {
		this.#say('', `${safeText(title)}.`);
		return runStoppable(
			signal =>
				run(layer => {
					this.#say(...ladderInWords(layer));
				}, signal),
			this.#terminal,
		);
	}

	async menu({title, aside, lines, choices, escape}: Menu): Promise<string> {
		this.#say('', lineInWords({text: title, ...(aside === undefined ? {} : {aside})}), ...lines.map(lineInWords));
		this.#say(...choices.map((choice, index) => `  ${index + 1}. ${choiceInWords(choice)}`));
		for (;;) {
			const line = await this.#terminal.readLine({prompt: 'Type a number (Enter for 1): ', hidden: false});
			if (line === null && escape !== undefined) return escape;
			if (line === null) throw inputEnded();
			const word = line.trim().toLowerCase();
			if (word === '<' && escape !== undefined) return escape;
			const byNumber = choices[word === '' ? 0 : Number(word) - 1];
			const found = byNumber ?? choices.find(({key, value}) => word === key || word === value);
			if (found !== undefined) return found.value;
			this.#say(`Type a number from 1 to ${choices.length}.`);
		}
	}

	async confirm({ask, help, default: preset}: {ask: string; help?: string; default: boolean}): Promise<boolean> {
		this.#say('', safeText(ask), ...(help === undefined ? [] : [safeText(help)]));
		for (;;) {
			const prompt = `Type yes or no (Enter for ${preset ? 'yes' : 'no'}): `;
			const word = (await this.#terminal.readLine({prompt, hidden: false}))?.trim().toLowerCase();
			if (word === undefined) return false;
			if (word === '') return preset;
			if (['y', 'yes'].includes(word)) return true;
			if (['n', 'no'].includes(word)) return false;
		}
	}

	async watch(watch: Watch): Promise<void> {
		this.#say(
			'',
			`${safeText(watch.title)}. ${watch.facts.map(safeText).join(', ')}.`,
			'Press Enter to leave the logs.',
		);
		const leave = new AbortController();
		const release = this.#terminal.onInterrupt(() => leave.abort());
		const enter = this.#terminal
			.readLine({prompt: '', hidden: false, signal: leave.signal})
			.catch(() => null)
			.finally(() => leave.abort());
		try {
			await printFeed(watch, this.#terminal, leave.signal);
		} finally {
			leave.abort();
			release();
			await enter;
		}
	}

	note(line: Line): void {
		this.#say(lineInWords(line));
	}

	async close(lines: readonly Line[] = []): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		if (lines.length > 0) this.#say('', ...lines.map(lineInWords));
	}

	#say(...lines: readonly string[]): void {
		if (lines.length > 0) this.#terminal.write(`${lines.join('\n')}\n`);
	}
}
