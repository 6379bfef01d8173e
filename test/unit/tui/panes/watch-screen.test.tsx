import {afterEach, expect, test} from 'vitest';
import {widthOf} from '../../../../source/tui/text-width.ts';
import {FakeLogFeed} from '../../../support/fake-log-feed.ts';
import {type InkTerminal, openInkTerminal} from '../../../support/ink-terminal.ts';

let terminal: InkTerminal;
afterEach(() => terminal.close());

function openWatch(options: Parameters<typeof openInkTerminal>[0] = {}) {
	terminal = openInkTerminal(options);
	const feed = new FakeLogFeed();
	feed.add('build', 'detected Node.js, npm', 'npm ci', 'done');
	for (let index = 0; index < 500; index++) feed.add('stdout', `GET /page-${index} 200`);
	feed.add('stdout', {text: '41 lines missed while reconnecting, 38 fetched, 3 lost (seq 881-883)', kind: 'gap'});
	feed.add('stdout', {text: '{"level":"error","message":"boom","user":"ünï"}', level: 'error'});
	feed.add('stderr', {text: 'warn: SESSION_SECRET is short', level: 'warn'});
	feed.add('events', 'registry  pushed 9c02', 'release   healthy, switched');
	const left = terminal.prompter.watch({title: 'hello-node', feed, facts: ['release 5 live'], saveFolder: '/tmp/logs'});
	return {feed, left};
}

/** Times of day depend on where the test runs. */
const timeless = (frame: string): string => frame.replaceAll(/\d\d:(\d\d:\d\d)/g, 'hh:$1');

test('shows four panes, each with its name and state', async () => {
	const {feed} = openWatch();
	feed.set('build', {state: 'ended', reason: 'finished'});
	feed.set('stderr', {state: 'reconnecting', reason: 'reconnecting, 4 s'});

	await terminal.sees('GET /page-499');
	expect(timeless(await terminal.frame())).toMatchInlineSnapshot(`
		"
		 hello-node  release 5 live  4 panes  nats ✔  312 lines/s  lag 0.2 s  0 lost
		 build ─────────────────────── finished ┬ app-1 stdout ───────────────── ● live
		 hh:04:00 detected Node.js, npm         │ hh:04:13 GET /page-493 200
		 hh:04:01 npm ci                        │ hh:04:14 GET /page-494 200
		 hh:04:02 done                          │ hh:04:15 GET /page-495 200
		                                        │ hh:04:16 GET /page-496 200
		                                        │ hh:04:17 GET /page-497 200
		                                        │ hh:04:18 GET /page-498 200
		                                        │ hh:04:19 GET /page-499 200
		                                        │ ▲ 41 lines missed while reconnecting,
		                                        │   38 fetched, 3 lost (seq 881-883)
		                                        │ hh:04:21 {"level":"error","message":"…
		 events ──────────────────────── ● live ┼ app-1 stderr ──── ▲ reconnecting, 4 s
		 hh:04:00 registry  pushed 9c02         │ hh:04:00 warn: SESSION_SECRET is short
		 hh:04:01 release   healthy, switched   │
		                                        │
		                                        │
		                                        │
		                                        │
		                                        │
		                                        │
		                                        │
		 ──────────────────────────────────────────────────────────────────────────────
		 / search  f filter  space pause  1-4 pane  z zoom  s save  l layout  ? help  q
		"
	`);
});

test('new rows show while a pane follows; paused it stands still and counts them', async () => {
	const {feed} = openWatch();
	await terminal.sees('GET /page-499');

	feed.add('stdout', 'one more');
	await terminal.sees('one more');
	await terminal.press('space');
	feed.add('stdout', 'after the pause', 'and another');

	const paused = await terminal.sees('paused, 2 new');
	expect(paused).not.toContain('after the pause');
	await terminal.press('space');
	await terminal.sees('and another');
});

