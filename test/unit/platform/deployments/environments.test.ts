import {expect, test} from 'vitest';
import {startSignedIn} from '../../../support/control-plane/start-platform.ts';

test('an app gets the secrets it was told to get, read anew at each start', async () => {
	const {me, engines} = await startSignedIn();
	const serviceId = await me.createService('app');
	await me.ended(await me.deploy(serviceId, {secretsPath: 'secret/local/app', secretNames: ['DATABASE_URL']}));
	const environment = await engines.released[0]?.environment();
	expect([...(environment ?? [])].map(([name, value]) => [name, value.reveal()])).toEqual([
		['DATABASE_URL', 'postgres://db'],
	]);
});

test('a release that asks for a secret that is not there fails before anything is started, and names it', async () => {
	const {me, engines} = await startSignedIn();
	const serviceId = await me.createService('app');
	const one = await me.ended(await me.deploy(serviceId, {secretsPath: 'secret/local/app', secretNames: ['MISSING']}));
	expect(one).toMatchObject({
		status: 'FAILED',
		error: 'MISSING is not in the vault at secret/local/app.',
		errorDetails: {cause: 'start', reverted: false},
		phases: [{name: 'deploy', status: 'failed'}, {name: 'release'}],
	});
	const secretNames = ['A', 'DATABASE_URL', 'B', 'C'];
	const many = await me.ended(await me.deploy(serviceId, {secretsPath: 'secret/local/app', secretNames}));
	expect(many.error).toBe('A, B, and C are not in the vault at secret/local/app.');
	expect(engines.released).toEqual([]);
});

test('names that come without a path are looked for where the service has its secrets', async () => {
	const {me, engines} = await startSignedIn();
	const serviceId = await me.createService('app');
	const missing = await me.ended(await me.deploy(serviceId, {secretNames: ['MISSING']}));
	expect(missing.error).toMatch(/^MISSING is not in the vault at secret\/.*app\.$/);
	await me.ended(await me.deploy(serviceId, {secretNames: ['OTHER']}));
	expect([...((await engines.released[0]?.environment()) ?? [])].map(([name]) => name)).toEqual(['OTHER']);
	await me.ended(await me.deploy(serviceId, {secretNames: []}));
	expect([...((await engines.released[1]?.environment()) ?? [])]).toEqual([]);
});
