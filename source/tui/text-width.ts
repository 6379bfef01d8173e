import stringWidth from 'string-width';
import {QuickSegmenter} from './quick-segmenter.ts';

const graphemes = new QuickSegmenter();
const words = new QuickSegmenter(undefined, {granularity: 'word'});
const printableAscii = /^[\u0020-\u007E]*$/;

/** How many columns a text takes. Log rows are nearly always ASCII, so that is answered without looking at each character. */
export function widthOf(text: string): number {
	return printableAscii.test(text) ? text.length : stringWidth(text);
}

/** What a person sees as characters: an emoji of seven code points is one. */
export function graphemesOf(text: string): readonly string[] {
	if (printableAscii.test(text)) return text.split('');
	return Array.from(graphemes.segment(text), ({segment}) => segment);
}

/** Where words begin and end, for the word keys. */
export function wordsOf(text: string): readonly {readonly start: number; readonly end: number}[] {
	return Array.from(words.segment(text))
		.filter(({isWordLike}) => isWordLike)
		.map(({index, segment}) => ({start: index, end: index + segment.length}));
}

/** The beginning of a text that fits into `width` columns, never half of a wide character. */
export function cut(text: string, width: number): string {
	if (width <= 0) return '';
	if (printableAscii.test(text)) return text.slice(0, width);
	let used = 0;
	let kept = '';
	// A row can hold 8 KiB; only as much of it is looked at as the screen can show.
	for (const {segment} of graphemes.segment(text.slice(0, width * 12))) {
		used += stringWidth(segment);
		if (used > width) break;
		kept += segment;
	}
	return kept;
}

/** Cut with a mark where something is left out. */
export function shorten(text: string, width: number, mark = '…'): string {
	if (text.length <= width && widthOf(text) <= width) return text;
	if (text.length > width * 12 || widthOf(text) > width) return cut(text, width - widthOf(mark)) + mark;
	return text;
}

/** Exactly `width` columns: cut, or filled with spaces. */
export function fit(text: string, width: number, mark = '…'): string {
	const shown = shorten(text, width, mark);
	return shown + ' '.repeat(Math.max(0, width - widthOf(shown)));
}

/** Cut into pieces of at most `width` columns: hard wrapping for log rows. */
export function wrapHard(text: string, width: number): readonly string[] {
	if (width <= 0) return [];
	const pieces: string[] = [];
	let rest = text;
	while (widthOf(rest) > width) {
		// A character wider than the whole row still has to go somewhere.
		const piece = cut(rest, width) || (graphemesOf(rest)[0] ?? '');
		pieces.push(piece);
		rest = rest.slice(piece.length);
	}
	return [...pieces, rest];
}

/** Cut between words into lines of at most `width` columns; words that are too long are cut hard. */
export function wrapWords(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const joined = line === '' ? word : `${line} ${word}`;
		if (widthOf(joined) <= width) {
			line = joined;
			continue;
		}

		if (line !== '') lines.push(line);
		const pieces = wrapHard(word, Math.max(1, width));
		lines.push(...pieces.slice(0, -1));
		line = pieces.at(-1) ?? '';
	}

	return [...lines, line];
}
