/** The control plane as a client sees it: replies and problems have their shared shapes, and nobody sees another's things. */
import {readFile} from 'node:fs/promises';
import {connect} from 'node:net';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {systemClock} from '../../source/core/machine/clock.ts';
import {openKeyringDatabase} from '../../source/platform/auth/keyring.ts';
import {allRoutes} from '../../source/platform/routes/all-routes.ts';
import {
	appTokenReplySchema,
	buildLinesReplySchema,
	createDeploymentReplySchema,
	credentialReplySchema,
	deploymentSchema,
	deploymentsReplySchema,
	healthReplySchema,
	logoutReplySchema,
	logsReplySchema,
	problemSchema,
	serviceDetailsSchema,
	servicesReplySchema,
} from '../../source/shared/api-contract.ts';
import {isErrorCode} from '../../source/shared/error-catalog.ts';
import {
	logEndSchema,
	logMessageSchema,
	statusChangedSchema,
	deploymentEndedSchema,
} from '../../source/shared/log-message.ts';
import {post} from '../support/control-plane/platform-client.ts';
import {startPlatform, startSignedIn} from '../support/control-plane/start-platform.ts';

const publicPaths = ['/api/health', '/api/cli/auth', '/api/cli/refresh'];

test('every call answers in its shared shape', async () => {
	const {me, url} = await startSignedIn();
	const health = await fetch(`${url}/api/health`);
	healthReplySchema.parse(await health.json());
	await me.parsed(credentialReplySchema, me.send('/api/cli/refresh', {}));
	await me.parsed(appTokenReplySchema, me.send('/api/cli/app-token', {app_name: 'app'}));
	const {service_id: serviceId} = await me.parsed(
		serviceDetailsSchema,
		me.send('/api/cli/create-service', {name: 'app'}),
	);
	await me.parsed(serviceDetailsSchema, me.send('/api/cli/service-details', {service_id: serviceId}));
	const {deploymentId} = await me.parsed(
		createDeploymentReplySchema,
		me.send('/api/v1/deployments', {serviceId, image: me.imageOf('app')}),
	);
	await me.ended(deploymentId);
	const lines = [{stream: 'stderr', content: 'warning\n', timestamp: 1}];
	const handed = {serviceId, deploymentId: 'build-1', phase: 'build', lines, end: 'success'};
	const {last} = await me.parsed(buildLinesReplySchema, me.send('/api/v1/deployments/build-lines', handed));
	await me.parsed(servicesReplySchema, me.send('/api/cli/services', {}));
	await me.parsed(deploymentSchema, me.get(`/api/v1/deployments/${deploymentId}`));
	await me.parsed(deploymentsReplySchema, me.get(`/api/v1/deployments?serviceId=${serviceId}`));
	await me.parsed(logsReplySchema, me.get(`/api/v1/deployments/build-1/logs?after=0`));
	const logs = await me.parsed(logsReplySchema, me.get(`/api/v1/services/${serviceId}/logs?after=0&limit=100`));
	expect(logs.lines.map(({seq}) => seq)).toEqual(Array.from({length: last}, (_, index) => index + 1));
	expect(await me.parsed(logoutReplySchema, me.send('/api/cli/logout', {}))).toEqual({logged_out: true, revoked: true});
});

test('the three forms of a sign-in give the same user', async () => {
	const {me, platform, url} = await startSignedIn();
	const {api_key, client_id} = platform.info;
	const headers = {'x-api-key': api_key?.reveal() ?? '', 'x-client-id': client_id};
	const byHeaders = await fetch(`${url}/api/cli/auth`, {method: 'POST', headers});
	const bySession = await fetch(`${url}/api/cli/auth`, {
		method: 'POST',
		headers: {authorization: `Bearer ${me.login.session_token}`},
	});
	for (const reply of [byHeaders, bySession]) {
		const {user, session_token} = credentialReplySchema.parse(await reply.json());
		expect(user).toEqual(me.login.user);
		expect(session_token).toBeTypeOf('string');
	}
});

