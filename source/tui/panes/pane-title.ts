import type {PaneStatus} from '../../shared/log-feed.ts';
import {safeText} from '../safe-text.ts';
import {shorten, widthOf} from '../text-width.ts';
import type {Marks} from '../theme.ts';
import type {Position} from './pane-position.ts';
import {type RowSegments, type Segment, segment} from './segments.ts';

interface TitleLook {
	readonly status: PaneStatus;
	readonly position: Position;
	readonly isFocused: boolean;
	readonly width: number;
	readonly marks: Marks;
}

/** `app-1 stdout ───────── ● live`: the name at the left end, the state at the right end. */
export function titleSegments({status, position, isFocused, width, marks}: TitleLook): RowSegments {
	const state = stateOf(status, position, marks);
	const name = shorten(safeText(status.title), Math.max(4, width - widthOf(state.text) - 6), marks.more);
	const line = Math.max(1, width - widthOf(name) - widthOf(state.text) - (state.text === '' ? 3 : 4));
	return [
		segment(' '),
		segment(name, isFocused ? 'chosen' : 'strong'),
		segment(` ${marks.rule.repeat(line)}`, 'dim'),
		...(state.text === '' ? [] : [segment(' '), state]),
		segment(' '),
	];
}

function stateOf(status: PaneStatus, position: Position, marks: Marks): Segment {
	if (position.state === 'paused') {
		const fresh = Math.max(0, status.next - position.seen);
		return segment(`${marks.paused} paused${fresh === 0 ? '' : `, ${fresh} new`}`, 'warning');
	}

	const reason = safeText(status.reason ?? '');
	switch (status.state) {
		case 'live':
			return segment(`${marks.current} ${reason === '' ? 'live' : reason}`, 'good');
		case 'reconnecting':
			return segment(`${marks.warning} ${reason === '' ? 'reconnecting' : reason}`, 'warning');
		case 'ended':
			return segment(reason === '' ? 'ended' : reason, 'dim');
		case 'waiting':
			return segment(reason === '' ? 'nothing yet' : reason, 'dim');
	}
}
