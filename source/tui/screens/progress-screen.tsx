import type {RunEvent} from '../../shared/events.ts';
import type {Progress} from '../../wizard-engine/prompter.ts';
import type {Key} from '../keys/key.ts';
import {OutputLog} from './output-log.ts';
import {ProgressView} from './progress-view.tsx';
import {afterEvent, currentTask, type ProgressState, startProgress} from './progress-state.ts';
import type {Area, KeyHint, Screen, Stage} from './screen.ts';
import {isAtEnd, moveScroll, type Scroll} from './scroll.ts';

interface Ending {
	readonly leave: () => void;
}

/** Work under way. Ctrl+C asks once what is meant: stop, detach or stay; pressed again it means stop. */
export class ProgressScreen<Result> implements Screen {
	readonly isTyping = false;
	readonly #progress: Progress<Result>;
	readonly #stage: Stage;
	readonly #ending: Ending;
	readonly #stop = new AbortController();
	readonly #detach = new AbortController();
	readonly #startedAt: number;
	readonly #output = new OutputLog();
	#state: ProgressState;
	#leaving: 'no' | 'asked' | 'stopping' | 'detaching' = 'no';
	#scroll: Scroll | undefined;
	#isDrawing = false;

	constructor(progress: Progress<Result>, stage: Stage, ending: Ending) {
		this.#progress = progress;
		this.#stage = stage;
		this.#ending = ending;
		this.#startedAt = stage.now();
		this.#state = startProgress(progress.tasks);
	}

	run(): Promise<Result> {
		return this.#progress.run(this.#onEvent, this.#stop.signal, this.#detach.signal);
	}

	/** Thousands of lines a second are drawn at most as often as a person can see. */
	readonly #onEvent = (event: RunEvent): void => {
		this.#state = afterEvent(this.#state, event, this.#stage.now());
		if (event.type === 'task.log') this.#output.add(event.content);
		if (this.#isDrawing) return;
		this.#isDrawing = true;
		setTimeout(() => {
			this.#isDrawing = false;
			this.#stage.changed();
		}, 40).unref();
	};

	#stopping() {
		return this.#progress.stopping(currentTask(this.#state)?.task);
	}

	/** "stop (nothing has changed for your users)": the part of the question that says it. */
	#whatStoppingMeans(): string {
		const {question, canDetach} = this.#stopping();
		const meaning = /\?\s+(\S.*?)\.?$/.exec(question)?.[1];
		const does = canDetach ? 'stop or detach' : 'stop';
		return meaning === undefined ? does : `${does} (${meaning.charAt(0).toLowerCase()}${meaning.slice(1)})`;
	}

	hints(): readonly KeyHint[] {
		if (this.#leaving === 'asked') {
			return [
				{keys: 'y', does: 'stop', keep: true},
				...(this.#stopping().canDetach ? [{keys: 'd', does: 'detach', keep: true}] : []),
				{keys: 'esc', does: 'stay', keep: true},
			];
		}

		return [
			...(this.#scroll
				? [
						{keys: 'l', does: 'close the output'},
						{keys: 'arrows', does: 'scroll'},
					]
				: [{keys: 'l', does: 'all output'}]),
			{keys: 'ctrl+c', does: this.#whatStoppingMeans(), keep: true},
			{keys: '?', does: 'help'},
		];
	}

	banner(): string | undefined {
		switch (this.#leaving) {
			case 'no':
				return undefined;
			case 'asked':
				return this.#stopping().question;
			case 'stopping':
				return 'Stopping after this step. ctrl+c leaves at once.';
			case 'detaching':
				return 'Detaching; the work goes on without this screen.';
		}
	}

	help(): readonly string[] {
		return ['Each row is one step. Stopping asks first and says what it means now.'];
	}

	/** The run itself says when it has stopped. */
	leave(): void {
		this.#stopNow();
	}

	press(key: Key): void {
		if (key.chord === 'ctrl+c') this.#interrupt();
		else if (this.#leaving === 'asked') this.#decide(key.chord);
		else this.#look(key);
		this.#stage.changed();
	}

	#interrupt(): void {
		if (this.#leaving === 'no') this.#leaving = 'asked';
		else if (this.#leaving === 'asked') this.#stopNow();
		else this.#ending.leave();
	}

	#decide(chord: string): void {
		if (chord === 'y') this.#stopNow();
		else if (chord === 'd' && this.#stopping().canDetach) {
			this.#leaving = 'detaching';
			this.#detach.abort();
		} else if (chord === 'escape' || chord === 'n') this.#leaving = 'no';
	}

	#stopNow(): void {
		this.#leaving = 'stopping';
		this.#stop.abort();
	}

	#look(key: Key): void {
		if (key.chord === 'l') this.#scroll = this.#scroll ? undefined : {top: 0, rows: 0, count: 0};
		else if (key.chord === 'escape') this.#scroll = undefined;
		else if (this.#scroll) this.#scroll = moveScroll(this.#scroll, key) ?? this.#scroll;
	}

	draw(area: Area) {
		const log = this.#output.lines;
		if (this.#scroll) {
			const follows = isAtEnd(this.#scroll);
			const rows = area.rows - 2;
			const top = follows ? Math.max(0, log.length - rows) : Math.min(this.#scroll.top, Math.max(0, log.length - rows));
			this.#scroll = {top, rows, count: log.length};
		}

		return (
			<ProgressView
				title={this.#progress.title}
				state={this.#state}
				output={log}
				startedAt={this.#startedAt}
				now={this.#stage.now}
				scroll={this.#scroll}
				area={area}
			/>
		);
	}
}
