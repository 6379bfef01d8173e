import {once} from 'node:events';
import {createServer} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {openKeyringDatabase} from '../../../../source/platform/auth/keyring.ts';
import type {ReleaseOutcome} from '../../../../source/platform/runtimes/runtime.ts';
import {fakeEngines} from '../../../support/control-plane/fake-engines.ts';
import {signIn} from '../../../support/control-plane/platform-client.ts';
import {startPlatform, startSignedIn, temporaryDataFolder} from '../../../support/control-plane/start-platform.ts';

const crashed: ReleaseOutcome = {
	outcome: 'failed',
	cause: 'exited',
	message: 'It ended with code 3 before it was healthy.',
	exitCode: 3,
	lastLines: ['Error: no DATABASE_URL'],
};

test('a release that crashes leaves the one before it live and says why', async () => {
	const {me, engines} = await startSignedIn();
	const serviceId = await me.createService('app');
	const first = await me.deploy(serviceId);
	await me.ended(first);
	engines.release = () => Promise.resolve(crashed);
	const second = await me.ended(await me.deploy(serviceId));

	expect(second).toMatchObject({
		status: 'FAILED',
		release: 2,
		active: false,
		error: crashed.message,
		errorDetails: {cause: 'exited', exitCode: 3, lastLines: crashed.lastLines, reverted: true},
		phases: [
			{name: 'deploy', status: 'failed'},
			{name: 'release', status: 'pending'},
		],
	});
	expect(await me.deployment(first)).toMatchObject({status: 'SUCCESS', active: true});
});

test('a first release that crashes has nothing to go back to', async () => {
	const {me, engines} = await startSignedIn();
	engines.release = () => Promise.resolve(crashed);
	const ended = await me.ended(await me.deploy(await me.createService('app')));
	expect(ended.errorDetails?.reverted).toBe(false);
});

test('the newest release that succeeded is the active one', async () => {
	const {me} = await startSignedIn();
	const serviceId = await me.createService('app');
	const first = await me.deploy(serviceId);
	await me.ended(first);
	const next = await me.deploy(serviceId);
	await me.ended(next);
	expect(await me.deployment(first)).toMatchObject({active: false});
	expect(await me.deployment(next)).toMatchObject({active: true, release: 2});
});

test('one deployment a service at a time, others are not held up', async () => {
	const {me, engines} = await startSignedIn();
	const [one, other] = [await me.createService('one'), await me.createService('other')];
	const gate = Promise.withResolvers<ReleaseOutcome>();
	engines.release = spec =>
		spec.serviceId === one ? gate.promise : Promise.resolve({outcome: 'live', url: 'http://x'});
	const running = await me.deploy(one);
	const refused = await me.send('/api/v1/deployments', {serviceId: one, image: me.imageOf('app')});
	expect(refused.status).toBe(409);
	expect(await refused.json()).toMatchObject({code: 'deploy/locked', facts: {deploymentId: running}});
	expect((await me.ended(await me.deploy(other))).status).toBe('SUCCESS');

	gate.resolve({outcome: 'live', url: 'http://127.0.0.1:1'});
	await me.ended(running);
	expect((await me.ended(await me.deploy(one))).release).toBe(2);
});

test('a cancelled deployment stops and the one before it stays', async () => {
	const {me, engines} = await startSignedIn();
	const serviceId = await me.createService('app');
	await me.ended(await me.deploy(serviceId));
	engines.release = (_spec, _events, signal) =>
		new Promise(resolve => {
			signal.addEventListener('abort', () =>
				resolve({outcome: 'failed', cause: 'cancelled', message: 'It was cancelled.', lastLines: []}),
			);
		});
	const id = await me.deploy(serviceId);
	const reply = await me.send(`/api/v1/deployments/${id}/cancel`, {});
	expect(await reply.json()).toMatchObject({status: 'CANCELLED', errorDetails: {cause: 'cancelled', reverted: true}});
	expect((await me.send(`/api/v1/deployments/${id}/cancel`, {})).status).toBe(409);
});

