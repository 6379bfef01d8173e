import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Stranger} from '../support/program.ts';
import type {PtyTerminal} from '../support/pty-terminal.ts';

let stranger: Stranger;
let app: string;
beforeEach(async () => {
	stranger = await Stranger.arrives();
	app = await stranger.copyOf('hello-node');
});
afterEach(() => stranger.leaves());

/** Enter at each of these. */
async function presses(terminal: PtyTerminal, ...questions: readonly string[]): Promise<void> {
	for (const question of questions) {
		await terminal.sees(new RegExp(`${question.replace('?', '\\?')}[^]*:\\s*$`), 30_000);
		await terminal.press('enter');
	}
}

/** Everything that was said since the start. */
const said = (terminal: PtyTerminal): string => terminal.screen.normalScreen();

test('the whole journey, a line at a time and nothing drawn over', async () => {
	const terminal = stranger.opens(['--accessible', '--cwd', app], {rows: 60});

	await presses(terminal, 'Where should it run?', 'Where should the credentials be kept?', 'What is it called?');
	await terminal.sees('Where are the secrets kept?', 20_000);
	await terminal.sees(/:\s*$/);
	await terminal.type('2');
	await terminal.press('enter');
	await presses(terminal, 'Ready to deploy hello-node');
	await terminal.sees('hello-node is live', 60_000);
	const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said(terminal))?.[0] ?? '';
	expect(await (await fetch(url)).text()).toBe('Hello from hello-node\n');

	await terminal.sees(/Type a number \(Enter for 1\):\s*$/);
	await terminal.type('q');
	await terminal.press('enter');
	expect(await terminal.exit()).toMatchObject({code: 0});
	expect(terminal.screen.isAlternate).toBe(false);
	expect(said(terminal)).toContain('Part 1 of 5: Sign in.');
});

test('up asks, shows what will happen, and a no is exit 14 with nothing done', async () => {
	const terminal = stranger.opens(['up', '--cwd', app, '--where', 'local', '--credential-store', 'file'], {
		rows: 60,
		env: {ACCESSIBLE: '1'},
	});

	await terminal.sees('What is it called?', 20_000);
	await terminal.isQuiet(200);
	await terminal.press('ctrl+d');

	expect(await terminal.exit()).toMatchObject({code: 14});
	expect(said(terminal)).toContain('wizard/declined, exit 14');
	expect(await stranger.tells(['deploy', 'list', '--service', 'hello-node'])).not.toMatchObject({code: 0});
});

describe('a sign-in that asks', () => {
	const login = () => stranger.opens(['login', '--plain', '--credential-store', 'file'], {rows: 60});

	test('hides the key, and says no more of it', async () => {
		const {lines} = await stranger.tells(['platform', 'start', '--port', '0', '--detach']);
		const {url, api_key: key, client_id: client} = lines[0] ?? {};
		const terminal = login();

		await terminal.sees('Where should it run?');
		await terminal.type('3');
		await terminal.press('enter');
		await terminal.sees('Which address');
		await terminal.type(String(url));
		await terminal.press('enter');
		await terminal.sees('Which client ID?');
		await terminal.type(String(client));
		await terminal.press('enter');
		await terminal.sees('Which API key?');
		await terminal.isQuiet(200);
		await terminal.type(String(key));
		await terminal.press('enter');

		expect(await terminal.exit()).toMatchObject({code: 0});
		expect(said(terminal)).toContain('Signed in to 127.0.0.1');
		expect(said(terminal)).not.toContain(String(key).slice(4));
	});

	test('ctrl+d at a question is a no', async () => {
		const terminal = login();
		await terminal.sees('Type a number');
		await terminal.press('ctrl+d');

		expect(await terminal.exit()).toMatchObject({code: 14});
		expect(said(terminal)).toContain('wizard/declined');
	});

	test('ctrl+c at a question ends us by the signal, so that a loop around us ends too', async () => {
		const terminal = login();
		await terminal.sees('Type a number');
		await terminal.press('ctrl+c');

		const {code, signal} = await terminal.exit();
		expect(signal ?? code - 128).toBe(2);
		expect(said(terminal)).not.toMatch(/^\s+at /m);
	});
});

test('answers that were given are written for the next time, and no secret among them', async () => {
	const record = join(stranger.folder, 'recorded.yaml');
	const terminal = stranger.opens(['link', '--plain', '--cwd', app, '--record-answers', record], {rows: 60});
	await presses(terminal, 'Where should it run?', 'Where should the credentials be kept?', 'What is it called?');
	expect(await terminal.exit()).toMatchObject({code: 0});

	const again = await stranger.tells(['answers', 'lint', record]);
	expect(again.lines).toEqual([{ok: true, problems: []}]);
	const repeated = await stranger.tells(['link', '--cwd', app, '--answers-file', record]);
	expect(repeated).toMatchObject({code: 0, lines: [{service: {name: 'hello-node'}}]});
});
