import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {LineAssembler} from '../../../../source/platform/workloads/line-assembler.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('lines come out whole, whatever pieces they came in', () => {
	fc.assert(
		fc.property(fc.string({unit: 'grapheme', maxLength: 200}), fc.integer({min: 1, max: 7}), (text, size) => {
			const assembler = new LineAssembler();
			const input = bytes(text);
			const lines = [];
			for (let at = 0; at < input.byteLength; at += size) lines.push(...assembler.take(input.subarray(at, at + size)));
			lines.push(...assembler.end());
			const wanted = text.split('\n');
			if (wanted.at(-1) === '') wanted.pop();
			expect(lines.map(({content}) => content.replace(/\r$/, ''))).toEqual(wanted.map(line => line.replace(/\r$/, '')));
		}),
	);
});

test('a carriage return before the line end goes, others stay', () => {
	expect(new LineAssembler().take(bytes('a\r\nb\rc\n'))).toEqual([
		{content: 'a', partial: false},
		{content: 'b\rc', partial: false},
	]);
});

test('a line without end is cut at 8 KiB, between characters', () => {
	const assembler = new LineAssembler();
	const lines = [...assembler.take(bytes(`a${'€'.repeat(3000)}\n`))];
	expect(lines.map(({partial}) => partial)).toEqual([true, false]);
	expect(lines.map(({content}) => content).join('')).toBe(`a${'€'.repeat(3000)}`);
	expect(Buffer.byteLength(lines[0]?.content ?? '')).toBeLessThanOrEqual(8192);
});

test('bytes that are no UTF-8 are shown as such and lose nothing else', () => {
	const assembler = new LineAssembler();
	expect(assembler.take(Uint8Array.of(97, 0xff, 98, 10))).toEqual([{content: 'a\ufffdb', partial: false}]);
	const binary = assembler.take(new Uint8Array(20_000).fill(0xff));
	expect(binary.length).toBe(2);
	expect(assembler.pending).toBeLessThan(8192);
});

test('what waits for its end is counted, and comes at the end', () => {
	const assembler = new LineAssembler();
	assembler.take(bytes('password: '));
	expect(assembler.pending).toBe(10);
	expect(assembler.end()).toEqual([{content: 'password: ', partial: true}]);
	expect(assembler.end()).toEqual([]);
});
