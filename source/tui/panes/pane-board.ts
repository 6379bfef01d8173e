import {type LogFeed, type LogFilter, type LogRow, type PaneId, paneIds} from '../../shared/log-feed.ts';
import type {Area} from '../screens/screen.ts';
import {boxesOf, type PaneBox, type PaneLayout, paneLayouts} from './pane-layout.ts';
import {live, neighbour, pause, type Position, scrollBy, showRow, toOldest} from './pane-position.ts';
import {PaneRows} from './pane-rows.ts';

/** Header, rule and keys stand around the panes. */
const rowsAround = 3;

/** Which panes are seen, where each of them looks, and which has the focus. */
export class PaneBoard {
	readonly #feed: LogFeed;
	readonly #rows: PaneRows;
	readonly #positions = new Map<PaneId, Position>();
	#area: Area;
	#layout: PaneLayout = 'grid';
	#focus: PaneId = 'stdout';
	#isZoomed = false;
	#isWrapped = false;
	#selected: number | undefined;

	constructor(feed: LogFeed, area: Area, changed: () => void) {
		this.#feed = feed;
		this.#area = area;
		this.#rows = new PaneRows(feed, changed);
	}

	/** What the drawing needs to know. */
	look(area: Area) {
		return {
			boxes: this.#boxes(area),
			rowsOf: (pane: PaneId) => this.#rows.of(pane),
			positionOf: (pane: PaneId) => this.#position(pane),
			focus: this.#focus,
			isZoomed: this.#isZoomed,
			isWrapped: this.#isWrapped,
			selected: this.#selected,
		};
	}

	get focus(): PaneId {
		return this.#focus;
	}

	get isZoomed(): boolean {
		return this.#isZoomed;
	}

	get isPaused(): boolean {
		return this.#position(this.#focus).state === 'paused';
	}

	/** The selected row of the focused pane; the newest one that is seen when none was selected. */
	get selectedRow(): LogRow | undefined {
		return neighbour(this.#pane(), this.#selected, 0);
	}

	resize(area: Area): boolean {
		if (area.columns === this.#area.columns && area.rows === this.#area.rows) return false;
		this.#area = area;
		return true;
	}

	/** Asks for the rows that are seen now. */
	fetch(filter: LogFilter): void {
		const boxes = this.#boxes(this.#area);
		this.#rows.keepOnly(boxes.map(({id}) => id));
		for (const {id, height} of boxes) {
			this.#rows.want(id, {position: this.#position(id), height: Math.max(1, height - 1), filter});
		}
	}

	zoom(isZoomed: boolean): void {
		this.#isZoomed = isZoomed;
		this.#selected = undefined;
	}

	unselect(): void {
		this.#selected = undefined;
	}

	/** Brings one row of one pane into view and selects it. */
	goTo(pane: PaneId, index: number): void {
		this.#focusOn(pane);
		this.#selected = index;
		this.#move(showRow(this.#pane(), index));
	}

	/** Does what a key means for the panes; false when it means nothing here. */
	press(chord: string): boolean {
		const pane = this.#pane();
		switch (chord) {
			case ' ':
				this.#move(pane.position.state === 'live' ? pause(pane) : live);
				break;
			case '1':
			case '2':
			case '3':
			case '4':
				this.#focusOn(paneIds[Number(chord) - 1]);
				break;
			case 'tab':
			case 'shift+tab':
				this.#focusNext(chord === 'tab' ? 1 : -1);
				break;
			case 'z':
				this.zoom(!this.#isZoomed);
				break;
			case 'w':
				this.#isWrapped = !this.#isWrapped;
				break;
			case 'l':
				this.#nextLayout();
				break;
			case 'up':
			case 'down':
				this.#upOrDown(chord === 'up' ? -1 : 1);
				break;
			case 'pageup':
			case 'pagedown': {
				const page = Math.max(1, pane.height - 1);
				this.#selected = undefined;
				this.#move(scrollBy(pane, chord === 'pageup' ? -page : page));
				break;
			}
			case 'home':
				this.#selected = undefined;
				this.#move(toOldest(pane, pane.first));
				break;
			case 'end':
				this.#selected = undefined;
				this.#move(live);
				break;
			default:
				return false;
		}

		return true;
	}

	#boxes({columns, rows}: Area): readonly PaneBox[] {
		return boxesOf(this.#layout, this.#isZoomed ? this.#focus : undefined, {columns, rows: rows - rowsAround});
	}

	#position(pane: PaneId): Position {
		return this.#positions.get(pane) ?? live;
	}

	#move(position: Position): void {
		this.#positions.set(this.#focus, position);
	}

	/** The focused pane as the position functions see it. */
	#pane() {
		const box = this.#boxes(this.#area).find(({id}) => id === this.#focus);
		const status = this.#feed.status().panes.find(({id}) => id === this.#focus);
		return {
			rows: this.#rows.of(this.#focus),
			position: this.#position(this.#focus),
			height: Math.max(1, (box?.height ?? 2) - 1),
			next: status?.next ?? 0,
			first: status?.first ?? 0,
		};
	}

	#focusOn(pane: PaneId | undefined): void {
		if (pane === undefined) return;
		this.#focus = pane;
		this.#selected = undefined;
		// A pane that the layout leaves out comes back with all of them.
		if (!this.#boxes(this.#area).some(({id}) => id === pane)) this.#layout = 'grid';
	}

	#focusNext(delta: number): void {
		const seen = this.#isZoomed ? paneIds : this.#boxes(this.#area).map(({id}) => id);
		this.#focusOn(seen[(seen.indexOf(this.#focus) + delta + seen.length) % seen.length]);
	}

	#nextLayout(): void {
		this.#layout = paneLayouts[(paneLayouts.indexOf(this.#layout) + 1) % paneLayouts.length] ?? 'grid';
		this.#isZoomed = false;
		if (!this.#boxes(this.#area).some(({id}) => id === this.#focus)) this.#focusOn('stdout');
	}

	/** In a zoomed pane the selection moves and the page follows it; else the page moves. */
	#upOrDown(delta: number): void {
		const pane = this.#pane();
		if (!this.#isZoomed) return this.#move(scrollBy(pane, delta));
		const row = neighbour(pane, this.#selected, this.#selected === undefined && delta > 0 ? 0 : delta);
		if (!row) return;
		this.#selected = row.index;
		const stopped = pane.position.state === 'live' ? {...pane, position: pause(pane)} : pane;
		const stays = showRow(stopped, row.index);
		if (stays === stopped.position) return this.#move(stays);
		const step = scrollBy(stopped, delta);
		this.#move(step.state === 'live' ? pause({...pane, position: live}) : step);
	}
}
