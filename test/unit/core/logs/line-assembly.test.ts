import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {ByteLines, LineAssembler} from '../../../../source/core/logs/line-assembly.ts';

function lines(...pieces: readonly string[]): readonly string[] {
	const seen: string[] = [];
	const assembler = new LineAssembler(text => seen.push(text));
	for (const piece of pieces) assembler.push(piece);
	assembler.flush();
	return seen;
}

test('a piece without a newline goes on in the next', () => {
	expect(lines('listen', 'ing on 4310\nGET ', '/ 200\n')).toEqual(['listening on 4310', 'GET / 200']);
});

test('an empty line is a line', () => {
	expect(lines('\n\na\n')).toEqual(['', '', 'a']);
});

test('a line that never ends is shown when its stream does', () => {
	expect(lines('Password: ')).toEqual(['Password: ']);
});

test.each([
	['progress that writes over itself ends as its last state', ['10%\r20%\r', '30%\r', 'done\n'], ['done']],
	['a carriage return before the newline belongs to it', ['a\r\n', 'b\r', '\n'], ['a', 'b']],
	['several of them too', ['a\r\r\n'], ['a']],
	['a return in the middle of a piece', ['loading\rready\n'], ['ready']],
	['a return that opens a piece', ['loading', '\rready\n'], ['ready']],
] as const)('%s', (_, pieces, wanted) => {
	expect(lines(...pieces)).toEqual(wanted);
});

test('wherever the pieces are cut, the lines are the same', () => {
	const text = fc.stringMatching(/^[ab\n]{0,60}$/);
	fc.assert(
		fc.property(text, fc.array(fc.nat(60), {maxLength: 8}), (whole, cuts) => {
			const at = [0, ...cuts.map(cut => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
			const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
			expect(lines(...pieces)).toEqual(lines(whole));
		}),
	);
});

test('100 MB without a newline keep 64 KiB and count the rest', () => {
	let kept = 0;
	let left = 0;
	const assembler = new LineAssembler((text, more) => {
		kept = text.length;
		left = more;
	});
	const piece = 'x'.repeat(1024 * 1024);
	for (let index = 0; index < 100; index += 1) assembler.push(piece);
	assembler.push('\n');
	expect(kept).toBe(64 * 1024);
	expect(kept + left).toBe(100 * piece.length);
});

test('a character cut in two by a chunk is whole again, and a byte that is none costs one mark', () => {
	const seen: string[] = [];
	const bytes = new ByteLines(text => seen.push(text));
	const whole = Buffer.from('größe 漢字 🚀\n');
	for (const byte of whole) bytes.push(Uint8Array.of(byte));
	bytes.push(Uint8Array.of(0x61, 0xff, 0x62));
	bytes.end();
	expect(seen).toEqual(['größe 漢字 🚀', 'a\u{FFFD}b']);
});
