import {expect, test} from 'vitest';
import {ScreenPainter} from '../../../../source/tui/panes/screen-painter.ts';
import {TerminalScreen} from '../../../support/terminal-screen.ts';

async function openPainter() {
	const screen = new TerminalScreen(20, 5);
	let bytes = 0;
	const write = (text: string) => {
		bytes += text.length;
		screen.write(text);
	};
	const text = async () => {
		await new Promise<void>(resolve => screen.write('', resolve));
		return screen.text();
	};
	return {painter: new ScreenPainter(write), write, text, written: () => bytes};
}

test('paints rows at their place and rewrites only those that changed', async () => {
	const {painter, write, text, written} = await openPainter();
	write('header');
	painter.show({top: 1, rows: ['one', 'two', 'three']});
	expect(await text()).toBe('header\none\ntwo\nthree');

	const before = written();
	painter.show({top: 1, rows: ['one', 'TWO', 'three']});

	expect(await text()).toBe('header\none\nTWO\nthree');
	expect(written() - before).toBeLessThan(60);
});

test('what Ink draws over the rows is painted again in the same update, with its cursor where it was', async () => {
	const {painter, write, text} = await openPainter();
	painter.show({top: 1, rows: ['one', 'two']});
	write('\u001B[4;1H');
	write(painter.around('\u001B[?2026h\u001B[2J\u001B[?2026l'));
	write('keys');

	expect(await text()).toBe('\none\ntwo\nkeys');
});

test('leaves its place empty', async () => {
	const {painter, write, text} = await openPainter();
	write('header');
	painter.show({top: 1, rows: ['one', 'two']});
	painter.hide();

	expect(await text()).toBe('header');
});

test('a row that is wider than the window does not run into the next one', async () => {
	const {painter, text} = await openPainter();
	painter.show({top: 0, rows: ['x'.repeat(50), 'two']});

	expect((await text()).split('\n')).toEqual(['x'.repeat(20), 'two']);
});
