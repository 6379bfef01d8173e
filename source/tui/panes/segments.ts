/** Pieces of a row with their tone, and how they become one string for the terminal. */
import {cut, widthOf} from '../text-width.ts';
import type {Theme, Tone} from '../theme.ts';

export interface Segment {
	readonly text: string;
	readonly tone: Tone;
	/** A found word. */
	readonly isMarked?: boolean;
}

export type RowSegments = readonly Segment[];

export const segment = (text: string, tone: Tone = 'plain'): Segment => ({text, tone});

/** Exactly `width` columns: what does not fit is cut, with a mark; what is short is filled. */
export function fitSegments(segments: RowSegments, width: number, mark = '…'): RowSegments {
	const total = segments.reduce((sum, {text}) => sum + widthOf(text), 0);
	if (total === width) return segments;
	if (total < width) return [...segments, segment(' '.repeat(width - total))];
	const fitting: Segment[] = [];
	let room = width - widthOf(mark);
	for (const piece of segments) {
		const text = cut(piece.text, room);
		fitting.push({...piece, text});
		room -= widthOf(text);
		if (text.length < piece.text.length) break;
	}

	return [...fitting, segment(mark + ' '.repeat(Math.max(0, room)), 'dim')];
}

const colorCodes: Readonly<Record<string, string>> = {cyan: '36', green: '32', yellow: '33', red: '31'};

/** The row as one string. Rows are many and change often, so they are coloured here and not by components. */
export function toAnsi(segments: RowSegments, {styles}: Theme): string {
	return segments
		.map(({text, tone, isMarked}) => {
			const {color, bold, dimColor} = styles[tone];
			const codes = [
				...(bold === true ? ['1'] : []),
				...(dimColor === true ? ['2'] : []),
				...(color === undefined ? [] : [colorCodes[color] ?? '39']),
				...(isMarked === true ? ['7'] : []),
			];
			return codes.length === 0 || text === '' ? text : `\u001B[${codes.join(';')}m${text}\u001B[0m`;
		})
		.join('');
}
