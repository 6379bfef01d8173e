import type {LogFeed, LogFilter, LogRow, PaneId} from '../../shared/log-feed.ts';
import type {Position} from './pane-position.ts';

interface Wanted {
	readonly position: Position;
	readonly height: number;
	readonly filter: LogFilter;
}

const drawnTogether = 8;

interface Held {
	wanted: Wanted;
	rows: readonly LogRow[];
	isFetching: boolean;
	isStale: boolean;
}

/** Fetches the rows around what each pane shows: a few screens, never the log. One request a pane at a time. */
export class PaneRows {
	readonly #feed: LogFeed;
	readonly #changed: () => void;
	#announcement: NodeJS.Timeout | undefined;
	readonly #held = new Map<PaneId, Held>();

	constructor(feed: LogFeed, changed: () => void) {
		this.#feed = feed;
		this.#changed = changed;
	}

	of(pane: PaneId): readonly LogRow[] {
		return this.#held.get(pane)?.rows ?? [];
	}

	/** Panes that are not wanted any more are forgotten. */
	keepOnly(panes: readonly PaneId[]): void {
		for (const pane of this.#held.keys()) if (!panes.includes(pane)) this.#held.delete(pane);
	}

	want(pane: PaneId, wanted: Wanted): void {
		const held = this.#held.get(pane) ?? {wanted, rows: [], isFetching: false, isStale: false};
		held.wanted = wanted;
		this.#held.set(pane, held);
		if (held.isFetching) held.isStale = true;
		else void this.#fetch(pane, held);
	}

	/** The rows of all panes come at about the same time, and are drawn together. */
	#announce(): void {
		if (this.#announcement) return;
		this.#announcement = setTimeout(() => {
			this.#announcement = undefined;
			this.#changed();
		}, drawnTogether);
	}

	async #fetch(pane: PaneId, held: Held): Promise<void> {
		held.isFetching = true;
		do {
			held.isStale = false;
			try {
				held.rows = await this.#around(pane, held.wanted);
			} catch {
				// The status of the feed says why; the rows that are there stay.
			}

			if (this.#held.get(pane) !== held) return;
			this.#announce();
		} while (held.isStale);

		held.isFetching = false;
	}

	async #around(pane: PaneId, {position, height, filter}: Wanted): Promise<readonly LogRow[]> {
		if (position.state === 'live') {
			// As many more as a page, so that scrolling up shows rows at once.
			return this.#feed.rows({pane, at: {tail: true}, count: height * 2, filter});
		}

		const [before, after] = await Promise.all([
			this.#feed.rows({pane, at: {before: position.before}, count: height * 2, filter}),
			this.#feed.rows({pane, at: {after: position.before - 1}, count: height * 2, filter}),
		]);
		return [...before, ...after];
	}
}
