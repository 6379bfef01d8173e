import {afterEach, beforeEach, expect, test} from 'vitest';
import {holdAccess} from '../../../../source/core/logs/access-holder.ts';
import {LogIntake} from '../../../../source/core/logs/log-intake.ts';
import type {LinkState, LogGap} from '../../../../source/core/logs/log-item.ts';
import {LogSession} from '../../../../source/core/logs/log-session.ts';
import {createSanitiser} from '../../../../source/core/logs/sanitise.ts';
import type {LogSource, SourceOutputs} from '../../../../source/core/logs/sources/source.ts';
import {createRedactor} from '../../../../source/shared/redactor.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import {type LogStore, startLogStore} from '../../../support/log-store.ts';
import {manualClock} from '../../../support/manual-clock.ts';
import {appMessage} from '../../../support/publish-logs.ts';

let store: LogStore;
let clock: ReturnType<typeof manualClock>;
let shown: number[];
let texts: string[];
let gaps: LogGap[];
let links: LinkState[];
let session: LogSession;
let running: Promise<void>;
let live: SourceOutputs;
let build: SourceOutputs | undefined;

beforeEach(async () => {
	store = await startLogStore();
	clock = manualClock(1_000_000);
	shown = [];
	texts = [];
	gaps = [];
	links = [];
	build = undefined;
});

afterEach(async () => {
	session.stop();
	await running;
	await store.close();
});

test('what was said before comes first, live lines heard meanwhile wait for it', async () => {
	store.add(numbers(1, 5).map(seq => appMessage({seq})));
	start();
	live.link({state: 'connected', detail: ''});
	say(6);
	await until(() => shown.length === 6);
	expect(shown).toEqual(numbers(1, 6));
	expect(gaps).toEqual([]);
});

test('of a long story the build and the newest lines are shown', async () => {
	store.add([1, 2].map(seq => appMessage({seq, phase: 'build'})));
	store.add(numbers(3, 500).map(seq => appMessage({seq})));
	start();
	live.link({state: 'connected', detail: ''});
	await until(() => shown.length > 0);
	expect(shown).toEqual([1, 2, ...numbers(401, 500)]);
	expect(gaps).toEqual([]);
});

test('lines missed over an outage are fetched as soon as it is over, without waiting for the next line', async () => {
	start();
	live.link({state: 'connected', detail: ''});
	await until(() => store.asked.length > 0);
	store.add([appMessage({seq: 1})]);
	say(1);
	await until(() => shown.length === 1);
	live.link({state: 'reconnecting', detail: ''});
	store.add(numbers(2, 4).map(seq => appMessage({seq})));
	live.link({state: 'resumed', detail: ''});
	await until(() => gaps.length === 1);
	expect(shown).toEqual([1, 2, 3, 4]);
	expect(gaps).toEqual([{from_seq: 2, to_seq: 4, recovered: 3, lost: 0}]);
});

test('while NATS does not answer, lines are fetched', async () => {
	store.add([appMessage({seq: 1})]);
	start();
	await until(() => shown.length === 1);
	store.add([appMessage({seq: 2})]);
	await until(() => shown.length === 2);
	expect(session.isPolling).toBe(true);
});

test('a platform that was wiped numbers from one again, and is followed', async () => {
	store.add(numbers(1, 3).map(seq => appMessage({seq})));
	start();
	live.link({state: 'connected', detail: ''});
	await until(() => shown.length === 3);
	live.link({state: 'reconnecting', detail: ''});
	store.forget();
	store.add([appMessage({seq: 1, content: 'fresh\n'})]);
	live.link({state: 'resumed', detail: ''});
	await until(() => texts.includes('fresh'));
	expect(shown).toEqual([1, 2, 3, 1]);
});

test('where no lines are kept, the build is heard over its own stream until NATS is back', async () => {
	await store.close();
	store = await startLogStore({keepsNothing: true});
	start();
	await until(() => build !== undefined);
	build?.message('http.build-logs.dep-1', '{"seqNo":1,"content":"npm ci\\n","logOutput":"stdout","timestamp":1}');
	live.link({state: 'connected', detail: ''});
	say(900);
	await until(() => shown.length > 0);
	expect(texts).toEqual(['npm ci', 'line 900']);
});

test('without a NATS server the lines are fetched, and the connection says so', async () => {
	store.add([appMessage({seq: 1})]);
	start();
	live.link({state: 'closed', detail: 'the platform names no NATS server'});
	await until(() => shown.length === 1 && links.at(-1)?.state === 'connected');
	expect(links.at(-1)?.detail).toBe('over HTTP, without NATS');
});

test('a platform that is not there yet is asked again', async () => {
	const {url} = store;
	await store.close();
	start();
	live.link({state: 'reconnecting', detail: ''});
	for (let tries = 0; tries < 200; tries += 1) await clock.advance(50);
	store = await startLogStore({port: Number(new URL(url).port)});
	store.add([appMessage({seq: 1})]);
	await until(() => shown.length === 1);
});

test('a platform that refuses the session is asked again with a new one', async () => {
	store.add([appMessage({seq: 1})]);
	start({token: 'expired'});
	live.link({state: 'connected', detail: ''});
	await until(() => shown.length === 1);
});

function start({token = 'session-token'} = {}): void {
	const source = (id: LogSource['id'], hold: (outputs: SourceOutputs) => void): LogSource => ({
		id,
		run: (_, outputs, signal) => {
			hold(outputs);
			return new Promise(resolve => signal.addEventListener('abort', () => resolve(), {once: true}));
		},
	});
	const intake = new LogIntake({
		serviceId: 'svc-1',
		deploymentId: 'dep-1',
		redactor: createRedactor([]),
		sanitiser: createSanitiser(),
		outputs: {
			line({seq, text}) {
				texts.push(text);
				if (seq !== undefined) shown.push(seq);
			},
			gap: gap => gaps.push(gap),
			buildEnded: () => undefined,
		},
	});
	const access = (sessionToken: string) => ({
		nats: {servers: [], nkeySeed: new Secret(''), prefix: 'cs'},
		api: {url: store.url, sessionToken: new Secret(sessionToken)},
	});
	session = new LogSession({
		access: holdAccess(access(token), async () => access('session-token')),
		clock,
		fetch,
		deploymentId: 'dep-1',
		serviceId: 'svc-1',
		intake,
		sources: [
			source('nats', outputs => {
				live = outputs;
			}),
			source('sse', outputs => {
				build = outputs;
			}),
		],
		outputs: {link: state => links.push(state), arrived: () => undefined},
		earlier: 100,
		recovered: 1000,
	});
	running = session.run();
}

function say(seq: number): void {
	live.message('cs.app.log.svc-1', JSON.stringify(appMessage({seq})));
}

async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue()) await clock.advance(50);
}

function numbers(from: number, to: number): readonly number[] {
	return Array.from({length: to - from + 1}, (_, index) => from + index);
}
