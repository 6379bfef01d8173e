import type {LogFeed, LogFilter, SearchHit} from '../../shared/log-feed.ts';

const mostHits = 2000;

/** What is being looked for in all panes, and where among the matches one stands. */
export class LogSearch {
	readonly #feed: LogFeed;
	#words = '';
	#hits: readonly SearchHit[] = [];
	#total = 0;
	#at = -1;

	constructor(feed: LogFeed) {
		this.#feed = feed;
	}

	get words(): string | undefined {
		return this.#words === '' ? undefined : this.#words;
	}

	/** "3 of 12", for the keys line. */
	get count(): string {
		if (this.#words === '') return '';
		if (this.#total === 0) return 'no match';
		// Only the newest matches are kept; they are counted from the oldest of all.
		const number = this.#total - this.#hits.length + this.#at + 1;
		return `${number} of ${this.#total}`;
	}

	clear(): void {
		this.#words = '';
		this.#hits = [];
		this.#total = 0;
		this.#at = -1;
	}

	/** Looks for new words and stands at the newest match. */
	async start(words: string, filter: LogFilter): Promise<SearchHit | undefined> {
		this.#words = words;
		this.#at = -1;
		await this.#look(filter);
		this.#at = this.#hits.length - 1;
		return this.#hits[this.#at];
	}

	/** To the next match (1) or the one before (-1), with those that came meanwhile; round at the ends. */
	async step(delta: number, filter: LogFilter): Promise<SearchHit | undefined> {
		const current = this.#hits[this.#at];
		await this.#look(filter);
		if (this.#hits.length === 0) return undefined;
		const now = this.#hits.findIndex(({pane, index}) => pane === current?.pane && index === current.index);
		this.#at = (Math.max(0, now) + delta + this.#hits.length) % this.#hits.length;
		return this.#hits[this.#at];
	}

	/** New rows came: the count goes on, the place stays. */
	async recount(filter: LogFilter): Promise<void> {
		const current = this.#hits[this.#at];
		await this.#look(filter);
		this.#at = this.#hits.findIndex(({pane, index}) => pane === current?.pane && index === current.index);
	}

	async #look(filter: LogFilter): Promise<void> {
		const words = this.#words;
		if (words === '') return;
		const {hits, total} = await this.#feed.search(words, mostHits, filter);
		if (words !== this.#words) return;
		this.#hits = hits;
		this.#total = total;
		this.#at = Math.min(this.#at, hits.length - 1);
	}
}
