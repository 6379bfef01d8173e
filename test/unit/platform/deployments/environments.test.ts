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