test('a deployment that was cut off runs again at the next start, and its number is not used twice', async () => {
	const engines = fakeEngines();
	const {me, platform, dataFolder} = await startSignedIn({engines});
	const serviceId = await me.createService('app');
	await me.ended(await me.deploy(serviceId));
	engines.release = (_spec, _events, signal) =>
		new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
	const cutOff = await me.deploy(serviceId);
	const {api_key, client_id} = platform.info;
	await platform.close();

	engines.release = spec => Promise.resolve({outcome: 'live', url: `http://127.0.0.1:${spec.port}`});
	const again = await startPlatform({engines, dataFolder});
	const meAgain = await signIn({url: again.url, api_key, client_id});
	expect(await meAgain.ended(cutOff)).toMatchObject({status: 'SUCCESS', release: 2, active: true});
	expect(engines.recovered.at(-1)).toMatchObject([{serviceId, release: 1}]);
	expect(engines.released.map(({release}) => release)).toEqual([1, 2, 2]);
});

test('a deployment that takes the platform down every time is given up', async () => {
	const engines = fakeEngines();
	const dataFolder = await temporaryDataFolder();
	engines.release = (_spec, _events, signal) =>
		new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
	const first = await startSignedIn({engines, dataFolder});
	const id = await first.me.deploy(await first.me.createService('app'));
	const {api_key, client_id} = first.platform.info;
	await first.platform.close();
	for (let restart = 0; restart < 2; restart++) {
		const {platform, url} = await startPlatform({engines, dataFolder});
		const me = await signIn({url, api_key, client_id});
		expect((await me.deployment(id)).status).toBe('IN_PROGRESS');
		await platform.close();
	}
	const {url} = await startPlatform({engines, dataFolder});
	const ended = await (await signIn({url, api_key, client_id})).ended(id);
	expect(ended).toMatchObject({status: 'FAILED', errorDetails: {cause: 'abandoned', reverted: false}});
});

test('what it waits for is told while it runs, and the wait belongs to the release', async () => {
	const {me, engines} = await startSignedIn();
	const gate = Promise.withResolvers<ReleaseOutcome>();
	engines.release = (spec, events) => {
		events.happened({...spec, phase: 'deploy', message: 'instance 1 started'});
		events.waiting({deploymentId: spec.deploymentId, reason: 'GET / answered 502, 3 tries'});
		return gate.promise;
	};
	const id = await me.deploy(await me.createService('app'));
	await expect
		.poll(() => me.deployment(id))
		.toMatchObject({
			status: 'IN_PROGRESS',
			waitingFor: 'GET / answered 502, 3 tries',
			phases: [{status: 'completed'}, {status: 'in_progress'}],
		});
	gate.resolve({outcome: 'live', url: 'http://127.0.0.1:1'});
	expect((await me.ended(id)).waitingFor).toBeUndefined();
});

test('a port that another program took before the first release is left to it', async () => {
	const {me, engines, dataFolder} = await startSignedIn();
	const serviceId = await me.createService('app');
	const {db} = await openKeyringDatabase(dataFolder, {clock: systemClock});
	const {port} = await db.selectFrom('service').select('port').executeTakeFirstOrThrow();
	await db.destroy();
	const other = createServer().listen(port, '127.0.0.1');
	onTestFinished(() => void other.close());
	await once(other, 'listening');
	await me.ended(await me.deploy(serviceId));
	expect(engines.released[0]?.port).not.toBe(port);
});

test('when the store is away at the end of a release, the release is not lost', async () => {
	const {me, engines, dataFolder} = await startSignedIn();
	const serviceId = await me.createService('app');
	const {db} = await openKeyringDatabase(dataFolder, {clock: systemClock});
	const away = Promise.withResolvers<void>();
	engines.release = async spec => {
		if (engines.released.length === 1) {
			await db.schema.alterTable('deployment').renameTo('away').execute();
			setTimeout(away.resolve, 100);
		}
		return {outcome: 'live', url: `http://127.0.0.1:${spec.port}`};
	};
	const id = await me.deploy(serviceId);
	await away.promise;
	await db.schema.alterTable('away').renameTo('deployment').execute();
	await db.destroy();
	expect(await me.ended(id)).toMatchObject({status: 'SUCCESS', active: true, release: 1});
});
