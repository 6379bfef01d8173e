import type {Key} from '../keys/key.ts';

/** A window over a list of rows. */
export interface Scroll {
	readonly top: number;
	/** How many rows are seen. */
	readonly rows: number;
	readonly count: number;
}

/** The window after a key; undefined when the key does not scroll. */
export function moveScroll(scroll: Scroll, {chord}: Key): Scroll | undefined {
	const {top, rows, count} = scroll;
	const to = (next: number): Scroll => ({...scroll, top: Math.max(0, Math.min(count - rows, next))});
	switch (chord) {
		case 'up':
			return to(top - 1);
		case 'down':
			return to(top + 1);
		case 'wheel-up':
			return to(top - 3);
		case 'wheel-down':
			return to(top + 3);
		case 'pageup':
			return to(top - rows);
		case 'pagedown':
			return to(top + rows);
		case 'home':
			return to(0);
		case 'end':
			return to(count);
		default:
			return undefined;
	}
}

export const scrolledRows = <Row>({top, rows}: Scroll, list: readonly Row[]): readonly Row[] =>
	list.slice(top, top + rows);

/** True while the newest row is seen, so that new ones may push the window. */
export const isAtEnd = ({top, rows, count}: Scroll): boolean => top + rows >= count;
