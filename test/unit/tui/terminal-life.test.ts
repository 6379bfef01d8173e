import {expect, test} from 'vitest';
import {createTerminalLife, restoreSequence} from '../../../source/tui/terminal-life.ts';

function openLife() {
	const did: string[] = [];
	const life = createTerminalLife({
		input: {setRawMode: mode => did.push(mode ? 'raw' : 'cooked')},
		write: text => did.push(text),
	});
	return {life, did};
}

test('gives back every mode a screen may have turned on, once', () => {
	const {life, did} = openLife();
	life.take();
	life.restore();
	life.restore();

	expect(did.filter(one => one === restoreSequence)).toHaveLength(1);
	expect(did.at(-1)).toBe('cooked');
	for (const mode of ['?1049l', '?25h', '0m', '?1000l', '?1002l', '?1003l', '?1006l', '?2004l', '?2026l']) {
		expect(restoreSequence).toContain(mode);
	}
});

test('nothing is written to a terminal that was never taken', () => {
	const {life, did} = openLife();
	life.restore();

	expect(did).toEqual([]);
});

test('a terminal that hung up does not throw', () => {
	const life = createTerminalLife({
		input: {
			setRawMode: mode => {
				if (!mode) throw new Error('EIO');
			},
		},
		write: () => undefined,
	});
	life.take();

	expect(() => life.restore()).not.toThrow();
});
