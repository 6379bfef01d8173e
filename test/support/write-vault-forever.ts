/** Run as a program: writes versions to a vault until it is killed, and prints each that was acknowledged. */
import {join} from 'node:path';
import {systemClock} from '../../source/core/machine/clock.ts';
import {createVault} from '../../source/platform/vault/create-vault.ts';

const [folder = '.'] = process.argv.slice(2);
const vault = await createVault({
	databaseFile: join(folder, 'vault.sqlite'),
	keyFile: join(folder, 'vault.key'),
	clock: systemClock,
});
const token = vault.rootToken.reveal();
process.stdout.write(`${token}\n`);
for (let version = 1; ; version++) {
	const request = new Request('http://vault.test/v1/secret/data/app', {
		method: 'POST',
		headers: {'x-vault-token': token},
		body: JSON.stringify({data: {VERSION: String(version)}}),
	});
	const {status} = await vault.fetch(request);
	if (status === 200) process.stdout.write(`${version}\n`);
}