test('a login hands out a vault token of under one hour, and a logout ends all it handed out', async () => {
	const {me, engines, url} = await startSignedIn();
	expect(me.login.vault.expires_at * 1000).toBeLessThan(Date.now() + 3_600_000);
	await me.send('/api/cli/refresh', {});
	const {username, password} = me.login.registry;
	const askRegistry = () =>
		fetch(`http://${me.login.registry.url}/`, {headers: {authorization: `Basic ${btoa(`${username}:${password}`)}`}});
	expect(await (await askRegistry()).json()).toEqual({namespace: 'local'});

	await me.send('/api/cli/logout', {});
	expect(engines.vaultCalls).toEqual([
		'create platform-local 3300',
		'create platform-local 3300',
		'revoke hvs.1',
		'revoke hvs.2',
	]);
	expect(await (await askRegistry()).json()).toBeNull();
	expect((await me.send('/api/cli/services', {})).status).toBe(401);
	expect((await post(url, '/api/cli/refresh', {}, {authorization: `Bearer ${me.login.session_token}`})).status).toBe(
		401,
	);
});

test('a registry password is no API key, and a session token no registry password', async () => {
	const {me, platform, url} = await startSignedIn();
	const {username, password} = me.login.registry;
	for (const body of [
		{api_key: password, client_id: username},
		{api_key: me.login.session_token, client_id: platform.info.client_id},
	])
		expect([400, 401]).toContain((await post(url, '/api/cli/auth', body)).status);
	const bearer = {authorization: `Bearer ${password}`};
	expect((await post(url, '/api/cli/services', {}, bearer)).status).toBe(401);
	const asPassword = `Basic ${btoa(`${username}:${me.login.session_token}`)}`;
	const asked = await fetch(`http://${me.login.registry.url}/`, {headers: {authorization: asPassword}});
	expect(await asked.json()).toBeNull();
});

test.each(allRoutes.filter(({path}) => !publicPaths.includes(path)).map(({method, path}) => [method, path]))(
	'%s %s answers nobody without a session, before it looks at the request',
	async (method, path) => {
		const {url} = await startPlatform();
		const at = `${url}${path.replaceAll(/\{\w+\}/g, 'x')}`;
		for (const authorization of [undefined, 'Bearer x.y.z', 'Basic eDp5']) {
			const reply = await fetch(at, {
				method: method.toUpperCase(),
				...(method === 'post' ? {body: '{'} : {}),
				headers: authorization === undefined ? {} : {authorization},
			});
			expect(reply.status).toBe(401);
			expect(reply.headers.get('www-authenticate')).toBe('Bearer');
			expect(problemSchema.parse(await reply.json()).code).toBe('auth/not-signed-in');
		}
	},
);

describe('a request that does not fit', () => {
	const json = {'content-type': 'application/json'};
	const deep = '['.repeat(5000) + ']'.repeat(5000);
	test.each<[string, number, string | Buffer<ArrayBuffer>, Record<string, string>]>([
		['no JSON', 400, '{"name":', json],
		['a key twice', 400, '{"name":"one","name":"two"}', json],
		['nested deep', 400, `{"name":"one","x":${deep}}`, json],
		['another shape', 400, '{"name":7}', json],
		['a list', 400, '[]', json],
		['nothing', 400, '', {}],
		['no UTF-8', 400, Buffer.from('{"name":"\xff"}', 'latin1'), json],
		['a name that is none', 400, '{"name":"Not A Name"}', json],
		['another format', 415, 'name=one', {'content-type': 'application/x-www-form-urlencoded'}],
		['too large', 413, JSON.stringify({name: 'x'.repeat(70_000)}), json],
	])('%s is a problem %i', async (_what, status, body, headers) => {
		const {me, url} = await startSignedIn();
		const reply = await fetch(`${url}/api/cli/create-service`, {
			method: 'POST',
			headers: {...headers, authorization: `Bearer ${me.login.session_token}`},
			body,
		});
		expect(reply.status).toBe(status);
		expect(reply.headers.get('content-type')).toBe('application/problem+json');
		const problem = problemSchema.parse(await reply.json());
		expect(isErrorCode(problem.code)).toBe(true);
		expect(problem.request_id).toBe(reply.headers.get('x-request-id'));
		expect(await me.parsed(servicesReplySchema, me.send('/api/cli/services', {}))).toEqual({services: []});
	});

	test('a body that never ends is cut off', async () => {
		const {url} = await startPlatform();
		const socket = connect({port: Number(new URL(url).port), host: '127.0.0.1'});
		socket.write(
			'POST /api/cli/auth HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
		);
		let answer = '';
		for await (const chunk of socket) answer += String(chunk);
		expect(answer).toContain('HTTP/1.1 408');
	});

	test('an unknown address is a problem too', async () => {
		const {url} = await startPlatform();
		const reply = await fetch(`${url}/api/nothing`);
		expect(reply.status).toBe(404);
		expect(problemSchema.parse(await reply.json()).code).toBe('api/not-found');
	});
});

