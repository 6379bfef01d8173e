import {expect, test} from 'vitest';
import type {CredentialStore} from '../../source/core/credentials/credential-store.ts';
import {Secret} from '../../source/shared/secret.ts';

const account = 'ada@api.test';

const values: readonly (readonly [string, string])[] = [
	...[1, 1199, 1200, 1201, 2399, 2400, 2401, 2559, 2561, 5000].map(
		length => [`${length} characters`, 'k'.repeat(length)] as const,
	),
	['a newline at its end', 'first\nsecond\r\n'],
	['a character of 4 bytes where a part ends', `${'x'.repeat(1199)}🔑${'y'.repeat(1199)}🔑`],
	['nothing but characters of 4 bytes', '🔑'.repeat(1500)],
	['the words of our own index', 'cs-wizard parts a 2'],
	['quotes, a NUL and a tab', '{"a": "\\" \u0000 \t"}'],
];

/** What every place that keeps credentials holds to. `open` gives a store on the same place each time. */
export function credentialStoreContract(open: () => Promise<CredentialStore>): void {
	test.each(values)('%s: what was stored is what is read', async (_what, value) => {
		await (await open()).set(account, new Secret(value));

		expect((await (await open()).get(account))?.reveal()).toBe(value);
	});

	test('an account that nobody stored is not there, and is not an error', async () => {
		const store = await open();

		expect(await store.get(account)).toBeNull();
		expect(await store.delete(account)).toBe(false);
	});

	test('a later value goes over an earlier one, long over short and short over long', async () => {
		const store = await open();
		for (const length of [10, 5000, 3000, 5, 4000, 0]) {
			const value = 'v'.repeat(length);
			await store.set(account, new Secret(value));
			expect((await store.get(account))?.reveal()).toBe(value);
		}
	});

	test('two accounts do not touch each other', async () => {
		const store = await open();
		await store.set('ada@api.test', new Secret('a'.repeat(3000)));
		await store.set('bob@api.test', new Secret('b'.repeat(3000)));

		expect(await store.delete('ada@api.test')).toBe(true);

		expect(await store.get('ada@api.test')).toBeNull();
		expect((await store.get('bob@api.test'))?.reveal()).toBe('b'.repeat(3000));
	});

	test('deleting twice says that the second time there was nothing', async () => {
		const store = await open();
		await store.set(account, new Secret('k'.repeat(2561)));

		expect([await store.delete(account), await store.delete(account)]).toEqual([true, false]);
	});

	test('a probe changes nothing', async () => {
		const store = await open();
		await store.set(account, new Secret('kept'));

		await store.probe();

		expect((await store.get(account))?.reveal()).toBe('kept');
	});

	test('a store says where it is, and shows no value', async () => {
		const store = await open();
		await store.set(account, new Secret('cnry_contract'));

		expect(store.location).not.toBe('');
		expect(store.backend).not.toBe('env');
		expect(JSON.stringify([store, await store.get(account)])).not.toContain('cnry_contract');
	});
}
