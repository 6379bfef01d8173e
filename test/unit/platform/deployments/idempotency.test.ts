import {expect, test} from 'vitest';
import type {ReleaseOutcome} from '../../../../source/platform/runtimes/runtime.ts';
import {fakeEngines} from '../../../support/control-plane/fake-engines.ts';
import {signIn} from '../../../support/control-plane/platform-client.ts';
import {startPlatform, startSignedIn} from '../../../support/control-plane/start-platform.ts';

test('the same request under the same key is one deployment, also after a restart', async () => {
	const engines = fakeEngines();
	const {me, platform, dataFolder} = await startSignedIn({engines});
	const serviceId = await me.createService('app');
	const key = {'idempotency-key': '01890000-0000-7000-8000-000000000001'};
	const first = await me.deploy(serviceId, {}, key);
	await me.ended(first);
	expect(await me.deploy(serviceId, {}, key)).toBe(first);

	const {api_key, client_id} = platform.info;
	await platform.close();
	const again = await startPlatform({engines, dataFolder});
	const meAgain = await signIn({url: again.url, api_key, client_id});
	const image = me.imageOf('app');
	const replay = await meAgain.send('/api/v1/deployments', {serviceId, image}, key);
	expect(await replay.json()).toMatchObject({deploymentId: first});
	expect(engines.released).toHaveLength(1);
});

test('another request under a used key is refused and has no effect', async () => {
	const {me, engines} = await startSignedIn();
	const serviceId = await me.createService('app');
	const key = {'idempotency-key': 'k1'};
	await me.ended(await me.deploy(serviceId, {}, key));
	const other = await me.send('/api/v1/deployments', {serviceId, image: me.imageOf('app'), count: 2}, key);
	expect(other.status).toBe(422);
	expect(await other.json()).toMatchObject({code: 'api/idempotency-mismatch'});
	expect(engines.released).toHaveLength(1);
});

test('the same key at the same moment: one effect, and the others get its reply or are told to come again', async () => {
	const {me, engines} = await startSignedIn();
	const serviceId = await me.createService('app');
	const ask = () => me.send('/api/v1/deployments', {serviceId, image: me.imageOf('app')}, {'idempotency-key': 'k1'});
	const replies = await Promise.all(Array.from({length: 8}, ask));
	for (const reply of replies.filter(({status}) => status === 409)) expect(reply.headers.get('retry-after')).toBe('1');
	const ids = await Promise.all(
		replies.filter(({status}) => status === 201).map(async reply => JSON.stringify(await reply.json())),
	);
	expect(new Set(ids).size).toBe(1);
	expect(engines.released).toHaveLength(1);
});

test('a request that was refused may come again under its key', async () => {
	const {me, engines} = await startSignedIn();
	const serviceId = await me.createService('app');
	const gate = Promise.withResolvers<ReleaseOutcome>();
	engines.release = () => gate.promise;
	const running = await me.deploy(serviceId);
	const key = {'idempotency-key': 'k1'};
	expect((await me.send('/api/v1/deployments', {serviceId, image: me.imageOf('app')}, key)).status).toBe(409);
	gate.resolve({outcome: 'live', url: 'http://127.0.0.1:1'});
	await me.ended(running);
	expect((await me.ended(await me.deploy(serviceId, {}, key))).status).toBe('SUCCESS');
});
