import {expect, test} from 'vitest';
import {holdAccess} from '../../../../source/core/logs/access-holder.ts';
import {Secret} from '../../../../source/shared/secret.ts';

const access = (url: string) => ({
	nats: {servers: [], nkeySeed: new Secret(''), prefix: 'cs'},
	api: {url, sessionToken: new Secret('')},
});

test('two refusals at the same time make one refresh', async () => {
	let refreshes = 0;
	const holder = holdAccess(access('http://old'), async () => {
		refreshes += 1;
		return access('http://new');
	});
	expect(await Promise.all([holder.renew(), holder.renew()])).toEqual([true, true]);
	expect([refreshes, holder.current().api.url]).toEqual([1, 'http://new']);
});

test('without a way to sign in again the old access stays', async () => {
	const holder = holdAccess(access('http://old'), undefined);
	expect(await holder.renew()).toBe(false);
	expect(holder.current().api.url).toBe('http://old');
});
