import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Stranger} from '../support/program.ts';

let stranger: Stranger;
beforeEach(async () => {
	stranger = await Stranger.arrives();
});
afterEach(() => stranger.leaves());

test('somebody who only ever presses Enter gets to a live URL and to its logs', async () => {
	const app = await stranger.copyOf('hello-node');
	const terminal = stranger.opens(['--cwd', app]);

	await terminal.sees('Where should it run?');
	for (let pressed = 0; pressed < 12 && !terminal.text().includes('is live'); pressed += 1) {
		await terminal.isQuiet(400, 30_000);
		if (!/Deploying|is live/.test(terminal.text())) await terminal.press('enter');
		await terminal.isQuiet(400, 60_000);
	}

	const done = await terminal.sees('is live', 60_000);
	const url = /http:\/\/127\.0\.0\.1:\d+/.exec(done)?.[0] ?? '';
	expect(await (await fetch(url)).text()).toBe('Hello from hello-node\n');

	await terminal.sees('watch the logs');
	await terminal.press('enter');
	await terminal.sees('app-1 stdout');
	await fetch(`${url}/seen-in-the-pane`);
	await terminal.sees('GET /seen-in-the-pane 404', 15_000);

	await terminal.press('q');
	await terminal.sees('watch the logs');
	await terminal.press('q');
	expect(await terminal.exit()).toMatchObject({code: 0});
	expect(JSON.parse(await readFile(join(app, 'cloudstation.json'), 'utf8'))).toMatchObject({
		service: 'hello-node',
		platform: 'local',
	});

	const again = await stranger.tells(['up', '--cwd', app, '--non-interactive']);
	expect(again).toMatchObject({code: 0});
	expect(again.lines.at(-1)).toMatchObject({type: 'result', outcome: 'unchanged', url});
});

test('ctrl+c at a question leaves the terminal as it was and ends by the signal', async () => {
	const app = await stranger.copyOf('hello-node');
	const terminal = stranger.opens(['--cwd', app]);

	await terminal.sees('Where should it run?');
	await terminal.sees('ctrl+c leave');
	await terminal.press('ctrl+c');

	const {code, signal} = await terminal.exited;
	expect(signal ?? code - 128).toBe(2);
	// The exit can arrive before the last output.
	await new Promise(resolve => setTimeout(resolve, 100));
	expect(terminal.screen.isAlternate).toBe(false);
});
