import type {
	FeedStatus,
	LogFeed,
	LogFilter,
	LogRow,
	PaneId,
	PaneStatus,
	RowsRequest,
	SearchHit,
} from '../../source/shared/log-feed.ts';
import {paneIds} from '../../source/shared/log-feed.ts';

const severity = ['error', 'warn', 'info', 'debug'] as const;

interface FakeRow extends Partial<Omit<LogRow, 'index' | 'text'>> {
	readonly text: string;
}

/** Logs in memory that answer at once: the rows of each pane, and a count of what was asked. */
export class FakeLogFeed implements LogFeed {
	readonly #rows = new Map<PaneId, LogRow[]>(paneIds.map(id => [id, []]));
	readonly #listeners = new Set<() => void>();
	readonly saved: {readonly pane: PaneId; readonly path: string}[] = [];
	#panes: Partial<Record<PaneId, Partial<PaneStatus>>> = {};
	#status: Partial<Omit<FeedStatus, 'panes'>> = {};
	/** The largest number of rows that was asked for at once: panes must never ask for everything. */
	largestRequest = 0;

	add(pane: PaneId, ...rows: readonly (FakeRow | string)[]): void {
		const held = this.#rows.get(pane) ?? [];
		for (const row of rows) {
			const given = typeof row === 'string' ? {text: row} : row;
			held.push({
				index: held.length,
				kind: 'line',
				timestamp: Date.UTC(2026, 0, 5, 12, 4, held.length % 60),
				source: pane === 'stdout' || pane === 'stderr' ? 'app-1' : pane,
				...given,
			});
		}

		this.changed();
	}

	set(pane: PaneId, status: Partial<PaneStatus>): void {
		this.#panes = {...this.#panes, [pane]: status};
		this.changed();
	}

	setStatus(status: Partial<Omit<FeedStatus, 'panes'>>): void {
		this.#status = status;
		this.changed();
	}

	changed(): void {
		for (const listener of this.#listeners) listener();
	}

	status(): FeedStatus {
		return {
			panes: paneIds.map(id => ({
				id,
				title: id === 'stdout' || id === 'stderr' ? `app-1 ${id}` : id,
				first: 0,
				next: this.#rows.get(id)?.length ?? 0,
				state: 'live',
				...this.#panes[id],
			})),
			connection: {state: 'connected', detail: 'nats', since: 0},
			lines_per_second: 312,
			lag_ms: 200,
			lost: 0,
			...this.#status,
		};
	}

	async rows({pane, at, count, filter}: RowsRequest): Promise<readonly LogRow[]> {
		this.largestRequest = Math.max(this.largestRequest, count);
		const passing = (this.#rows.get(pane) ?? []).filter(row => passes(row, filter));
		if ('tail' in at) return passing.slice(-count);
		if ('before' in at) return passing.filter(({index}) => index < at.before).slice(-count);
		return passing.filter(({index}) => index > at.after).slice(0, count);
	}

	async search(
		words: string,
		limit: number,
		filter?: LogFilter,
	): Promise<{readonly hits: readonly SearchHit[]; readonly total: number}> {
		const found = paneIds.flatMap(pane =>
			(this.#rows.get(pane) ?? [])
				.filter(row => passes(row, filter) && row.text.toLowerCase().includes(words.toLowerCase()))
				.map(({index}) => ({pane, index})),
		);
		return {hits: found.slice(-limit), total: found.length};
	}

	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	get listeners(): number {
		return this.#listeners.size;
	}

	async save(pane: PaneId, path: string): Promise<{readonly path: string; readonly lines: number}> {
		this.saved.push({pane, path});
		return {path, lines: this.#rows.get(pane)?.length ?? 0};
	}

	async close(): Promise<void> {
		this.#listeners.clear();
	}
}

function passes({level = 'info', text}: LogRow, filter: LogFilter = {}): boolean {
	if (filter.grep !== undefined && !text.toLowerCase().includes(filter.grep.toLowerCase())) return false;
	return filter.level === undefined || severity.indexOf(level) <= severity.indexOf(filter.level);
}