test('too many wrong keys are told when to come back', async () => {
	const {url} = await startPlatform();
	const guess = () => post(url, '/api/cli/auth', {api_key: `csk_${'0'.repeat(12)}_${'0'.repeat(64)}`, client_id: 'x'});
	for (let tries = 0; tries < 30; tries++) await guess();
	const reply = await guess();
	expect(reply.status).toBe(429);
	expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('the OpenAPI document names every route', async () => {
	const {url} = await startPlatform();
	const reply = await fetch(`${url}/openapi.json`);
	expect(await reply.json()).toMatchObject({
		openapi: '3.1.0',
		paths: Object.fromEntries(allRoutes.map(({path}) => [path, expect.anything()])),
	});
});

test('the log has the request id of every request and nothing secret', async () => {
	const {me, platform, dataFolder} = await startSignedIn();
	const reply = await me.send('/api/cli/services', {}, {'x-request-id': 'my-own-request-1'});
	expect(reply.headers.get('x-request-id')).toBe('my-own-request-1');
	await me.get('/api/v1/deployments?serviceId=canary-in-a-query');
	const log = await readFile(join(dataFolder, 'logs', 'platform.log'), 'utf8');
	const entries = log
		.trim()
		.split('\n')
		.map((line): {event: string; request_id?: string} => JSON.parse(line));
	expect(entries.filter(({event}) => event === 'request').every(entry => entry.request_id !== undefined)).toBe(true);
	expect(log).toContain('my-own-request-1');
	const {login} = me;
	const secrets = [platform.info.api_key?.reveal(), login.session_token, login.vault.token, login.registry.password];
	for (const secret of [...secrets, 'canary-in-a-query']) expect(log).not.toContain(secret);
});

test('what is published has the shapes and the order that clients rely on', async () => {
	const {me, engines} = await startSignedIn();
	engines.release = (spec, events) => {
		const from = {serviceId: spec.serviceId, deploymentId: spec.deploymentId, timestamp: 1};
		events.line({...from, instance: 'app-1', stream: 'stdout', content: 'listening'});
		events.line({...from, instance: 'app-1', stream: 'stderr', content: 'cut', partial: true});
		events.happened({...from, phase: 'release', message: 'healthy, switched'});
		return Promise.resolve({outcome: 'live', url: 'http://127.0.0.1:1'});
	};
	const serviceId = await me.createService('app');
	const id = await me.deploy(serviceId);
	await me.ended(id);
	await expect.poll(() => engines.published.at(-1)?.subject).toBe(`cs.build.log.end.${id}`);
	const shapes: Record<string, {parse(value: unknown): object}> = {
		[`cs.build.log.${id}`]: logMessageSchema,
		[`cs.app.log.${serviceId}`]: logMessageSchema,
		'cs.deployment.status.changed': statusChangedSchema,
		'cs.deployment.succeeded': deploymentEndedSchema,
		[`cs.build.log.end.${id}`]: logEndSchema,
	};
	expect(engines.published.map(({subject, payload}) => [subject, shapes[subject]?.parse(payload)])).toMatchObject([
		['cs.deployment.status.changed', {seq: 1, status: 'IN_PROGRESS', serviceId, message: 'Release 1 begins.'}],
		[`cs.app.log.${serviceId}`, {seq: 2, sequence: 1, phase: 'run', instance: 'app-1', content: 'listening\n'}],
		[`cs.app.log.${serviceId}`, {seq: 3, sequence: 1, logOutput: 'stderr', content: 'cut'}],
		[`cs.build.log.${id}`, {seq: 4, sequence: 1, phase: 'release', content: 'healthy, switched\n'}],
		['cs.deployment.status.changed', {seq: 5, status: 'SUCCEEDED'}],
		['cs.deployment.succeeded', {deploymentId: id, type: 'image'}],
		[`cs.build.log.end.${id}`, {status: 'success'}],
	]);
});

test('a sign-in that does not get on record does not happen', async () => {
	const {platform, url, dataFolder} = await startPlatform();
	const {db} = await openKeyringDatabase(dataFolder, {clock: systemClock});
	await db.schema.dropTable('audit').execute();
	const {api_key, client_id} = platform.info;
	const reply = await post(url, '/api/cli/auth', {api_key: api_key?.reveal(), client_id});
	expect(reply.status).toBe(503);
	expect(reply.headers.get('retry-after')).toBe('5');
	expect(problemSchema.parse(await reply.json()).code).toBe('platform/store-failed');
	expect(await db.selectFrom('session').selectAll().execute()).toEqual([]);
	await db.destroy();
});
