import {afterEach, beforeEach, expect, test} from 'vitest';
import {createApiClient} from '../../../../source/core/api/api-client.ts';
import {safeApiUrl} from '../../../../source/core/api/api-url.ts';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {createHttpClient} from '../../../../source/core/machine/http-client.ts';
import {noRetries} from '../../../../source/core/machine/retry.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import {type Answer, type Asked, credentialReply, type FakeApi, startFakeApi} from '../../../support/fake-api.ts';

let server: FakeApi;
let answer: (asked: Asked) => Answer;
beforeEach(async () => {
	answer = () => ({json: credentialReply()});
	server = await startFakeApi(asked => answer(asked));
});
afterEach(() => server.close());

const http = createHttpClient({clock: systemClock, userAgent: 'test', env: {}, policy: noRetries});
const client = (signal?: AbortSignal) =>
	createApiClient({http, apiUrl: `${server.url}/`, ...(signal === undefined ? {} : {signal})});
const token = new Secret('cnry_session');
const key = {kind: 'key', apiKey: new Secret('cnry_key'), clientId: 'client'} as const;

test('a key goes in the body, a session in the header, each to its own path', async () => {
	await client().authenticate(key);
	await client().authenticate({kind: 'session', token}, {refresh: true});

	expect(server.asked[0]).toMatchObject({
		method: 'POST',
		path: '/api/cli/auth',
		body: '{"api_key":"cnry_key","client_id":"client"}',
	});
	expect(server.asked[0]?.headers.authorization).toBeUndefined();
	expect(server.asked[1]).toMatchObject({path: '/api/cli/refresh', body: '{}'});
	expect(server.asked[1]?.headers.authorization).toBe('Bearer cnry_session');
});

test('an id cannot leave its place in the path', async () => {
	answer = () => ({status: 404, json: {error: 'no such deployment'}});
	await client()
		.deployment(token, '../../cli/logout?x=1#')
		.catch(() => undefined);

	expect(server.asked[0]?.path).toBe('/api/v1/deployments/..%2F..%2Fcli%2Flogout%3Fx%3D1%23');
});

test.each([
	['a page', {body: '<html>Welcome to the hotel</html>'}],
	['other JSON', {json: {hello: 'world'}}],
	['nothing', {}],
	['a list', {json: []}],
])('200 with %s is not our API', async (_what, other) => {
	answer = () => other;

	await expect(client().authenticate(key)).rejects.toMatchObject({code: 'api/not-ours', exitCode: 10});
});

test('a refusal that quotes what was sent shows none of it', async () => {
	answer = ({headers, body}) => ({status: 401, json: {error: `${headers.authorization} ${body}`}});

	for (const call of [client().authenticate(key), client().services(token)]) {
		const error = await call.catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({code: 'auth/refused'});
		expect(JSON.stringify(error) + String(error)).not.toContain('cnry_');
	}
});

test('a clock that differs is seen; a second or two is none', async () => {
	const one = client();
	answer = () => ({json: {services: []}, headers: {date: new Date(Date.now() + 7_200_000).toUTCString()}});
	await one.services(token);
	expect(Math.round(one.clockSkewMs() / 60_000)).toBe(120);

	answer = () => ({json: {services: []}, headers: {date: new Date(Date.now() - 2000).toUTCString()}});
	await one.services(token);
	expect(one.clockSkewMs()).toBe(0);
});

test('a stopped run asks nothing more, but tells the platform to cancel', async () => {
	const stop = new AbortController();
	stop.abort(new Error('stopped'));
	answer = () => ({json: {services: []}});

	await expect(client(stop.signal).services(token)).rejects.toThrow('stopped');
	expect(server.asked).toEqual([]);

	await client(stop.signal).cancelDeployment(token, 'd1');
	expect(server.asked).toMatchObject([{method: 'POST', path: '/api/v1/deployments/d1/cancel'}]);
});

test('a deployment is not asked for half: a stop in the middle still hears its id', async () => {
	const stop = new AbortController();
	answer = () => {
		stop.abort(new Error('stopped'));
		return {json: {deploymentId: 'd1', status: 'PENDING'}};
	};
	const request = {serviceId: 's', image: 'i', secretNames: [], health: {type: 'none', path: '/'}, count: 1} as const;

	const made = await client(stop.signal).createDeployment(token, {...request, secretNames: []}, 'key-1');

	expect(made.deploymentId).toBe('d1');
	expect(server.asked[0]?.headers['idempotency-key']).toBe('key-1');
});

test.each([
	'',
	'api.test',
	'ftp://api.test',
	'https://user:cnry_pw@api.test',
	'javascript:alert(1)',
	'https://u@api.test',
])('%j is no address for an API, and is not repeated', text => {
	expect(() => safeApiUrl(text)).toThrow(
		expect.objectContaining({code: 'usage/bad-value', message: expect.not.stringContaining('cnry_pw')}),
	);
});

test.each([
	'http://api.test',
	'http://127.0.0.1.evil.test',
	'http://localhost.evil.test',
	'http://10.0.0.1',
	'http://0.0.0.0',
])('%s is not safe for credentials', text => {
	expect(() => safeApiUrl(text)).toThrow(expect.objectContaining({code: 'api/insecure', exitCode: 2}));
});

test.each(['https://api.test', 'http://localhost:4300', 'http://127.0.0.1:1', 'http://127.9.9.9', 'http://[::1]:4300'])(
	'%s is taken',
	text => {
		expect(safeApiUrl(text).origin).toBe(new URL(text).origin);
	},
);
