/** How one row of a log looks. */
import type {LogRow} from '../../shared/log-feed.ts';
import {formatClock} from '../format.ts';
import {safeText} from '../safe-text.ts';
import {widthOf, wrapHard, wrapWords} from '../text-width.ts';
import type {Marks, Tone} from '../theme.ts';
import {type RowSegments, type Segment, segment} from './segments.ts';

interface RowLook {
	readonly marks: Marks;
	readonly width: number;
	/** Words that are being looked for. */
	readonly search: string | undefined;
	readonly isWrapped: boolean;
	readonly isSelected: boolean;
	/** The instance stands in each row when a pane has the whole screen. */
	readonly hasSource: boolean;
}

const levelTones: Readonly<Record<string, Tone>> = {error: 'bad', warn: 'warning', debug: 'dim'};

/** The lines that a row takes: one, or more when long rows are wrapped. */
export function rowSegments(row: LogRow, look: RowLook): readonly RowSegments[] {
	const {marks, width, search, isWrapped, isSelected, hasSource} = look;
	const start: Segment[] = [
		isSelected ? segment(marks.chosen, 'chosen') : segment(' '),
		...(row.kind === 'gap'
			? [segment(`${marks.warning} `, 'warning')]
			: [segment(`${formatClock(row.timestamp)} `, 'dim')]),
		...(hasSource && row.kind === 'line' ? [segment(`${safeText(row.source)} `, 'dim')] : []),
	];
	const used = start.reduce((sum, {text}) => sum + widthOf(text), 0);
	// Rows hold up to 8 KiB; what can't be seen is not worked on.
	const seen = isWrapped ? row.text : row.text.slice(0, width * 12);
	const text = safeText(seen);
	const tone = toneOf(row, isSelected);
	// A gap is told whole: it is the one row that must not be overlooked.
	if ((!isWrapped && row.kind !== 'gap') || widthOf(text) <= width - used)
		return [[...start, ...marked(text, tone, search)]];
	const indent = segment(' '.repeat(Math.min(used, 10)));
	const wrap = row.kind === 'gap' ? wrapWords : wrapHard;
	return wrap(text, Math.max(10, width - used)).map((piece, index) => [
		...(index === 0 ? start : [indent]),
		...marked(piece, tone, search),
	]);
}

function toneOf({kind, level = 'info'}: LogRow, isSelected: boolean): Tone {
	if (kind === 'gap') return 'warning';
	if (kind === 'notice') return 'dim';
	return levelTones[level] ?? (isSelected ? 'strong' : 'plain');
}

/** The text with each found word as a piece of its own. */
export function marked(text: string, tone: Tone, search: string | undefined): RowSegments {
	if (search === undefined || search === '') return [{text, tone}];
	const pieces: Segment[] = [];
	const lower = text.toLowerCase();
	const wanted = search.toLowerCase();
	// Lower case can be longer than the text (İ); then positions would not agree, and nothing is marked.
	if (lower.length !== text.length) return [{text, tone}];
	let at = 0;
	for (;;) {
		const found = lower.indexOf(wanted, at);
		if (found === -1) break;
		if (found > at) pieces.push({text: text.slice(at, found), tone});
		pieces.push({text: text.slice(found, found + wanted.length), tone: 'warning', isMarked: true});
		at = found + wanted.length;
	}

	return at === text.length ? pieces : [...pieces, {text: text.slice(at), tone}];
}
