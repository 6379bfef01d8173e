import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Stranger} from '../support/program.ts';
import type {PtyTerminal} from '../support/pty-terminal.ts';

let stranger: Stranger;
let app: string;
let url: string;
beforeEach(async () => {
	stranger = await Stranger.arrives();
	app = await stranger.copyOf('hello-node');
	const where = ['--where', 'local', '--credential-store', 'file'];
	const deployed = await stranger.tells(['up', '--cwd', app, '--non-interactive', ...where]);
	expect(deployed).toMatchObject({code: 0});
	url = String(deployed.lines.at(-1)?.['url']);
});
afterEach(() => stranger.leaves());

async function panes(): Promise<PtyTerminal> {
	const terminal = stranger.opens(['logs', '--cwd', app]);
	await terminal.sees('listening on', 20_000);
	await terminal.sees('● live');
	return terminal;
}

const visit = async (path: string): Promise<void> => {
	await (await fetch(`${url}${path}`)).text();
};

test('show lines as they come, stop for a look and follow again', async () => {
	const terminal = await panes();
	expect(terminal.text()).toMatch(/build ─+ finished/);

	await visit('/seen-live');
	await terminal.sees('GET /seen-live 404');
	await terminal.press('2', 'space');
	await terminal.sees('paused');
	await visit('/while-paused');
	await terminal.sees('paused, 1 new');
	expect(terminal.text()).not.toContain('/while-paused');

	await terminal.press('space');

	await terminal.sees('GET /while-paused 404');
	await terminal.press('q');
	expect(await terminal.exit()).toMatchObject({code: 0});
	expect(terminal.screen.isAlternate).toBe(false);
});

test('mark what is searched, show only what is filtered, zoom, open a line, and save', async () => {
	const terminal = await panes();
	await visit('/apples');
	await visit('/pears');
	await terminal.sees('GET /pears 404');

	await terminal.press('/');
	await terminal.type('apples');
	await terminal.press('enter');
	await terminal.sees('1 of 1');
	await terminal.press('escape', 'f');
	await terminal.type('pears');
	await terminal.seesNoMore('GET /apples');
	await terminal.press('enter', '2', 'z');
	await terminal.sees('z all');
	expect(terminal.text()).not.toContain('events');
	await terminal.press('up', 'enter');
	await terminal.sees('c copy');
	await terminal.press('c');
	await terminal.sees('Copied');
	expect(terminal.screen.copied.join('\n')).toContain('GET /pears 404');
	await terminal.press('escape');
	await terminal.sees('z all');
	await terminal.press('s');
	await terminal.sees(/\d lines saved in stdout-.*\.log/);

	const saved = (await readdir(app)).filter(name => name.endsWith('.log'));
	expect(saved).toHaveLength(1);
	expect(await readFile(join(app, saved[0] ?? ''), 'utf8')).toContain('GET /apples 404');
});

test('follow the size of the window and keep what they show', async () => {
	const terminal = await panes();
	await visit('/before');
	await terminal.sees('GET /before 404');

	for (const [columns, rows] of [
		[60, 15],
		[130, 45],
		[80, 24],
	] as const) {
		terminal.resize(columns, rows);
		await terminal.sees(rows < 24 ? 'needs 80x24' : 'GET /before 404');
	}

	await visit('/after');
	await terminal.sees('GET /after 404');
	expect(terminal.text().match(/app-1 stdout/g)).toHaveLength(1);
});

describe('when the platform goes away and comes back', () => {
	test('they say so, fetch what was missed, and are live again', async () => {
		const terminal = await panes();
		await visit('/one');
		await terminal.sees('GET /one 404');
		const [running] = (await stranger.tells(['platform', 'status'])).lines;

		process.kill(Number(running?.['pid']), 'SIGKILL');
		await terminal.sees('reconnecting', 20_000);
		await visit('/meanwhile');
		const back = await stranger.runs(['platform', 'start', '--detach']);
		expect(back.code).toBe(0);

		await terminal.sees('GET /meanwhile 404', 60_000);
		await terminal.sees('● live', 30_000);
		await visit('/afterwards');
		await terminal.sees('GET /afterwards 404', 20_000);
	});
});
