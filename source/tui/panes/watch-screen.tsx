import {type LogFilter, type LogRow, type PaneId, paneIds} from '../../shared/log-feed.ts';
import type {Watch} from '../../wizard-engine/prompter.ts';
import {editText, type TextField, textField} from '../fields/text-field.ts';
import type {Key} from '../keys/key.ts';
import type {Area, KeyHint, Screen, Stage} from '../screens/screen.ts';
import {LogSearch} from './log-search.ts';
import {moveOpened, type OpenedRow, openRow} from './opened-row.ts';
import {boxesOf, type PaneBox, type PaneLayout, paneLayouts} from './pane-layout.ts';
import {live, neighbour, pause, type Position, scrollBy, showRow, toOldest} from './pane-position.ts';
import {PaneRows} from './pane-rows.ts';
import {openedHints, paneHints, watchHelp} from './watch-keys.ts';
import {WatchView} from './watch-view.tsx';

interface Ending {
	readonly leave: () => void;
}

/** What is being typed on the keys line. */
export interface Typing {
	readonly what: 'search' | 'filter';
	readonly text: TextField;
}

const levels = [undefined, 'info', 'warn', 'error'] as const;

/** The log panes. The rows stay with the feed; this holds where each pane looks. */
export class WatchScreen implements Screen {
	readonly isWhole = true;
	readonly #watch: Watch;
	readonly #stage: Stage;
	readonly #ending: Ending;
	readonly #rows: PaneRows;
	readonly #search: LogSearch;
	readonly #stopListening: () => void;
	readonly #positions = new Map<PaneId, Position>();
	#area: Area;
	#layout: PaneLayout = 'grid';
	#focus: PaneId = 'stdout';
	#isZoomed = false;
	#isWrapped = false;
	#filter: LogFilter = {};
	#selected: number | undefined;
	#typing: Typing | undefined;
	#opened: OpenedRow | undefined;
	#message = '';

