import {expect, test} from 'vitest';
import {passphraseSealing} from '../../../../source/core/credentials/passphrase-sealing.ts';
import {Secret} from '../../../../source/shared/secret.ts';

const sealing = (passphrase: string) => passphraseSealing(async () => new Secret(passphrase));

test('what is sealed opens under the same passphrase and the same name only', async () => {
	const sealed = await sealing('correct horse').seal('cnry_value', 'ada');

	expect(await sealing('correct horse').open(sealed, 'ada')).toBe('cnry_value');
	await expect(sealing('correct horse').open(sealed, 'bob')).rejects.toMatchObject({code: 'auth/refused'});
	await expect(sealing('Correct horse').open(sealed, 'ada')).rejects.toMatchObject({code: 'auth/refused'});
});

test('the same value never looks the same twice', async () => {
	const one = sealing('p');
	expect(await one.seal('v', 'a')).not.toBe(await one.seal('v', 'a'));
});

test('a text that is not one of ours is damaged, before any passphrase is asked for', async () => {
	const asked = {times: 0};
	const sealed = passphraseSealing(async () => {
		asked.times += 1;
		return new Secret('p');
	});
	for (const text of ['', 'v1', 'v2.scrypt-17-8-1.aes-256-gcm.a.b.c.d', 'v1.scrypt-17-8-1.aes-256-gcm.AA.AA.AA.AA'])
		await expect(sealed.open(text, 'a')).rejects.toMatchObject({code: 'credentials/damaged'});
	expect(asked.times).toBe(0);
});