test('scrolls back over all rows and never asks for more than a few screens', async () => {
	const {feed} = openWatch();
	await terminal.sees('GET /page-499');

	await terminal.press('up');
	expect(await terminal.sees('paused')).not.toContain('boom');
	await terminal.press('pageup', 'pageup');
	await terminal.sees('GET /page-480 ');
	await terminal.press('home');
	await terminal.sees('GET /page-0 ');
	await terminal.press('pagedown');
	await terminal.sees('GET /page-10 ');
	await terminal.press('end');
	await terminal.sees('GET /page-499');

	expect(feed.largestRequest).toBeLessThan(60);
});

test('a search marks its words in every pane and walks through the matches', async () => {
	openWatch();
	await terminal.sees('GET /page-499');

	await terminal.pressAtOnce('/', 'page-4', 'enter');
	await terminal.sees('n N 111 of 111');
	await terminal.press('N');
	await terminal.sees('n N 110 of 111');
	expect(await terminal.sees('›')).toMatch(/›\d\d:\d\d:\d\d GET \/page-498/);
	await terminal.press('n', 'n');
	await terminal.sees('n N 1 of 111');
	await terminal.sees('GET /page-4 ');
	await terminal.press('escape');

	expect(await terminal.frame()).not.toContain('n N');
});

test('a filter leaves only rows with its words and level, in every pane', async () => {
	openWatch();
	await terminal.sees('GET /page-499');

	await terminal.press('f', 'tab', 'tab', 'enter');
	const filtered = await terminal.sees('only warn and worse');
	expect(filtered).toContain('SESSION_SECRET');
	expect(filtered).not.toContain('GET /page');
	await terminal.press('escape', 'f', 'page-7', 'enter');
	const found = await terminal.sees('only "page-7"');

	expect(found).toContain('GET /page-79 ');
	expect(found).not.toContain('GET /page-499');
});

test('a zoomed pane has a selected row, which opens with its fields', async () => {
	openWatch();
	await terminal.sees('{"level"');

	await terminal.press('z', 'up', 'down', 'enter');
	const opened = await terminal.sees('message  boom');
	expect(opened).toMatch(/user +ünï/);
	await terminal.press('c');
	await terminal.sees('Copied');
	expect(terminal.screen.copied).toEqual(['{"level":"error","message":"boom","user":"ünï"}']);
	await terminal.press('v');

	await terminal.sees('only error and worse');
});

test('layouts, panes by number, and wrapped rows', async () => {
	const {feed} = openWatch();
	feed.add('stdout', `${'long '.repeat(30)}end`);
	await terminal.sees('long long');

	await terminal.press('w');
	await terminal.sees('end');
	await terminal.press('1', 'z');
	expect(await terminal.sees('z all')).not.toContain('stderr');
	await terminal.press('l');
	const rows = await terminal.sees('stderr');

	expect(rows.split('\n').filter(line => line.includes('│'))).toEqual([]);
});

test('s saves the pane and says where; q leaves and stops listening', async () => {
	const {feed, left} = openWatch();
	await terminal.sees('GET /page-499');

	await terminal.press('s');
	await terminal.sees('502 lines saved in stdout-');
	await terminal.press('q');
	await left;

	expect(feed.saved.map(({pane}) => pane)).toEqual(['stdout']);
	expect(feed.listeners).toBe(0);
});

test('rows can neither move the cursor nor draw over other panes', async () => {
	const {feed} = openWatch();
	feed.add('stderr', {text: '\u001B[1;1Hover the header\u001B[2J\u202E'}, {text: '日本語'.repeat(40)});

	const frame = await terminal.sees('over the header');
	expect(frame.split('\n')[0]).toContain('hello-node');
	expect(frame.split('\n').every(line => widthOf(line) <= 80)).toBe(true);
});

test('a resize, help and back leave nothing of the old picture behind', async () => {
	openWatch();
	await terminal.sees('GET /page-499');
	const before = await terminal.frame();

	await terminal.resize(120, 40);
	await terminal.press('z', '?');
	await terminal.sees('Keys of this screen');
	await terminal.press('x', 'z');
	await terminal.resize(80, 24);
	await terminal.sees('hello-node');
	await new Promise(resolve => setTimeout(resolve, 60));

	expect(await terminal.frame()).toBe(before);
});
