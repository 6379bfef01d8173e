import {toWizardError} from '../../shared/errors.ts';
import type {LogFilter, SearchHit} from '../../shared/log-feed.ts';
import type {Watch} from '../../wizard-engine/prompter.ts';
import {editText, textField} from '../fields/text-field.ts';
import type {Key} from '../keys/key.ts';
import type {Area, KeyHint, Screen, Stage} from '../screens/screen.ts';
import {filterByWords, nextLevel} from './log-filter.ts';
import {LogSearch} from './log-search.ts';
import {moveOpened, type OpenedRow, openRow} from './opened-row.ts';
import {PaneBoard} from './pane-board.ts';
import type {Typing} from './typing.ts';
import {openedHints, paneHints, watchHelp} from './watch-keys.ts';
import {WatchView} from './watch-view.tsx';

interface Ending {
	readonly leave: () => void;
}

/** A search is brought up to date with new rows at most this often. */
const recountAfter = 1000;

/** The log panes. The rows stay with the feed; the board holds where each pane looks. */
export class WatchScreen implements Screen {
	readonly isWhole = true;
	readonly #watch: Watch;
	readonly #stage: Stage;
	readonly #ending: Ending;
	readonly #board: PaneBoard;
	readonly #search: LogSearch;
	readonly #stopListening: () => void;
	#filter: LogFilter = {};
	#typing: Typing | undefined;
	#opened: OpenedRow | undefined;
	#message = '';
	#countedAt = 0;

	constructor(watch: Watch, stage: Stage, ending: Ending) {
		this.#watch = watch;
		this.#stage = stage;
		this.#ending = ending;
		this.#board = new PaneBoard(watch.feed, stage.size(), stage.changed);
		this.#search = new LogSearch(watch.feed);
		this.#stopListening = watch.feed.onChange(this.#onFeed);
		this.#board.fetch(this.#filter);
	}

	get isTyping(): boolean {
		return this.#typing !== undefined;
	}

	hints(): readonly KeyHint[] {
		if (this.#opened) return openedHints(this.#opened);
		const {isZoomed, isPaused} = this.#board;
		return paneHints({isZoomed, isPaused, search: this.#search.count});
	}

	help(): readonly string[] {
		return watchHelp;
	}

	leave(): void {
		this.#ending.leave();
	}

	press(key: Key): void {
		this.#message = '';
		if (this.#typing) this.#type(this.#typing, key);
		else if (this.#opened) this.#pressOpened(this.#opened, key.chord);
		else this.#pressPanes(key.chord);
		this.#board.fetch(this.#filter);
		this.#stage.changed();
	}

	draw(area: Area) {
		const look = this.#board.look(area);
		return (
			<WatchView
				watch={this.#watch}
				panes={{
					...look,
					status: this.#watch.feed.status(),
					search: this.#typing?.what === 'search' ? this.#typing.text.value : this.#search.words,
				}}
				filter={this.#filter}
				typing={this.#typing}
				opened={this.#opened}
				message={this.#message}
				hints={this.hints()}
				area={area}
				onArea={this.#resize}
			/>
		);
	}

	close(): void {
		this.#stopListening();
	}

	readonly #onFeed = (): void => {
		this.#board.fetch(this.#filter);
		if (this.#search.words === undefined || this.#stage.now() - this.#countedAt < recountAfter) return;
		this.#countedAt = this.#stage.now();
		this.#search.recount(this.#filter).then(this.#stage.changed, () => undefined);
	};

	readonly #resize = (area: Area): void => {
		if (this.#board.resize(area)) this.#board.fetch(this.#filter);
	};

	#pressPanes(chord: string): void {
		switch (chord) {
			case 'q':
			case 'ctrl+c':
			case 'ctrl+d':
				return this.#ending.leave();
			case 'escape':
				return this.#escape();
			case '/':
				this.#typing = {what: 'search', text: textField()};
				return undefined;
			case 'f':
				this.#typing = {what: 'filter', text: textField(this.#filter.grep)};
				return undefined;
			case 'n':
			case 'N':
				if (this.#search.words !== undefined) this.#goTo(this.#search.step(chord === 'n' ? 1 : -1, this.#filter));
				return undefined;
			case 's':
				return this.#save();
			case 'enter':
				return this.#open();
			default:
				this.#board.press(chord);
		}
	}

	/** Out of one thing at a time: the search, the filter, the zoom. */
	#escape(): void {
		if (this.#search.words !== undefined) {
			this.#search.clear();
			this.#board.unselect();
		} else if (Object.keys(this.#filter).length > 0) this.#filter = {};
		else this.#board.zoom(false);
	}

	#type({what, text}: Typing, key: Key): void {
		switch (key.chord) {
			case 'enter':
				this.#typing = undefined;
				if (what === 'search') this.#startSearch(text.value);
				return;
			case 'escape':
			case 'ctrl+c':
				this.#typing = undefined;
				if (what === 'filter') this.#filter = {};
				return;
			case 'tab':
				if (what === 'filter') this.#filter = nextLevel(this.#filter);
				return;
			default: {
				const edited = editText(text, key);
				if (!edited) return;
				this.#typing = {what, text: edited};
				if (what === 'filter') this.#filter = filterByWords(this.#filter, edited.value);
			}
		}
	}

	#startSearch(words: string): void {
		if (words === '') this.#search.clear();
		else this.#goTo(this.#search.start(words, this.#filter));
	}

	#goTo(found: Promise<SearchHit | undefined>): void {
		this.#countedAt = this.#stage.now();
		found.then(
			hit => {
				if (hit) {
					this.#board.goTo(hit.pane, hit.index);
					this.#board.fetch(this.#filter);
				}

				this.#stage.changed();
			},
			() => this.#say('The search gave no answer'),
		);
	}

	/** Only a zoomed pane has a selected row; the first enter zooms. */
	#open(): void {
		const row = this.#board.selectedRow;
		if (!this.#board.isZoomed) this.#board.zoom(true);
		else if (row) this.#opened = openRow(row);
	}

	#pressOpened(opened: OpenedRow, chord: string): void {
		const {row, fields, cursor} = opened;
		const field = fields[cursor];
		switch (chord) {
			case 'up':
			case 'down':
				this.#opened = moveOpened(opened, chord === 'up' ? -1 : 1);
				return;
			case 'c':
				this.#stage.copy(row.text);
				this.#message = 'Copied';
				return;
			case 'v':
				if (row.level !== undefined) this.#filter = {...this.#filter, level: row.level};
				break;
			case 'f':
				if (field) this.#filter = filterByWords(this.#filter, field.value);
				break;
			case 'ctrl+c':
				return this.#ending.leave();
			default:
		}

		this.#opened = undefined;
	}

	#save(): void {
		const pane = this.#board.focus;
		const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
		this.#watch.feed.save(pane, `${this.#watch.saveFolder.replace(/\/$/, '')}/${pane}-${time}.log`).then(
			({lines, path}) => this.#say(`${lines} lines saved in ${path.split('/').at(-1) ?? path}`),
			(error: unknown) => this.#say(toWizardError(error).message),
		);
	}

	#say(message: string): void {
		this.#message = message;
		this.#stage.changed();
	}
}
