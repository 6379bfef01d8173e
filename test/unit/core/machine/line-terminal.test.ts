import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {LineTerminal} from '../../../../source/core/machine/line-terminal.ts';

function start(isTTY = false) {
	const input = Object.assign(new PassThrough(), {
		isTTY,
		modes: new Array<boolean>(),
		setRawMode(raw: boolean) {
			this.modes.push(raw);
		},
	});
	const signals = new EventEmitter();
	const shown: string[] = [];
	const output = {write: (text: string) => shown.push(text)};
	const terminal = new LineTerminal({input, output, signals, interrupt: () => signals.emit('SIGINT')});
	return {input, signals, shown, terminal};
}

const visible = {prompt: '> ', hidden: false};
const hidden = {prompt: 'Key: ', hidden: true};

test('a pipe gives its lines one by one, the last without an end, then nothing', async () => {
	const {input, terminal, shown} = start();
	input.end('first\r\nsecond\n\nlast');

	const lines = [];
	for (let count = 0; count < 6; count++) lines.push(await terminal.readLine(visible));

	expect(lines).toEqual(['first', 'second', '', 'last', null, null]);
	expect(shown.join('')).toBe('> \n'.repeat(6));
});

test('characters split over chunks stay whole', async () => {
	const {input, terminal} = start();
	const line = terminal.readLine(visible);
	for (const byte of Buffer.from('größe 🙂\n')) input.write(Buffer.from([byte]));

	expect(await line).toBe('größe 🙂');
});

test('a hidden line is edited but never shown, and the terminal is as before afterwards', async () => {
	const {input, terminal, shown} = start(true);
	const key = terminal.readLine(hidden);
	input.write('wrong\u0015hunterr\u007F2\u001B[D\r');

	expect(await key).toBe('hunter2');
	expect(shown.join('')).toBe('Key: \n');
	expect(input.modes).toEqual([true, false]);
});

test('Ctrl+D at the start of a hidden line ends it, Ctrl+C arrives as the signal', async () => {
	const {input, terminal} = start(true);
	const heard: string[] = [];
	const release = terminal.onInterrupt(() => heard.push('interrupt'));
	const key = terminal.readLine(hidden);
	input.write('\u0003\u0004');

	expect(await key).toBeNull();
	expect(heard).toEqual(['interrupt']);
	release();
	expect(input.modes).toEqual([true, false]);
});

test('waiting can be given up, and the next question still gets its line', async () => {
	const {input, terminal} = start();
	const leave = new AbortController();
	const line = terminal.readLine({...visible, signal: leave.signal});
	leave.abort(new Error('left'));
	await expect(line).rejects.toThrow('left');

	input.write('kept\n');
	expect(await terminal.readLine(visible)).toBe('kept');
});
