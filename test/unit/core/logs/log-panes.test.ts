import {beforeEach, expect, test} from 'vitest';
import type {LogLine} from '../../../../source/core/logs/log-intake.ts';
import {gapText, LogPanes} from '../../../../source/core/logs/log-panes.ts';
import {readRows} from '../../../../source/core/logs/row-search.ts';
import type {PaneId} from '../../../../source/shared/log-feed.ts';

let now = 0;
let isPolling = false;
let panes: LogPanes;

beforeEach(() => {
	now = 100_000;
	isPolling = false;
	panes = new LogPanes({now: () => now, isPolling: () => isPolling, changed: () => undefined});
});

const line = (more: Partial<LogLine> = {}): LogLine => ({
	timestamp: now,
	stream: 'stdout',
	phase: 'run',
	source: 'app-1',
	text: 'hello',
	...more,
});
const pane = (id: PaneId) => panes.status().panes.find(one => one.id === id);
const rows = async (id: PaneId) =>
	(await readRows(panes.ring(id), {at: {tail: true}, count: 100})).map(({kind, text}) => `${kind}: ${text}`);

test('each line finds its pane', async () => {
	panes.line(line({source: 'build', phase: 'build', stream: 'stderr', text: 'npm ci'}));
	panes.line(line({source: 'events', phase: 'release', text: 'healthy'}));
	panes.line(line({source: 'events', phase: 'run', text: 'restarted'}));
	panes.line(line({text: 'out'}));
	panes.line(line({stream: 'stderr', text: 'err'}));
	expect(await Promise.all([rows('build'), rows('events'), rows('stdout'), rows('stderr')])).toEqual([
		['line: npm ci'],
		['line: healthy', 'line: restarted'],
		['line: out'],
		['line: err'],
	]);
});

test('a pane is named after its instance while there is one', () => {
	expect(pane('stdout')?.title).toBe('app stdout');
	panes.line(line());
	expect(pane('stderr')?.title).toBe('app-1 stderr');
	panes.line(line({source: 'app-2'}));
	expect(pane('stdout')?.title).toBe('app stdout');
});

test('a silent pane says why', () => {
	panes.link({state: 'connected', detail: 'nats'});
	expect(pane('stdout')).toMatchObject({state: 'waiting', reason: 'no output yet'});
	panes.line(line());
	expect(pane('stdout')).toMatchObject({state: 'live'});
	panes.link({state: 'reconnecting', detail: 'nats'});
	now += 4000;
	panes.link({state: 'reconnecting', detail: 'nats again'});
	expect(pane('stdout')).toMatchObject({state: 'reconnecting', reason: 'reconnecting, 4 s'});
	panes.link({state: 'resumed', detail: 'nats'});
	expect(pane('stdout')).toMatchObject({state: 'live'});
});

test('a build that ended says so until the next one begins', () => {
	panes.link({state: 'connected', detail: ''});
	panes.line(line({source: 'build', phase: 'build'}));
	panes.buildEnded({status: 'failed'});
	expect(pane('build')).toMatchObject({state: 'ended', reason: 'failed'});
	panes.line(line({source: 'build', phase: 'build'}));
	expect(pane('build')).toMatchObject({state: 'live'});
});

test('lost lines are told in the panes that may have had them, filled gaps where their lines are', async () => {
	panes.line(line());
	panes.gap({from_seq: 2, to_seq: 42, recovered: 38, lost: 3});
	panes.line(line());
	panes.gap({from_seq: 50, to_seq: 50, recovered: 1, lost: 0});
	expect(await rows('stdout')).toEqual([
		'line: hello',
		'gap: 41 lines missed while reconnecting, 38 fetched, 3 lost (seq 2-42)',
		'line: hello',
		'gap: 1 line missed while reconnecting, all fetched',
	]);
	expect(await rows('stderr')).toEqual(['gap: 41 lines missed while reconnecting, 38 fetched, 3 lost (seq 2-42)']);
	expect(await rows('build')).toEqual([]);
	expect(panes.status().lost).toBe(3);
});

test('while lines are fetched anyway, a filled gap is no news', async () => {
	isPolling = true;
	panes.line(line());
	panes.gap({from_seq: 2, to_seq: 3, recovered: 2, lost: 0});
	expect(await rows('stdout')).toEqual(['line: hello']);
});

test('the rate and the lag are those of the last second', () => {
	for (let index = 0; index < 300; index += 1) panes.arrived(now - 200);
	now += 1000;
	expect(panes.status()).toMatchObject({lines_per_second: 300, lag_ms: 200});
	now += 1000;
	expect(panes.status()).toMatchObject({lines_per_second: 0, lag_ms: 0});
});

test('a search finds words in every pane, in the order they were said', async () => {
	panes.line(line({timestamp: 3, text: 'late find'}));
	panes.line(line({timestamp: 1, stream: 'stderr', text: 'early FIND'}));
	expect(await panes.search('find', 10)).toEqual({
		hits: [
			{pane: 'stderr', index: 0},
			{pane: 'stdout', index: 0},
		],
		total: 2,
	});
	expect(await panes.search('find', 1)).toEqual({hits: [{pane: 'stdout', index: 0}], total: 2});
});

test('one lost line is one line', () => {
	expect(gapText({from_seq: 9, to_seq: 9, recovered: 0, lost: 1})).toBe(
		'1 line missed while reconnecting, 0 fetched, 1 lost (seq 9)',
	);
});
