import {expect, test} from 'vitest';
import {QuickSegmenter} from '../../../source/tui/quick-segmenter.ts';

const quick = new QuickSegmenter();
const full = new Intl.Segmenter();
const pieces = (segmenter: QuickSegmenter | Intl.Segmenter, text: string) =>
	Array.from(segmenter.segment(text), ({segment, index}) => `${index} ${segment}`);

test('every character beside itself and beside a letter is cut as the full rules cut it', () => {
	const differ: string[] = [];
	for (let code = 0; code < 0x3000; code += 1) {
		const one = String.fromCharCode(code);
		const text = `a${one}${one}–${one}©${one}`;
		if (pieces(quick, text).join('|') !== pieces(full, text).join('|')) differ.push(code.toString(16));
	}

	expect(differ).toEqual([]);
});

test.each(['', 'plain', '\u001B[1mbold\u001B[22m · ›', 'e\u0301', '👩‍💻 at work', '🇨🇭', '한글', 'a\r\nb'])(
	'%j is cut the same',
	text => {
		expect(pieces(quick, text)).toEqual(pieces(full, text));
		expect(quick.segment(text).containing(0)).toEqual(full.segment(text).containing(0));
	},
);

test('words are found by the full rules', () => {
	const words = new QuickSegmenter(undefined, {granularity: 'word'});

	expect(Array.from(words.segment('to be'), ({segment}) => segment)).toEqual(['to', ' ', 'be']);
});
