import {afterEach, expect, test} from 'vitest';
import type {Menu} from '../../../../source/wizard-engine/prompter.ts';
import {type InkTerminal, openInkTerminal} from '../../../support/ink-terminal.ts';

const failure: Menu = {
	id: 'failure',
	title: 'Release 5 did not start. Release 4 is still live.',
	aside: '0:41',
	lines: [
		{text: 'The app exited with code 1, three times, before it answered on GET /.'},
		{text: 'Error: DATABASE_URL is not set', tone: 'quote'},
		{text: 'The old release answers', tone: 'good', aside: '200 in 4 ms'},
	],
	choices: [
		{value: 'add', label: 'Add DATABASE_URL from .env to the vault and deploy again'},
		{value: 'look', label: 'Look at all output'},
		{value: 'leave', label: 'Leave it'},
	],
	escape: 'leave',
	exitCode: 8,
	copy: 'the details',
	help: ['What you can do now.'],
};

let terminal: InkTerminal;
afterEach(() => terminal.close());

test('shows what happened and what one can do', async () => {
	terminal = openInkTerminal();
	const chosen = terminal.prompter.menu(failure);

	await terminal.sees('enter choose');
	expect(await terminal.frame()).toMatchInlineSnapshot(`
		"
		 cs-wizard

		 Release 5 did not start. Release 4 is still live.                         0:41

		 The app exited with code 1, three times, before it answered on GET /.
		   Error: DATABASE_URL is not set
		 ✔ The old release answers                                          200 in 4 ms

		 › Add DATABASE_URL from .env to the vault and deploy again
		   Look at all output
		   Leave it











		 ──────────────────────────────────────────────────────────────────────────────
		 enter choose   exit code will be 8   c copy details   esc back   ? help
		"
	`);
	await terminal.press('down', 'enter');

	expect(await chosen).toBe('look');
});

test('c copies the details through the terminal', async () => {
	terminal = openInkTerminal();
	const chosen = terminal.prompter.menu(failure);

	await terminal.sees('c copy details');
	await terminal.press('c');
	await terminal.sees('c copied');
	await terminal.press('escape');

	expect(terminal.screen.copied).toEqual(['the details']);
	expect(await chosen).toBe('leave');
});

test('without colour and without UTF-8 the marks say the same', async () => {
	terminal = openInkTerminal({env: {NO_COLOR: '1', LANG: 'C'}});
	terminal.prompter.menu(failure).catch(() => undefined);

	await terminal.sees('enter choose');
	expect(await terminal.frame()).toMatchInlineSnapshot(`
		"
		 cs-wizard

		 Release 5 did not start. Release 4 is still live.                         0:41

		 The app exited with code 1, three times, before it answered on GET /.
		   Error: DATABASE_URL is not set
		 + The old release answers                                          200 in 4 ms

		 > Add DATABASE_URL from .env to the vault and deploy again
		   Look at all output
		   Leave it











		 ------------------------------------------------------------------------------
		 enter choose   exit code will be 8   c copy details   esc back   ? help
		"
	`);
});

test('letters choose at once, and the end of a deploy shows its choices as keys', async () => {
	terminal = openInkTerminal();
	const chosen = terminal.prompter.menu({
		id: 'done',
		title: 'hello-node is live',
		lines: [{text: 'http://127.0.0.1:4310'}],
		choices: [
			{value: 'watch', label: 'Watch the logs'},
			{value: 'open', label: 'Open', key: 'o'},
			{value: 'leave', label: 'Leave', key: 'q'},
		],
	});

	const frame = await terminal.sees('enter watch the logs   o open   q leave');
	expect(frame).not.toContain('› Watch');
	await terminal.press('o');

	expect(await chosen).toBe('open');
});

test('help lies over the middle until any key', async () => {
	terminal = openInkTerminal();
	terminal.prompter.menu(failure).catch(() => undefined);

	await terminal.sees('enter choose');
	await terminal.press('?');
	expect(await terminal.sees('What you can do now.')).toContain('Keys of this screen');
	await terminal.press('x');

	expect(await terminal.sees('enter choose')).toContain('Look at all output');
});

test('what can be chosen is on the screen, however much there is to tell', async () => {
	terminal = openInkTerminal();
	const lines = Array.from({length: 60}, (_, index) => ({text: `line ${index} ${'and so on '.repeat(12)}`}));
	terminal.prompter.menu({...failure, lines}).catch(() => undefined);

	const frame = await terminal.sees('› Add DATABASE_URL');
	expect(frame).toContain('Leave it');
	expect(frame).toContain('enter choose');
	expect(frame).toContain('line 0');
});

test('a confirmation takes y, n and enter; escape changes nothing', async () => {
	terminal = openInkTerminal();
	const question = {ask: 'Remove the service?', help: 'Its URL goes with it.', default: true};

	const first = terminal.prompter.confirm(question);
	await terminal.sees('Remove the service?');
	await terminal.press('right', 'enter');
	expect(await first).toBe(false);

	const second = terminal.prompter.confirm(question);
	await terminal.sees('Remove the service?');
	await terminal.press('escape');
	expect(await second).toBe(false);

	const third = terminal.prompter.confirm({...question, default: false});
	await terminal.sees('Remove the service?');
	await terminal.press('y');
	expect(await third).toBe(true);
});
