import {setTimeout as sleep} from 'node:timers/promises';
import {connect, type NatsConnection, nkeyAuthenticator} from '@nats-io/transport-node';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openLogFeed} from '../../source/core/logs/open-log-feed.ts';
import {systemClock} from '../../source/core/machine/clock.ts';
import type {LogFeed, LogRow} from '../../source/shared/log-feed.ts';
import {Secret} from '../../source/shared/secret.ts';
import {type LogStore, startLogStore} from '../support/log-store.ts';
import {type NatsServer, startNatsServer} from '../support/nats-server.ts';
import {appMessage, publishLines} from '../support/publish-logs.ts';

let nats: NatsServer;
let store: LogStore;
let feed: LogFeed;
let publisher: NatsConnection;

const service = {id: 'svc-1', name: 'hello-node'};

beforeEach(async () => {
	nats = await startNatsServer();
	store = await startLogStore({forgets: new Set([12_345])});
	publisher = await connectPublisher();
	feed = await openLogFeed({
		nats: {servers: [nats.url], nkeySeed: nats.listenerSeed, prefix: 'cs'},
		api: {url: store.url, sessionToken: new Secret('session-token')},
		service,
		secrets: [],
		clock: systemClock,
	});
});

afterEach(async () => {
	await feed.close();
	await publisher.close();
	await nats.stop();
	await store.close();
});

test('20 000 lines, and the server killed for two seconds in the middle: every line is shown or counted', async () => {
	await until(() => feed.status().connection.state === 'connected');
	// What is there at the start is read once; the flood begins behind it.
	publish(1, 1);
	await until(() => feed.status().panes[1]?.next === 1);
	publish(2, 9999);
	await until(() => feed.status().panes[1]?.next === 10_000);

	await nats.kill();
	await until(() => feed.status().connection.state === 'reconnecting');
	// Said while nobody could hear it; the platform keeps it all but one.
	store.add(publishLines(publisher, {serviceId: service.id, prefix: 'cs', from: 10_001, count: 5000}));
	await sleep(2000);
	await nats.start();
	await until(() => feed.status().connection.state === 'connected');
	await publisher.close();
	publisher = await connectPublisher();
	publish(15_001, 5000);
	await until(() => (feed.status().panes[1]?.next ?? 0) >= 20_000);

	const rows = await allRows();
	const lines = rows.filter(({kind}) => kind === 'line').map(({seq}) => seq);
	expect(lines).toEqual(Array.from({length: 20_000}, (_, index) => index + 1).filter(seq => seq !== 12_345));
	expect(rows.find(({kind}) => kind === 'gap')?.text).toBe(
		'5000 lines missed while reconnecting, 4999 fetched, 1 lost (seq 10001-15000)',
	);
	expect(feed.status().lost).toBe(1);
});

test('lines said before the panes opened are there, and the live ones go on behind them', async () => {
	await feed.close();
	store.add(publishLines(publisher, {serviceId: service.id, prefix: 'cs', from: 1, count: 100}));
	feed = await openLogFeed({
		nats: {servers: [nats.url], nkeySeed: nats.listenerSeed, prefix: 'cs'},
		api: {url: store.url, sessionToken: new Secret('session-token')},
		service,
		secrets: [],
		clock: systemClock,
	});
	await until(() => feed.status().panes[1]?.next === 100);
	publish(101, 10);
	await until(() => feed.status().panes[1]?.next === 110);
	expect((await allRows()).map(({seq}) => seq)).toEqual(Array.from({length: 110}, (_, index) => index + 1));
});

test('a server that freezes with its links open is noticed, lines are fetched meanwhile, and it is heard again', async () => {
	await until(() => feed.status().connection.state === 'connected');
	nats.freeze();
	store.add([appMessage({seq: 1})]);
	await until(() => feed.status().connection.state === 'reconnecting');
	await until(() => feed.status().panes[1]?.next === 1);
	nats.thaw();
	await until(() => feed.status().connection.state === 'connected');
	publish(2, 1);
	await until(() => feed.status().panes[1]?.next === 2);
	expect((await allRows()).map(({kind, seq}) => `${kind} ${seq}`)).toEqual(['line 1', 'line 2']);
});

test('a refused nkey is a state, and a refreshed one ends it', async () => {
	await feed.close();
	const stranger = (await import('@nats-io/nkeys')).createUser();
	const seed = new Secret(new TextDecoder().decode(stranger.getSeed()));
	const api = {url: store.url, sessionToken: new Secret('session-token')};
	let refreshes = 0;
	feed = await openLogFeed({
		nats: {servers: [nats.url], nkeySeed: seed, prefix: 'cs'},
		api,
		service,
		secrets: [],
		clock: systemClock,
		refresh: async () => {
			refreshes += 1;
			return {nats: {servers: [nats.url], nkeySeed: nats.listenerSeed, prefix: 'cs'}, api};
		},
	});
	await until(() => feed.status().connection.state === 'connected');
	publish(1, 3);
	await until(() => feed.status().panes[1]?.next === 3);
	expect(refreshes).toBe(1);
});

function publish(from: number, count: number): void {
	store.add(publishLines(publisher, {serviceId: service.id, prefix: 'cs', from, count}));
}

function connectPublisher(): Promise<NatsConnection> {
	const authenticator = nkeyAuthenticator(new TextEncoder().encode(nats.publisherSeed.reveal()));
	return connect({servers: nats.url, authenticator, maxReconnectAttempts: -1, reconnectTimeWait: 100});
}

async function allRows(): Promise<readonly LogRow[]> {
	return await feed.rows({pane: 'stdout', at: {after: -1}, count: 100_000});
}

async function until(isTrue: () => boolean): Promise<void> {
	for (let waited = 0; !isTrue(); waited += 20) {
		if (waited > 60_000) throw new Error(`Still waiting: ${JSON.stringify(feed.status())}`);
		await sleep(20);
	}
}
