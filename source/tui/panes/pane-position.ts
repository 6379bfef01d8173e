/** Where a pane looks. Positions name rows by their index, so that they hold while rows come and old ones are dropped. */
import type {LogRow} from '../../shared/log-feed.ts';

export type Position =
	| {readonly state: 'live'}
	/** The last row that is seen stands before `before`; `seen` is how many rows there were when it stopped. */
	| {readonly state: 'paused'; readonly before: number; readonly seen: number};

export const live: Position = {state: 'live'};

/** The rows of a window that are seen. Near the oldest ones the page stays full, but what came since it stopped waits. */
export function visibleRows(rows: readonly LogRow[], position: Position, height: number): readonly LogRow[] {
	if (position.state === 'live') return rows.slice(-height);
	const end = rows.findLastIndex(({index}) => index < position.before) + 1;
	if (end >= height) return rows.slice(end - height, end);
	const limit = Math.max(position.before, position.seen);
	return rows.slice(0, height).filter(({index}) => index < limit);
}

interface Pane {
	/** What is held around the position: more than is seen. */
	readonly rows: readonly LogRow[];
	readonly position: Position;
	readonly height: number;
	/** The index of the row that comes next. */
	readonly next: number;
}

const seenOf = ({position, next}: Pane): number => (position.state === 'paused' ? position.seen : next);

/** Up for negative numbers. Going past the newest row follows again. */
export function scrollBy(pane: Pane, delta: number): Position {
	const {rows, position, height} = pane;
	const visible = visibleRows(rows, position, height);
	const last = visible.at(-1);
	const first = visible[0];
	if (!last || !first) return position;
	if (delta > 0 && position.state === 'live') return live;
	const from = rows.indexOf(last);
	const target = rows[Math.max(from + delta, rows.indexOf(first) === 0 ? Math.min(height - 1, from) : 0)];
	if (!target) return live;
	return {state: 'paused', before: target.index + 1, seen: seenOf(pane)};
}

/** Stops where it is. */
export function pause(pane: Pane): Position {
	const last = visibleRows(pane.rows, pane.position, pane.height).at(-1);
	return {state: 'paused', before: (last?.index ?? pane.next - 1) + 1, seen: pane.next};
}

/** To the oldest row that is kept. */
export const toOldest = (pane: Pane, first: number): Position => ({
	state: 'paused',
	before: first + pane.height,
	seen: seenOf(pane),
});

/** So that one row is seen; about in the middle when it was not. */
export function showRow(pane: Pane, index: number): Position {
	if (visibleRows(pane.rows, pane.position, pane.height).some(row => row.index === index)) {
		return pane.position.state === 'live' ? pause(pane) : pane.position;
	}

	return {state: 'paused', before: index + Math.ceil(pane.height / 2), seen: seenOf(pane)};
}

/** The row above or below the selected one, among those that are held. */
export function neighbour(pane: Pane, selected: number | undefined, delta: number): LogRow | undefined {
	const visible = visibleRows(pane.rows, pane.position, pane.height);
	const current = pane.rows.find(({index}) => index === selected) ?? visible.at(-1);
	if (!current) return undefined;
	const at = pane.rows.indexOf(current) + delta;
	return pane.rows[Math.min(pane.rows.length - 1, Math.max(0, at))];
}
