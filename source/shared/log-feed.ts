/** What the panes ask of the logs, which live in another thread: "give me these rows". No row is ever held by the screen. */

export const paneIds = ['build', 'stdout', 'stderr', 'events'] as const;
export type PaneId = (typeof paneIds)[number];

export interface LogRow {
	/** Counts rows of the pane from 0 and never changes for a row, so that a scroll position survives new and dropped rows. */
	readonly index: number;
	readonly kind: 'line' | 'gap' | 'notice';
	/** Counts all lines of the service; absent for notices of ours. */
	readonly seq?: number;
	/** Milliseconds since 1970. */
	readonly timestamp: number;
	readonly level?: 'error' | 'warn' | 'info' | 'debug';
	/** `build`, `events` or the instance, for example `app-1`. */
	readonly source: string;
	/** Sanitised, redacted, at most 8 KiB, without line ends or control characters. */
	readonly text: string;
}

export interface LogFilter {
	/** Plain words, matched without case. */
	readonly grep?: string;
	/** This level and worse. */
	readonly level?: 'error' | 'warn' | 'info' | 'debug';
}

export interface PaneStatus {
	readonly id: PaneId;
	readonly title: string;
	/** How many rows it holds now, and the index of the oldest kept and of the next one. */
	readonly first: number;
	readonly next: number;
	readonly state: 'live' | 'reconnecting' | 'ended' | 'waiting';
	/** Why it is silent, when it is: "reconnecting, 4 s", "instance ended: exit 0". */
	readonly reason?: string;
}

export interface FeedStatus {
	readonly panes: readonly PaneStatus[];
	readonly connection: {
		readonly state: 'connecting' | 'connected' | 'reconnecting' | 'closed';
		readonly detail: string;
		readonly since: number;
	};
	readonly lines_per_second: number;
	readonly lag_ms: number;
	readonly lost: number;
}

export interface RowsRequest {
	readonly pane: PaneId;
	/** The newest `count` rows that pass the filter, or those before or after an index. */
	readonly at: {readonly tail: true} | {readonly before: number} | {readonly after: number};
	readonly count: number;
	readonly filter?: LogFilter;
}

export interface SearchHit {
	readonly pane: PaneId;
	readonly index: number;
}

export interface LogFeed {
	status(): FeedStatus;
	rows(request: RowsRequest): Promise<readonly LogRow[]>;
	/** Every match, oldest first, capped at `limit` (the newest are kept). */
	search(
		words: string,
		limit: number,
		filter?: LogFilter,
	): Promise<{readonly hits: readonly SearchHit[]; readonly total: number}>;
	/** Called at most 20 times a second when something changed; returns the way to stop it. */
	onChange(listener: () => void): () => void;
	/** Writes all kept rows of a pane, as plain text; gives the path. */
	save(pane: PaneId, path: string): Promise<{readonly path: string; readonly lines: number}>;
	close(): Promise<void>;
}
