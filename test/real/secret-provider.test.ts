/** The providers' contract against a real Vault or OpenBao, where one is on PATH. It is not in Debian, so a machine without is no failure. */
import {type ChildProcess, spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {existsSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {afterAll, beforeAll, describe} from 'vitest';
import {vaultDev} from '../../source/core/secrets/providers/vault.ts';
import {secretProviderContract} from '../contract/secret-provider.ts';
import {providerTools} from '../support/serve-vault.ts';

const folders = (process.env['PATH'] ?? '').split(delimiter);
const program = ['bao', 'vault']
	.flatMap(name => folders.map(folder => join(folder, name)))
	.find(path => existsSync(path));
const token = 'contract-root';

describe.skipIf(program === undefined)('a real server', () => {
	let server: ChildProcess;
	let address: string;

	beforeAll(async () => {
		const port = await freePort();
		address = `http://127.0.0.1:${port}`;
		const flags = [`-dev-listen-address=127.0.0.1:${port}`, `-dev-root-token-id=${token}`, '-dev-no-store-token'];
		const env = {PATH: process.env['PATH'] ?? '', HOME: tmpdir()};
		server = spawn(program ?? '', ['server', '-dev', ...flags], {stdio: 'ignore', env});
		await answers(`${address}/v1/sys/health`);
		await ask('sys/mounts/old', {type: 'kv', options: {version: '1'}});
	});
	afterAll(() => {
		server.kill();
	});

	const ask = (path: string, body: unknown) =>
		fetch(`${address}/v1/${path}`, {
			method: 'POST',
			headers: {'x-vault-token': token},
			body: JSON.stringify(body),
		});

	const make = (mount: string) => async () => {
		const settings = {
			VAULT_ADDR: address,
			VAULT_TOKEN: token,
			VAULT_SECRETS_PATH: `${mount}/contract/${randomUUID()}`,
		};
		const tools = providerTools();
		await vaultDev.prepare(settings, tools);
		return {
			provider: vaultDev.open(settings, tools),
			other: vaultDev.open(settings, tools),
			close: async () => undefined,
		};
	};

	secretProviderContract({name: 'KV version 2', make: make('secret')});

	const reason = 'KV version 1 knows no versions';
	secretProviderContract({
		name: 'KV version 1',
		make: make('old'),
		skip: [
			{test: 'a version changes with the value and only with it', reason},
			{test: 'a version that is not the one any more is not overwritten', reason},
			{test: 'writers of different secrets at the same moment lose nothing', reason},
		],
	});
});

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
		});
	});
}

async function answers(url: string): Promise<void> {
	for (let tries = 0; tries < 100; tries += 1) {
		const reply = await fetch(url).catch(() => null);
		if (reply?.ok === true) return;
		await new Promise(done => {
			setTimeout(done, 100);
		});
	}
	throw new Error(`${url} does not answer`);
}
