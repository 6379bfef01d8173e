/** What every source of log messages does, whatever carries them. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {holdAccess, type RefreshAccess} from '../../source/core/logs/access-holder.ts';
import type {LinkState} from '../../source/core/logs/log-item.ts';
import type {LogAccess, LogSource} from '../../source/core/logs/sources/source.ts';
import {systemClock} from '../../source/core/machine/clock.ts';
import {eventually} from '../support/nats-client.ts';

/** The other side, in the test's hand. */
export interface LogServer {
	/** Opens the door. */
	readonly access: LogAccess;
	/** Is refused. */
	readonly wrongAccess: LogAccess;
	/** Says a line of the build `dep-1`. */
	say(content: string): void;
	/** Goes away without a word, and comes back at the same place. */
	restart(): Promise<void>;
	close(): Promise<void>;
}

export function logSourceContract(source: LogSource, startServer: () => Promise<LogServer>): void {
	let server: LogServer;
	let stop: AbortController;
	let running: Promise<void>;
	let heard: string[];
	let links: LinkState[];

	beforeEach(async () => {
		server = await startServer();
		stop = new AbortController();
		heard = [];
		links = [];
	});

	afterEach(async () => {
		stop.abort();
		await running;
		await server.close();
	});

	function listen(access: LogAccess, refresh?: RefreshAccess): void {
		running = source.run(
			{access: holdAccess(access, refresh), clock: systemClock, fetch, deploymentId: 'dep-1'},
			{message: (_, text) => heard.push(text), link: state => links.push(state)},
			stop.signal,
		);
	}

	const contents = () => heard.map(text => /"content":"([^"\\]*)/.exec(text)?.[1]);
	const isConnected = () => links.at(-1)?.state === 'connected' || links.at(-1)?.state === 'resumed';

	test('it tells that it is connected and hands on what is said', async () => {
		listen(server.access);
		await eventually(() => isConnected());
		server.say('first');
		server.say('second');
		await eventually(() => heard.length === 2);
		expect(contents()).toEqual(['first', 'second']);
	});

	test('a server that goes away is waited for, and what it says afterwards is heard once', async () => {
		listen(server.access);
		await eventually(() => isConnected());
		server.say('before');
		await eventually(() => heard.length === 1);
		await server.restart();
		await eventually(() => links.some(({state}) => state === 'reconnecting') && isConnected());
		server.say('after');
		await eventually(() => heard.length > 1);
		expect(contents()).toEqual(['before', 'after']);
	});

	test('a refusal is a state; a new access is asked for once and used', async () => {
		let refreshes = 0;
		listen(server.wrongAccess, async () => {
			refreshes += 1;
			return server.access;
		});
		await eventually(() => isConnected());
		expect(refreshes).toBe(1);
		expect(links.some(({state}) => state === 'reconnecting')).toBe(true);
	});

	test('stopped, it leaves and hears nothing more', async () => {
		listen(server.access);
		await eventually(() => isConnected());
		stop.abort();
		await running;
		server.say('late');
		expect(heard).toEqual([]);
	});

	test('stopped before it is connected, it leaves too', async () => {
		listen(server.wrongAccess);
		stop.abort();
		await running;
		expect(heard).toEqual([]);
	});
}
