import {moveConfirm} from '../fields/confirm-field.ts';
import {ConfirmLine} from '../fields/text-line.tsx';
import type {Key} from '../keys/key.ts';
import {Gap, Rows} from '../layout/rows.tsx';
import {Paragraph} from '../layout/paragraph.tsx';
import type {Area, KeyHint, Screen, Stage} from './screen.ts';

interface Question {
	readonly ask: string;
	readonly help?: string;
	readonly default: boolean;
}

interface Ending {
	readonly answer: (yes: boolean) => void;
	readonly leave: () => void;
}

/** One yes or no, outside a wizard. Escape is the answer that changes nothing: no. */
export class ConfirmScreen implements Screen {
	readonly isTyping = false;
	readonly #question: Question;
	readonly #stage: Stage;
	readonly #ending: Ending;
	#yes: boolean;

	constructor(question: Question, stage: Stage, ending: Ending) {
		this.#question = question;
		this.#stage = stage;
		this.#ending = ending;
		this.#yes = question.default;
	}

	hints(): readonly KeyHint[] {
		return [
			{keys: 'enter', does: 'go on', keep: true},
			{keys: 'y', does: 'yes'},
			{keys: 'n', does: 'no'},
			{keys: 'esc', does: 'no'},
			{keys: '?', does: 'help'},
		];
	}

	help(): readonly string[] {
		return this.#question.help === undefined ? [] : [this.#question.help];
	}

	leave(): void {
		this.#ending.leave();
	}

	press(key: Key): void {
		if (key.chord === 'ctrl+c' || key.chord === 'ctrl+d') return this.#ending.leave();
		if (key.chord === 'enter') return this.#ending.answer(this.#yes);
		if (key.chord === 'escape') return this.#ending.answer(false);
		const moved = moveConfirm(this.#yes, key);
		if (!moved) return;
		this.#yes = moved.yes;
		if (moved.decided) return this.#ending.answer(moved.yes);
		this.#stage.changed();
	}

	draw({columns}: Area) {
		const {ask, help} = this.#question;
		return (
			<Rows>
				<Paragraph tone="strong" width={columns}>
					{ask}
				</Paragraph>
				<ConfirmLine yes={this.#yes} />
				<Gap />
				{help === undefined ? undefined : (
					<Rows indent={2}>
						<Paragraph tone="dim" width={columns - 2}>
							{help}
						</Paragraph>
					</Rows>
				)}
			</Rows>
		);
	}
}
