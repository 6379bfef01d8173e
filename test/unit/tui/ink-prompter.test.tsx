import {afterEach, expect, test} from 'vitest';
import {FakeLogFeed} from '../../support/fake-log-feed.ts';
import {type InkTerminal, openInkTerminal} from '../../support/ink-terminal.ts';

const menu = {id: 'general', title: 'What now?', lines: [], choices: [{value: 'go', label: 'Go on'}]} as const;

let terminal: InkTerminal;
afterEach(() => terminal.close());

test('leaves the terminal as it was, with its last words on the normal screen', async () => {
	terminal = openInkTerminal();
	const chosen = terminal.prompter.menu(menu);
	await terminal.sees('What now?');
	await terminal.press('enter');
	await chosen;

	await terminal.prompter.close([
		{text: 'hello-node is live', tone: 'good', aside: '0:22'},
		{text: 'cs-wizard logs', tone: 'command'},
	]);
	await terminal.settle();

	expect(terminal.screen.isAlternate).toBe(false);
	expect(terminal.screen.isCursorVisible).toBe(true);
	expect(terminal.screen.terminal.modes.bracketedPasteMode).toBe(false);
	expect(terminal.isRaw).toBe(false);
	expect(terminal.screen.normalScreen()).toBe('✔ hello-node is live  0:22\n  cs-wizard logs');
});

test('closing twice prints nothing twice, and one may ask again after it', async () => {
	terminal = openInkTerminal();
	await terminal.prompter.close([{text: 'bye'}]);
	await terminal.prompter.close();
	await terminal.settle();
	expect(terminal.screen.normalScreen()).toBe('bye');

	const chosen = terminal.prompter.menu(menu);
	await terminal.sees('What now?');
	await terminal.press('enter');

	expect(await chosen).toBe('go');
});

test('what others write meanwhile does not tear the screen and is not lost', async () => {
	terminal = openInkTerminal();
	const chosen = terminal.prompter.menu(menu);
	await terminal.sees('What now?');
	terminal.stdout.write('a warning of some library\n');
	expect(await terminal.frame()).not.toContain('a warning');
	await terminal.press('enter');
	await chosen;
	await terminal.close();
	await terminal.settle();

	expect(terminal.screen.normalScreen()).toContain('a warning of some library');
});

test('ctrl+l draws everything anew', async () => {
	terminal = openInkTerminal();
	terminal.prompter.menu(menu).catch(() => undefined);
	const before = await terminal.sees('What now?');
	terminal.screen.write('\u001B[5;5Hgarbage\u001B[20;1Hmore garbage');
	await terminal.press('ctrl+l');

	expect(await terminal.sees('What now?')).toBe(before);
});

test('ctrl+z gives the terminal away and takes it back when the process goes on', async () => {
	const seen: {readonly alternate: boolean; readonly raw: boolean}[] = [];
	terminal = openInkTerminal({
		stopProcess: () => seen.push({alternate: true, raw: terminal.isRaw}),
	});
	const chosen = terminal.prompter.menu(menu);
	await terminal.sees('What now?');
	await terminal.press('ctrl+z');
	await terminal.sees('What now?');

	expect(seen).toEqual([{alternate: true, raw: false}]);
	expect(terminal.isRaw).toBe(true);
	expect(terminal.screen.isAlternate).toBe(true);
	await terminal.press('enter');
	expect(await chosen).toBe('go');
});

test('restore gives the terminal back at once, gives up the question, and again does nothing', async () => {
	terminal = openInkTerminal();
	const asked = terminal.prompter.menu(menu).catch((error: unknown) => error);
	await terminal.sees('What now?');

	terminal.prompter.restore();
	terminal.prompter.restore();
	terminal.stdout.write('what went wrong');
	await terminal.settle();

	await terminal.press('x');
	expect(terminal.screen.isAlternate).toBe(false);
	expect(terminal.screen.normalScreen()).toBe('what went wrong');
	expect(await asked).toMatchObject({code: 'wizard/interrupted'});
	expect(terminal.isRaw).toBe(false);
});

test.each(['a key', 'a resize'])('a screen that breaks at %s rejects instead of hanging', async cause => {
	terminal = openInkTerminal();
	const feed = new FakeLogFeed();
	const watched = terminal.prompter.watch({title: 'hello-node', feed, facts: [], saveFolder: '/tmp'});
	await terminal.sees('hello-node');

	feed.status = () => {
		throw new Error('the worker is gone');
	};
	const ended = watched.then(
		() => 'left',
		(error: unknown) => String(error),
	);
	if (cause === 'a key') await terminal.press('z');
	else await terminal.resize(100, 30);
	expect(await ended).toBe('Error: the worker is gone');
});

test('signals stay with the program', async () => {
	const before = process.listenerCount('SIGINT');
	terminal = openInkTerminal();
	terminal.prompter.menu(menu).catch(() => undefined);
	await terminal.sees('What now?');

	expect(process.listenerCount('SIGINT')).toBe(before);
});

test('a note stands above the next screen until it is answered', async () => {
	terminal = openInkTerminal();
	terminal.prompter.note({text: 'Started the platform of this machine.', tone: 'good'});
	const chosen = terminal.prompter.menu(menu);
	await terminal.sees('✔ Started the platform of this machine.');
	await terminal.press('enter');
	await chosen;
	terminal.prompter.menu(menu).catch(() => undefined);

	expect(await terminal.sees('What now?')).not.toContain('Started');
});

test('a note that no screen showed is printed at the end', async () => {
	terminal = openInkTerminal();
	terminal.prompter.note({text: 'Started the platform of this machine.'});

	await terminal.prompter.close([{text: 'done'}]);
	await terminal.settle();

	expect(terminal.screen.normalScreen()).toBe('Started the platform of this machine.\ndone');
});

test('at 100 columns the chapters stand at the left', async () => {
	terminal = openInkTerminal({columns: 100});
	terminal.prompter.frame({
		who: 'acme@this machine',
		chapters: [
			{id: 'a', title: 'Sign in', state: 'done'},
			{id: 'b', title: 'Deploy', state: 'current'},
		],
	});
	terminal.prompter.menu(menu).catch(() => undefined);

	const frame = await terminal.sees('What now?');
	expect(frame.split('\n').slice(2, 4)).toEqual([' ✔ Sign in               What now?', ' ● Deploy']);
});

test('ctrl+c with nothing to answer is the same as the signal', async () => {
	let interrupted = 0;
	terminal = openInkTerminal({interrupt: () => interrupted++});
	const chosen = terminal.prompter.menu(menu);
	await terminal.sees('What now?');
	await terminal.press('enter');
	await chosen;
	await terminal.press('ctrl+c');

	expect(interrupted).toBe(1);
});