	constructor(watch: Watch, stage: Stage, ending: Ending) {
		this.#watch = watch;
		this.#stage = stage;
		this.#ending = ending;
		this.#area = stage.size();
		this.#rows = new PaneRows(watch.feed, stage.changed);
		this.#search = new LogSearch(watch.feed);
		this.#stopListening = watch.feed.onChange(() => {
			this.#want();
			stage.changed();
		});
		this.#want();
	}

	get isTyping(): boolean {
		return this.#typing !== undefined;
	}

	hints(): readonly KeyHint[] {
		if (this.#opened) return openedHints(this.#opened);
		return paneHints({
			isZoomed: this.#isZoomed,
			isPaused: this.#position(this.#focus).state === 'paused',
			search: this.#search.count,
		});
	}

	help(): readonly string[] {
		return watchHelp;
	}

	press(key: Key): void {
		this.#message = '';
		if (this.#typing) this.#type(this.#typing, key);
		else if (this.#opened) this.#pressOpened(this.#opened, key);
		else this.#pressPanes(key);
		this.#want();
		this.#stage.changed();
	}

	draw(area: Area) {
		return (
			<WatchView
				watch={this.#watch}
				panes={{
					boxes: this.#boxes(area),
					status: this.#watch.feed.status(),
					rowsOf: pane => this.#rows.of(pane),
					positionOf: pane => this.#position(pane),
					focus: this.#focus,
					isZoomed: this.#isZoomed,
					isWrapped: this.#isWrapped,
					search: this.#typing?.what === 'search' ? this.#typing.text.value : this.#search.words,
					selected: this.#isZoomed || this.#search.words !== undefined ? this.#selected : undefined,
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

	readonly #resize = (area: Area): void => {
		if (area.columns === this.#area.columns && area.rows === this.#area.rows) return;
		this.#area = area;
		this.#want();
	};

	/** Header, rule and keys are around the panes. */
	#boxes({columns, rows}: Area): readonly PaneBox[] {
		return boxesOf(this.#layout, this.#isZoomed ? this.#focus : undefined, {columns, rows: rows - 3});
	}

	#position(pane: PaneId): Position {
		return this.#positions.get(pane) ?? live;
	}

	#want(): void {
		const boxes = this.#boxes(this.#area);
		this.#rows.keepOnly(boxes.map(({id}) => id));
		for (const {id, height} of boxes) {
			this.#rows.want(id, {position: this.#position(id), height: Math.max(1, height - 1), filter: this.#filter});
		}
	}

	/** The focused pane as the position functions see it. */
	#pane(id = this.#focus) {
		const height = (this.#boxes(this.#area).find(box => box.id === id)?.height ?? 2) - 1;
		const status = this.#watch.feed.status().panes.find(pane => pane.id === id);
		return {
			rows: this.#rows.of(id),
			position: this.#position(id),
			height: Math.max(1, height),
			next: status?.next ?? 0,
			first: status?.first ?? 0,
		};
	}

	#move(position: Position): void {
		this.#positions.set(this.#focus, position);
	}

	#pressPanes({chord}: Key): void {
		const pane = this.#pane();
		switch (chord) {
			case 'q':
			case 'ctrl+c':
			case 'ctrl+d':
				return this.#ending.leave();
			case 'escape':
				return this.#escape();
			case '/':
			case 'f':
				return this.#startTyping(chord === '/' ? 'search' : 'filter');
			case 'n':
			case 'N':
				return this.#stepSearch(chord === 'n' ? 1 : -1);
			case ' ':
				return this.#move(pane.position.state === 'live' ? pause(pane) : live);
			case '1':
			case '2':
			case '3':
			case '4':
				return this.#focusOn(paneIds[Number(chord) - 1]);
			case 'tab':
			case 'shift+tab':
				return this.#focusNext(chord === 'tab' ? 1 : -1);
			case 'z':
				this.#isZoomed = !this.#isZoomed;
				this.#selected = undefined;
				return undefined;
			case 'w':
				this.#isWrapped = !this.#isWrapped;
				return undefined;
			case 'l':
				this.#layout = paneLayouts[(paneLayouts.indexOf(this.#layout) + 1) % paneLayouts.length] ?? 'grid';
				if (!this.#isZoomed && !this.#boxes(this.#area).some(({id}) => id === this.#focus)) this.#focus = 'stdout';
				return undefined;
			case 's':
				return this.#save();
			case 'enter':
				return this.#open();
			case 'up':
			case 'down':
				return this.#upOrDown(chord === 'up' ? -1 : 1);
			case 'wheel-up':
			case 'wheel-down':
				return this.#move(scrollBy(pane, chord === 'wheel-up' ? -3 : 3));
			case 'pageup':
				return this.#move(scrollBy(pane, -Math.max(1, pane.height - 1)));
			case 'pagedown':
				return this.#move(scrollBy(pane, Math.max(1, pane.height - 1)));
			case 'home':
			case 'g':
				return this.#move(toOldest(pane, pane.first));
			case 'end':
			case 'G':
				this.#selected = undefined;
				return this.#move(live);
			default:
				return undefined;
		}
	}

	/** Out of one thing at a time: the search, the filter, the zoom. */
	#escape(): void {
		if (this.#search.words !== undefined) {
			this.#search.clear();
			this.#selected = undefined;
		} else if (this.#filter.grep !== undefined || this.#filter.level !== undefined) this.#filter = {};
		else this.#isZoomed = false;
	}

	#focusOn(pane: PaneId | undefined): void {
		if (pane === undefined) return;
		this.#focus = pane;
		this.#selected = undefined;
		if (!this.#boxes(this.#area).some(({id}) => id === pane)) this.#layout = 'grid';
	}

	#focusNext(delta: number): void {
		const seen = this.#isZoomed ? paneIds : this.#boxes(this.#area).map(({id}) => id);
		const at = seen.indexOf(this.#focus);
		this.#focusOn(seen[(at + delta + seen.length) % seen.length]);
	}

	#upOrDown(delta: number): void {
		const pane = this.#pane();
		if (!this.#isZoomed) return this.#move(scrollBy(pane, delta));
		const row = neighbour(pane, this.#selected, this.#selected === undefined ? Math.min(0, delta) : delta);
		if (!row) return;
		this.#selected = row.index;
		const step = scrollBy(pane, delta);
		const shown = showRow(pane, row.index);
		// At the edge the page moves by one row; anywhere else it stands still.
		const isSeen = shown.state === 'paused' && (pane.position.state === 'live' || shown === pane.position);
		this.#move(isSeen ? shown : step.state === 'live' ? showRow({...pane, position: live}, row.index) : step);
	}

	#startTyping(what: Typing['what']): void {
		this.#typing = {what, text: textField(what === 'filter' ? (this.#filter.grep ?? '') : '')};
	}

	#type({what, text}: Typing, key: Key): void {
		if (key.chord === 'enter' || key.chord === 'escape' || key.chord === 'ctrl+c') {
			this.#typing = undefined;
			if (what === 'search' && key.chord === 'enter') this.#startSearch(text.value);
			if (what === 'filter' && key.chord !== 'enter') this.#filter = {};
			return;
		}

		if (what === 'filter' && key.chord === 'tab') {
			const {level, ...rest} = this.#filter;
			const next = levels[(levels.indexOf(level === 'debug' ? undefined : level) + 1) % levels.length];
			this.#filter = {...rest, ...(next === undefined ? {} : {level: next})};
			return;
		}

		const edited = editText(text, key);
		if (!edited) return;
		this.#typing = {what, text: edited};
		if (what === 'filter') this.#filterBy(edited.value);
	}

	#filterBy(words: string): void {
		const {grep: _, ...rest} = this.#filter;
		this.#filter = words === '' ? rest : {...rest, grep: words};
	}

	#startSearch(words: string): void {
		if (words === '') this.#search.clear();
		else this.#goTo(this.#search.start(words, this.#filter));
	}

	#stepSearch(delta: number): void {
		if (this.#search.words !== undefined) this.#goTo(this.#search.step(delta, this.#filter));
	}

	#goTo(found: ReturnType<LogSearch['step']>): void {
		found.then(
			hit => {
				if (hit) {
					this.#focusOn(hit.pane);
					this.#selected = hit.index;
					this.#move(showRow(this.#pane(), hit.index));
					this.#want();
				}

				this.#stage.changed();
			},
			() => this.#say('The search gave no answer'),
		);
	}

	#selectedRow(): LogRow | undefined {
		return neighbour(this.#pane(), this.#selected, 0);
	}

	#open(): void {
		const row = this.#selectedRow();
		if (!row) return;
		// Only a zoomed pane has a selected line; the first enter zooms.
		if (this.#isZoomed) this.#opened = openRow(row);
		else this.#isZoomed = true;
	}

	#pressOpened(opened: OpenedRow, {chord}: Key): void {
		const field = opened.fields[opened.cursor];
		switch (chord) {
			case 'up':
			case 'down':
				this.#opened = moveOpened(opened, chord === 'up' ? -1 : 1);
				return;
			case 'c':
				this.#stage.copy(opened.row.text);
				this.#message = 'Copied';
				return;
			case 'v':
				if (opened.row.level !== undefined) this.#filter = {...this.#filter, level: opened.row.level};
				break;
			case 'f':
				if (field) this.#filterBy(field.value);
				break;
			case 'ctrl+c':
				return this.#ending.leave();
			default:
		}

		this.#opened = undefined;
	}

	#save(): void {
		const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
		const path = `${this.#watch.saveFolder.replace(/\/$/, '')}/${this.#focus}-${stamp}.log`;
		this.#watch.feed.save(this.#focus, path).then(
			saved => this.#say(`${saved.lines} lines saved in ${saved.path}`),
			(error: unknown) => this.#say(error instanceof Error ? error.message : 'Nothing was saved'),
		);
	}

	#say(message: string): void {
		this.#message = message;
		this.#stage.changed();
	}
}
