import {afterEach, beforeEach, expect, test} from 'vitest';
import {followLines, type FollowOptions, type LogRecord} from '../../../../source/core/logs/follow-lines.ts';
import type {LogSource, SourceOutputs} from '../../../../source/core/logs/sources/source.ts';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import {type LogStore, startLogStore} from '../../../support/log-store.ts';
import {appMessage} from '../../../support/publish-logs.ts';

let store: LogStore;

beforeEach(async () => {
	store = await startLogStore({forgets: new Set([4])});
	store.add([
		appMessage({seq: 1, content: 'npm ci\n', phase: 'build'}),
		appMessage({seq: 2, content: '\u001b[32mlistening\u001b[0m correct-horse\n'}),
		appMessage({seq: 3, content: 'ERROR no\n', logOutput: 'stderr'}),
		appMessage({seq: 4}),
		appMessage({seq: 5, content: 'GET / 200\n'}),
	]);
});

afterEach(async () => {
	await store.close();
});

function follow(more: Partial<FollowOptions> = {}): AsyncGenerator<LogRecord> {
	return followLines({
		nats: {servers: [], nkeySeed: new Secret(''), prefix: 'cs'},
		api: {url: store.url, sessionToken: new Secret('session-token')},
		service: {id: 'svc-1', name: 'hello-node'},
		secrets: [new Secret('correct-horse')],
		clock: systemClock,
		follow: false,
		signal: new AbortController().signal,
		...more,
	});
}

const contents = (records: readonly LogRecord[]) =>
	records.map(record => ('type' in record ? `gap ${record.from_seq}-${record.to_seq}` : record.content));
const all = async (more: Partial<FollowOptions> = {}) => contents(await toArray(follow(more)));

test('what is there, and no more; what was dropped is a gap', async () => {
	const records = await toArray(follow());
	expect(contents(records)).toEqual(['npm ci', 'listening ***', 'ERROR no', 'gap 4-4', 'GET / 200']);
	expect(records[2]).toEqual({
		seq: 3,
		timestamp: '2023-11-14T22:13:20.003Z',
		stream: 'stderr',
		phase: 'run',
		source: 'app-1',
		content: 'ERROR no',
	});
	expect(records[3]).toEqual({type: 'gap', from_seq: 4, to_seq: 4, recovered: 0, lost: 1});
});

test('the newest lines, those since a moment, those that fit', async () => {
	expect(await all({tail: 1})).toEqual(['GET / 200']);
	expect(await all({tail: 0})).toEqual([]);
	expect(await all({since: 1_700_000_000_003})).toEqual(['ERROR no', 'gap 4-4', 'GET / 200']);
	expect(await all({grep: 'listen'})).toEqual(['listening ***', 'gap 4-4']);
	expect(await all({level: 'warn', tail: 5})).toEqual(['ERROR no', 'gap 4-4']);
});

test('raw lines keep their escape sequences, never their secrets', async () => {
	expect((await all({raw: true}))[1]).toBe('\u001b[32mlistening\u001b[0m ***');
});

test('a platform that is not there, and one that refuses, are errors with a way out', async () => {
	await expect(all({api: {url: 'http://127.0.0.1:9', sessionToken: new Secret('x')}})).rejects.toMatchObject({
		code: 'logs/unavailable',
	});
	await expect(all({api: {url: store.url, sessionToken: new Secret('old')}})).rejects.toMatchObject({
		code: 'auth/refused',
	});
});

test('following goes on behind what was there, until it is stopped', async () => {
	const stop = new AbortController();
	const records = follow({
		follow: true,
		tail: 1,
		signal: stop.signal,
		sources: [
			liveSource(outputs => {
				outputs.link({state: 'connected', detail: ''});
				outputs.message('cs.app.log.svc-1', JSON.stringify(appMessage({seq: 6})));
			}),
		],
	});
	const seen: LogRecord[] = [];
	for await (const record of records) {
		seen.push(record);
		if (seen.length === 2) stop.abort();
	}
	expect(contents(seen)).toEqual(['GET / 200', 'line 6']);
});

test('a reader that leaves early leaves nothing running', async () => {
	const stop = new AbortController();
	let isStopped = false;
	const source = liveSource((outputs, signal) => {
		outputs.link({state: 'connected', detail: ''});
		signal.addEventListener('abort', () => {
			isStopped = true;
		});
	});
	for await (const _ of follow({follow: true, signal: stop.signal, sources: [source]})) break;
	expect(isStopped).toBe(true);
});

test('where no lines are kept, the build is read from its own stream; a stream that breaks off is an error', async () => {
	await store.close();
	store = await startLogStore({keepsNothing: true});
	const build = (run: LogSource['run']): readonly LogSource[] => [{id: 'sse', run}];
	const told = build(async (_, outputs) => {
		outputs.message('http.build-logs.dep-1', '{"seqNo":1,"content":"npm ci\\n","logOutput":"stdout","timestamp":1}');
	});
	expect(await all({deploymentId: 'dep-1', sources: told})).toEqual(['npm ci']);
	const broken = build(async (_, outputs, signal) => {
		while (!signal.aborted) outputs.link({state: 'reconnecting', detail: 'cut off'});
	});
	await expect(all({deploymentId: 'dep-1', sources: broken})).rejects.toMatchObject({code: 'logs/unavailable'});
	await expect(all()).rejects.toMatchObject({code: 'logs/unavailable'});
});

function liveSource(begin: (outputs: SourceOutputs, signal: AbortSignal) => void): LogSource {
	return {
		id: 'nats',
		run(_, outputs, signal) {
			begin(outputs, signal);
			return new Promise(resolve => signal.addEventListener('abort', () => resolve(), {once: true}));
		},
	};
}

async function toArray<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
	const all: Item[] = [];
	for await (const item of items) all.push(item);
	return all;
}
