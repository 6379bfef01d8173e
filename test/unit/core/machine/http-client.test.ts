import {gzipSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Clock} from '../../../../source/core/machine/clock.ts';
import {createHttpClient, type HttpRequest} from '../../../../source/core/machine/http-client.ts';
import {createRetryPolicy, noRetries, type RetryPolicy} from '../../../../source/core/machine/retry.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import {type Answer, type Asked, type FakeApi, startFakeApi} from '../../../support/fake-api.ts';

let server: FakeApi;
let answer: (asked: Asked, number: number) => Answer;
let waits: number[];
beforeEach(async () => {
	waits = [];
	answer = () => ({json: {ok: true}});
	server = await startFakeApi((asked, number) => answer(asked, number));
});
afterEach(() => server.close());

/** Sleeps take no time but count. */
function countingClock(): Clock {
	const time = {ms: Date.parse('2026-03-01T12:00:00Z')};
	return {
		now: () => time.ms,
		monotonic: () => time.ms,
		async sleep(milliseconds, signal) {
			signal?.throwIfAborted();
			waits.push(milliseconds);
			time.ms += milliseconds;
		},
	};
}

const patient = () => createRetryPolicy({interactive: true, random: () => 1});
function send(
	request: Partial<HttpRequest> = {},
	{policy = noRetries, env = {}}: {readonly policy?: RetryPolicy; readonly env?: Readonly<Record<string, string>>} = {},
) {
	const client = createHttpClient({clock: countingClock(), userAgent: 'cs-wizard/test', env, policy});
	return client.request({method: 'GET', url: `${server.url}/x`, ...request});
}

describe('trying again', () => {
	test('waits longer each time, until it is answered', async () => {
		answer = (_, number) => (number < 4 ? {status: 503} : {json: {ok: true}});

		expect((await send({}, {policy: patient()})).json).toEqual({ok: true});
		expect(waits).toEqual([250, 500, 1000]);
	});

	test('ends after five, with the last answer', async () => {
		answer = () => ({status: 502});

		expect((await send({}, {policy: patient()})).status).toBe(502);
		expect(server.asked).toHaveLength(5);
	});

	test.each([
		['seconds', '3', 3000],
		['a date', 'Sun, 01 Mar 2026 12:00:07 GMT', 7000],
		['a date long ago', 'Sun, 01 Mar 2020 12:00:00 GMT', 250],
		['nonsense', 'soon', 250],
		['less than none', '-5', 250],
	])('a Retry-After of %s is obeyed', async (_what, header, wait) => {
		answer = (_, number) => (number === 1 ? {status: 429, headers: {'retry-after': header}} : {json: {}});

		await send({}, {policy: patient()});

		expect(waits).toEqual([wait]);
	});

	test('a Retry-After beyond our patience ends it at once', async () => {
		answer = () => ({status: 429, headers: {'retry-after': '3600'}});

		expect((await send({}, {policy: patient()})).status).toBe(429);
		expect(waits).toEqual([]);
	});

	test('an unattended run has more patience than a person', async () => {
		answer = (_, number) => (number === 1 ? {status: 503, headers: {'retry-after': '60'}} : {json: {}});

		expect((await send({}, {policy: createRetryPolicy({interactive: false})})).status).toBe(200);
	});

	test.each([
		['POST', undefined, 503, 1],
		['PATCH', undefined, 503, 1],
		['POST', 'idempotent', 503, 5],
		['POST', undefined, 429, 5],
		['PUT', undefined, 500, 5],
		['DELETE', undefined, 504, 5],
		['GET', 'never', 503, 1],
		['GET', undefined, 400, 1],
		['GET', undefined, 401, 1],
		['GET', undefined, 403, 1],
		['GET', undefined, 404, 1],
		['GET', undefined, 409, 1],
		['GET', undefined, 422, 1],
		['GET', undefined, 408, 5],
		['GET', undefined, 412, 5],
		['GET', undefined, 425, 5],
	] as const)('%s (%s) answered %i is sent %i times', async (method, retry, status, times) => {
		answer = () => ({status});

		await send({method, ...(retry === undefined ? {} : {retry})}, {policy: patient()});

		expect(server.asked).toHaveLength(times);
	});

	test('a 500 that says it is final is believed', async () => {
		answer = () => ({status: 500, json: {retryable: false}});

		await send({}, {policy: patient()});

		expect(server.asked).toHaveLength(1);
	});

	test.each([
		['GET', undefined, 5],
		['POST', undefined, 1],
		['POST', 'idempotent', 5],
	] as const)('a link that breaks after %s (%s) was sent: %i times', async (method, retry, times) => {
		answer = () => ({reset: true});

		await expect(send({method, ...(retry === undefined ? {} : {retry})}, {policy: patient()})).rejects.toMatchObject({
			kind: 'reset',
			sent: true,
		});
		expect(server.asked).toHaveLength(times);
	});

	test('where nobody listens even a POST is tried again: nothing was sent', async () => {
		await server.close();

		await expect(send({method: 'POST'}, {policy: patient()})).rejects.toMatchObject({kind: 'refused', sent: false});
		expect(waits).toHaveLength(4);
	});

	test('a storm stops by itself: ten tries more in all, for all requests together', async () => {
		answer = () => ({status: 503});
		const policy = patient();

		for (let request = 0; request < 6; request += 1) await send({}, {policy});

		expect(waits.length).toBeLessThanOrEqual(13);
		expect(waits.length).toBeGreaterThanOrEqual(10);
	});

	test('a stop while it waits ends it with the reason of the stop', async () => {
		answer = () => ({status: 503});
		const stop = new AbortController();
		const client = createHttpClient({
			clock: {
				...countingClock(),
				sleep: async (_ms, signal) => {
					stop.abort(new Error('stopped'));
					signal?.throwIfAborted();
				},
			},
			userAgent: 'x',
			env: {},
			policy: patient(),
		});

		await expect(client.request({method: 'GET', url: server.url, signal: stop.signal})).rejects.toThrow('stopped');
		expect(server.asked).toHaveLength(1);
	});
});

