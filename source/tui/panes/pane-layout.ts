/** Where each pane stands. */
import {type PaneId, paneIds} from '../../shared/log-feed.ts';

/** Four in a grid, all below one another, or the app's two streams alone. */
export const paneLayouts = ['grid', 'rows', 'app'] as const;
export type PaneLayout = (typeof paneLayouts)[number];

export interface PaneBox {
	readonly id: PaneId;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	/** The title line included. */
	readonly height: number;
}

interface Room {
	readonly columns: number;
	readonly rows: number;
}

/** The panes as columns, each from top to bottom. */
const columnsOf: Readonly<Record<PaneLayout, readonly (readonly PaneId[])[]>> = {
	grid: [
		['build', 'events'],
		['stdout', 'stderr'],
	],
	rows: [[...paneIds]],
	app: [['stdout', 'stderr']],
};

/** The boxes of the panes that are seen; a line of one column stands between two columns. */
export function boxesOf(layout: PaneLayout, zoomed: PaneId | undefined, {columns, rows}: Room): readonly PaneBox[] {
	const arranged = zoomed === undefined ? columnsOf[layout] : [[zoomed]];
	const widths = shares(columns - (arranged.length - 1), arranged.length);
	let x = 0;
	return arranged.flatMap((ids, column) => {
		const width = widths[column] ?? 0;
		const boxes = stacked(ids, x, width, rows);
		x += width + 1;
		return boxes;
	});
}

function stacked(ids: readonly PaneId[], x: number, width: number, rows: number): readonly PaneBox[] {
	const heights = shares(rows, ids.length);
	let y = 0;
	return ids.map((id, index) => {
		const height = heights[index] ?? 0;
		const box = {id, x, y, width, height};
		y += height;
		return box;
	});
}

/** Whole numbers that add up; the first ones take what is left over. */
function shares(total: number, count: number): readonly number[] {
	const each = Math.floor(total / count);
	return Array.from({length: count}, (_, index) => each + (index < total - each * count ? 1 : 0));
}
