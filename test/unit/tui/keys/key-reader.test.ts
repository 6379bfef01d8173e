import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {KeyReader} from '../../../../source/tui/keys/key-reader.ts';

function startReader() {
	const modes: boolean[] = [];
	const input = Object.assign(new PassThrough(), {
		setRawMode(mode: boolean) {
			modes.push(mode);
		},
	});
	const chords: string[] = [];
	const texts: string[] = [];
	const reader = new KeyReader(input, ({chord, text}) => {
		chords.push(chord);
		texts.push(text);
	});
	reader.start();
	const settle = () => new Promise(resolve => setTimeout(resolve, 80));
	return {input, modes, chords, texts, reader, settle};
}

test('gives every key of one read, one after another', async () => {
	const {input, chords, settle} = startReader();

	input.write('\u001B[B\u001B[Bhi\r');
	await settle();

	expect(chords).toEqual(['down', 'down', 'h', 'i', 'enter']);
});

test('puts a character together whose bytes came in two reads', async () => {
	const {input, texts, settle} = startReader();
	const bytes = Buffer.from('👍', 'utf8');

	input.write(bytes.subarray(0, 2));
	await settle();
	input.write(bytes.subarray(2));
	await settle();

	expect(texts).toEqual(['👍']);
});

test('puts a paste together that came in many reads', async () => {
	const {input, texts, settle} = startReader();

	for (const piece of ['\u001B[20', '0~one\r', '\ntwo\u001B[2', '01~']) input.write(piece);
	await settle();

	expect(texts).toEqual(['one\r\ntwo']);
});

test('a lone escape is a key when nothing follows it', async () => {
	const {input, chords, settle} = startReader();

	input.write('\u001B');
	await settle();
	input.write('[A');
	await settle();

	expect(chords).toEqual(['escape', '[', 'A']);
});

test('turns raw mode on first and off at the end, and drops what was still waiting', async () => {
	const {input, modes, chords, reader, settle} = startReader();

	input.write('abc');
	await new Promise(resolve => setImmediate(resolve));
	reader.stop();
	await settle();

	expect(modes).toEqual([true, false]);
	expect(chords.length).toBeLessThan(3);
});
