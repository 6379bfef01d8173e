import {mkdtemp, readFile, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Worker} from 'node:worker_threads';
import {afterEach, expect, test} from 'vitest';
import {openLogFeed} from '../../../../source/core/logs/open-log-feed.ts';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import type {LogFeed} from '../../../../source/shared/log-feed.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import {type LogStore, startLogStore} from '../../../support/log-store.ts';
import {appMessage} from '../../../support/publish-logs.ts';

const open: {feed?: LogFeed; store?: LogStore} = {};

afterEach(async () => {
	await open.feed?.close();
	await open.store?.close();
});

async function openFeed(more: {readonly url?: string; readonly start?: () => Worker} = {}): Promise<LogFeed> {
	const feed = await openLogFeed({
		nats: {servers: [], nkeySeed: new Secret(''), prefix: 'cs'},
		api: {url: more.url ?? 'http://127.0.0.1:9', sessionToken: new Secret('session-token')},
		service: {id: 'svc-1', name: 'hello-node'},
		secrets: [new Secret('correct-horse')],
		clock: systemClock,
		...more,
	});
	open.feed = feed;
	return feed;
}

test('rows come out of the thread safe to show, a search finds them, and a pane is saved to a file', async () => {
	open.store = await startLogStore();
	open.store.add([
		appMessage({seq: 1, content: '\u001b[31mpassword correct-horse\u001b[0m\n'}),
		appMessage({seq: 2, content: 'ERROR no\n'}),
	]);
	const feed = await openFeed({url: open.store.url});
	await until(feed, () => feed.status().panes[1]?.next === 2);
	expect(await feed.rows({pane: 'stdout', at: {tail: true}, count: 10, filter: {level: 'error'}})).toMatchObject([
		{index: 1, kind: 'line', seq: 2, level: 'error', source: 'app-1', text: 'ERROR no'},
	]);
	expect(await feed.search('PASSWORD', 5)).toEqual({hits: [{pane: 'stdout', index: 0}], total: 1});

	const path = join(await mkdtemp(join(tmpdir(), 'cs-logs-')), 'stdout.log');
	expect(await feed.save('stdout', path)).toEqual({path, lines: 2});
	expect((await readFile(path, 'utf8')).split('\n').map(line => line.slice(25))).toEqual([
		'app-1 password ***',
		'app-1 ERROR no',
		'',
	]);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	await expect(feed.save('stdout', '/nowhere/at/all.log')).rejects.toMatchObject({code: 'machine/file'});
});

test('a thread that dies is a state; questions are answered with an error and the program lives on', async () => {
	const feed = await openFeed({
		start: () => new Worker('setTimeout(() => { throw new Error("boom") }, 20)', {eval: true}),
	});
	const rows = feed.rows({pane: 'build', at: {tail: true}, count: 1});
	await expect(rows).rejects.toMatchObject({code: 'logs/unavailable', exitCode: 10});
	expect(feed.status().connection).toMatchObject({state: 'closed', detail: 'the log thread stopped'});
	expect(feed.status().panes.map(({state}) => state)).toEqual(['ended', 'ended', 'ended', 'ended']);
	await expect(feed.search('x', 1)).rejects.toMatchObject({code: 'logs/unavailable'});
});

test('a thread that says what nobody understands is passed over', async () => {
	const feed = await openFeed({
		start: () =>
			new Worker(
				'const p = require("worker_threads").parentPort; p.on("message", () => p.postMessage({type: "what"}))',
				{eval: true},
			),
	});
	expect(feed.status().connection.state).toBe('connecting');
});

test('closing twice is closing once', async () => {
	const feed = await openFeed();
	await Promise.all([feed.close(), feed.close()]);
	expect(feed.status().connection).toMatchObject({state: 'closed', detail: 'closed'});
});

async function until(feed: LogFeed, isTrue: () => boolean): Promise<void> {
	await new Promise<void>(resolve => {
		const stop = feed.onChange(() => {
			if (!isTrue()) return;
			stop();
			resolve();
		});
	});
}