describe('what is sent stays where it belongs', () => {
	test.each([301, 302, 303, 307, 308])(
		'a %i to another origin is an answer, and nobody there hears of it',
		async status => {
			const thief = await startFakeApi(() => ({json: {}}));
			try {
				answer = () => ({status, headers: {location: `${thief.url}/steal`}});
				const headers = {'x-api-key': new Secret('cnry_a'), 'x-vault-token': 'cnry_b', authorization: 'Bearer cnry_c'};

				const reply = await send({method: 'POST', headers, json: {api_key: 'cnry_d'}, retry: 'idempotent'});

				expect(reply.status).toBe(status);
				expect(thief.asked).toEqual([]);
			} finally {
				await thief.close();
			}
		},
	);

	test('a proxy does not see what goes to this machine', async () => {
		const proxy = await startFakeApi(() => ({json: {from: 'proxy'}}));
		try {
			const env = {HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, http_proxy: proxy.url};

			expect((await send({}, {env})).json).toEqual({ok: true});
			expect(proxy.asked).toEqual([]);

			const away = await send({url: 'http://api.test/x'}, {env});
			expect(away.json).toEqual({from: 'proxy'});
		} finally {
			await proxy.close();
		}
	});

	test('where nobody checks certificates nothing is sent, but to this machine', async () => {
		const env = {NODE_TLS_REJECT_UNAUTHORIZED: '0'};

		await expect(send({url: 'https://api.test/x'}, {env})).rejects.toMatchObject({code: 'api/insecure'});
		expect((await send({}, {env})).status).toBe(200);
	});

	test('an error names the origin, never what stands in the URL', async () => {
		await server.close();
		const {port} = new URL(server.url);

		const error = await send({url: `http://user:cnry_pw@127.0.0.1:${port}/?token=cnry_q`}).catch(
			(thrown: unknown) => thrown,
		);

		expect(String(error)).toContain(`http://127.0.0.1:${port}`);
		expect(JSON.stringify(error) + String(error)).not.toContain('cnry_');
	});

	test('a header that is absent is not sent, a secret one is', async () => {
		await send({headers: {'x-a': undefined, 'x-b': new Secret('value')}});

		expect(server.asked[0]?.headers).toMatchObject({'x-b': 'value', 'user-agent': 'cs-wizard/test'});
		expect(server.asked[0]?.headers).not.toHaveProperty('x-a');
	});
});

describe('an answer', () => {
	const tooMuch = 9 * 1024 * 1024;

	test.each([
		['as it is', {body: Buffer.alloc(tooMuch, 'a')}],
		[
			'small on the way, large unpacked',
			{body: gzipSync(Buffer.alloc(64 * 1024 * 1024)), headers: {'content-encoding': 'gzip'}},
		],
	])('of more than 8 MB (%s) is not read', async (_what, large) => {
		answer = () => large;

		await expect(send({}, {policy: patient()})).rejects.toMatchObject({kind: 'too-large'});
		expect(server.asked).toHaveLength(1);
	});

	test('that is no JSON has a text and no value, and its text is in no error', async () => {
		answer = () => ({body: 'cnry_bare_token'});

		expect(await send()).toMatchObject({json: undefined, text: 'cnry_bare_token'});
	});

	test('with names that reach for prototypes changes nothing of ours', async () => {
		answer = () => ({body: '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'});

		await send();

		expect(Reflect.get({}, 'polluted')).toBeUndefined();
	});

	test('nested a hundred thousand deep is read or refused, never a crash', async () => {
		answer = () => ({body: `${'['.repeat(100_000)}${']'.repeat(100_000)}`});

		expect((await send()).status).toBe(200);
	});

	test('tells how far the clock of the server is from ours', async () => {
		answer = () => ({json: {}, headers: {date: 'Sun, 01 Mar 2026 14:00:00 GMT'}});

		expect((await send()).clockSkewMs).toBe(2 * 60 * 60_000);
	});

	test('that never comes ends with the time that it was given', async () => {
		answer = () => ({mute: true});

		await expect(send({timeoutMs: 50})).rejects.toMatchObject({kind: 'timeout', sent: true});
	});

	test('is not waited for after a stop', async () => {
		answer = () => ({mute: true});
		const stop = AbortSignal.timeout(50);

		await expect(send({signal: stop})).rejects.toMatchObject({name: 'TimeoutError'});
	});
});
