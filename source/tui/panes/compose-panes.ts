/** The panes as whole rows of the terminal, cut by us: components never see single log rows. */
import type {FeedStatus, LogRow, PaneId} from '../../shared/log-feed.ts';
import type {Theme} from '../theme.ts';
import {rowSegments} from './log-row.ts';
import type {PaneBox} from './pane-layout.ts';
import {type Position, visibleRows} from './pane-position.ts';
import {titleSegments} from './pane-title.ts';
import {fitSegments, type RowSegments, segment, toAnsi} from './segments.ts';

export interface PanesLook {
	readonly boxes: readonly PaneBox[];
	readonly status: FeedStatus;
	readonly rowsOf: (pane: PaneId) => readonly LogRow[];
	readonly positionOf: (pane: PaneId) => Position;
	readonly focus: PaneId;
	readonly isZoomed: boolean;
	readonly isWrapped: boolean;
	readonly search: string | undefined;
	/** The index of the selected row of the focused pane. */
	readonly selected: number | undefined;
	readonly theme: Theme;
}

/** One string for each row of the terminal, left to right over all panes. */
export function composePanes(look: PanesLook, rows: number): readonly string[] {
	const {boxes, theme} = look;
	const drawn = boxes.map(box => ({box, lines: drawPane(box, look)}));
	return Array.from({length: rows}, (_, y) => {
		const across = drawn
			.filter(({box}) => y >= box.y && y < box.y + box.height)
			.toSorted((left, right) => left.box.x - right.box.x);
		return across
			.map(({box, lines}, column) => {
				const between =
					column === 0
						? ''
						: toAnsi(
								[
									segment(
										crossing(
											y,
											across.map(pane => pane.box),
											theme,
										),
										'dim',
									),
								],
								theme,
							);
				return between + toAnsi(lines[y - box.y] ?? [segment(' '.repeat(box.width))], theme);
			})
			.join('');
	});
}

/** The line between two columns, joined to the titles' lines. */
function crossing(y: number, boxes: readonly PaneBox[], {marks}: Theme): string {
	if (!boxes.some(box => box.y === y)) return marks.between;
	return y === 0 ? marks.ruleDown : marks.ruleCross;
}

function drawPane(box: PaneBox, look: PanesLook): readonly RowSegments[] {
	const {status, theme, focus} = look;
	const {marks} = theme;
	const pane = status.panes.find(({id}) => id === box.id);
	if (!pane) return [];
	const title = titleSegments({
		status: pane,
		position: look.positionOf(box.id),
		isFocused: focus === box.id,
		width: box.width,
		marks,
	});
	return [title, ...drawRows(box, look)].map(line => fitSegments(line, box.width, marks.more));
}

function drawRows(box: PaneBox, look: PanesLook): readonly RowSegments[] {
	const {theme, search, isWrapped, isZoomed, focus, selected} = look;
	const height = box.height - 1;
	const first = look.status.panes.find(({id}) => id === box.id)?.first ?? 0;
	// Beside a dividing line a column stays free; the last pane goes to the edge.
	const isLast = look.boxes.every(other => other.x <= box.x);
	const width = box.width - (isLast ? 0 : 1);
	const position = look.positionOf(box.id);
	const lines = visibleRows(look.rowsOf(box.id), position, height).flatMap(row => {
		const isSelected = focus === box.id && selected === row.index;
		const look = {marks: theme.marks, width, search, isWrapped, isSelected, hasSource: isZoomed};
		return rowSegments(row, look).map(segments => ({segments, isSelected, index: row.index}));
	});
	const shown = lines.slice(firstLine(lines, height, first)).map(({segments}) => segments);
	return Array.from({length: height}, (_, index) => fitSegments(shown[index] ?? [], width, theme.marks.more));
}

interface Line {
	readonly index: number;
	readonly isSelected: boolean;
}

/** Wrapped rows take more lines than there are: the newest stay, or the oldest of all, or the selected one. */
function firstLine(lines: readonly Line[], height: number, oldest: number): number {
	const last = Math.max(0, lines.length - height);
	const selected = lines.findIndex(({isSelected}) => isSelected);
	if (selected !== -1) return Math.min(last, selected);
	return lines[0]?.index === oldest && lines.length > height ? 0 : last;
}
