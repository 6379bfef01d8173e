/** A vault that is killed in the middle of a write has all that it said yes to, and nothing half. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {systemClock} from '../../source/core/machine/clock.ts';
import {createVault} from '../../source/platform/vault/create-vault.ts';

const program = fileURLToPath(new URL('../support/write-vault-forever.ts', import.meta.url));

let folder = '';

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'vault-'));
});

afterEach(() => rm(folder, {recursive: true, force: true}));

/** Lets a writer acknowledge this many, kills it, and gives what it printed. */
async function killAfter(acknowledged: number): Promise<readonly string[]> {
	const child = spawn(process.execPath, [program, folder], {stdio: ['ignore', 'pipe', 'inherit']});
	let printed = '';
	child.stdout.on('data', (chunk: Buffer) => {
		printed += chunk.toString();
		if (printed.split('\n').length > acknowledged + 2) child.kill('SIGKILL');
	});
	await once(child, 'close');
	return printed.split('\n').slice(0, -1);
}

test.each([1, 7, 40])('killed after %i writes', async acknowledged => {
	const [token = '', ...versions] = await killAfter(acknowledged);
	const last = Number(versions.at(-1));

	const vault = await createVault({
		databaseFile: join(folder, 'vault.sqlite'),
		keyFile: join(folder, 'vault.key'),
		clock: systemClock,
	});
	expect(vault.rootToken.reveal()).toBe(token);
	const current = Number((await vault.readSecrets('secret/app')).get('VERSION')?.reveal());
	const headers = {'x-vault-token': token};
	const metadata = await vault.fetch(new Request('http://vault.test/v1/secret/metadata/app', {headers}));
	const kept: unknown = await metadata.json();
	await vault.close();

	// One more may be written than was told of.
	expect([last, last + 1]).toContain(current);
	expect(kept).toMatchObject({data: {current_version: current}});
});
