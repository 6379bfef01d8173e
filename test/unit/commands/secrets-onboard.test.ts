import {mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Flags} from '../../../source/commands/command.ts';
import type {RunContext} from '../../../source/commands/command-services.ts';
import {secretsOnboardCommand} from '../../../source/commands/secrets-onboard.ts';
import {composeServices} from '../../../source/compose.ts';
import {ladderLayers} from '../../../source/shared/health-ladder.ts';
import {isRecord} from '../../../source/shared/narrow.ts';
import {type Script, ScriptedPrompter} from '../../../source/wizard-engine/scripted-prompter.ts';
import {serveVault, type ServedVault} from '../../support/serve-vault.ts';

let folder: string;
let vault: ServedVault;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'onboard-'));
	await mkdir(join(folder, 'web'));
	vault = await serveVault();
});
afterEach(async () => {
	await vault.close();
	await rm(folder, {recursive: true, force: true});
});

const flagsOf = (values: Readonly<Record<string, string | boolean>>): Flags => ({
	all: values,
	text: name => (typeof values[name] === 'string' ? values[name] : undefined),
	on: name => values[name] === true,
	list: () => [],
});

interface Run {
	readonly env?: Readonly<Record<string, string>>;
	readonly flags?: Readonly<Record<string, string | boolean>>;
	/** A person, and what they answer. */
	readonly script?: Script;
	readonly json?: boolean;
}

async function run({env = {}, flags = {}, script, json = true}: Run = {}) {
	const context: RunContext = {
		version: '0.0.0',
		env: {
			PATH: process.env['PATH'],
			CS_HOME: join(folder, 'home'),
			VAULT_ADDR: vault.address,
			VAULT_TOKEN: vault.vault.rootToken.reveal(),
			...env,
		},
		cwd: join(folder, 'web'),
		startedIn: folder,
		interactive: script !== undefined,
		stdoutIsTerminal: false,
		json,
		verbose: false,
		quiet: true,
		yes: false,
		dryRun: false,
		timeoutMs: undefined,
		recordAnswers: undefined,
		signal: new AbortController().signal,
		platform: process.platform,
		node: process.execPath,
	};
	const prompter = new ScriptedPrompter(script);
	const services = composeServices({context, flags: flagsOf(flags), makePrompter: async () => prompter});
	const result = await secretsOnboardCommand.run({flags: flagsOf(flags), args: []}, services);
	return {...result, json: isRecord(result.json) ? result.json : {}, prompter};
}

const inFolder = async () => (await readdir(join(folder, 'web'))).sort();
const textOf = (name: string) => readFile(join(folder, 'web', name), 'utf8');

test('a healthy vault: the result, the files, and nothing more at the second run', async () => {
	const first = await run();
	expect(first.json).toMatchObject({
		provider: 'vault_dev',
		health: {status: 'healthy'},
		files: [{path: join(folder, 'web', '.env.local')}, {path: join(folder, 'web', 'cloudstation.json')}],
		warnings: [],
		changed: ['transit/', 'transit/keys/auth-service', '.gitignore', '.env.local', 'cloudstation.json'],
	});
	expect(await inFolder()).toEqual(['.env.local', '.gitignore', 'cloudstation.json']);
	const before = await stat(join(folder, 'web', '.env.local'));

	const second = await run();
	expect(second.json['changed']).toEqual([]);
	expect(second.text?.[0]).toContain('no changes');
	expect((await stat(join(folder, 'web', '.env.local'))).mtimeMs).toBe(before.mtimeMs);
});

test('the token is in the env file and in no output', async () => {
	const {json, text, prompter} = await run({script: {}});
	const token = vault.vault.rootToken.reveal();

	expect(await textOf('.env.local')).toContain(token);
	expect(JSON.stringify([json, text, prompter.reviewed, prompter.layers, prompter.notes])).not.toContain(token);
});

describe('a check that fails', () => {
	test('exits 6 with the error and the health, and writes nothing', async () => {
		const {json, exitCode} = await run({env: {VAULT_TOKEN: 'hvs.wrong'}});

		expect(exitCode).toBe(6);
		expect(Object.keys(json)).toEqual(['error', 'health']);
		expect(json).toMatchObject({
			error: {code: 'secrets/unhealthy', exitCode: 6, message: expect.stringContaining('"auth"')},
			health: {status: 'unavailable', layers: ladderLayers.map(name => ({name}))},
		});
		expect(await inFolder()).toEqual([]);
		expect((await vault.ask('GET', 'sys/mounts/transit')).status).toBe(400);
	});

	test('leaves a vault as it is whose path the token may not use', async () => {
		const policy =
			'path "transit/*" { capabilities = ["create", "read", "update"] }\npath "sys/mounts/*" { capabilities = ["create", "read", "update"] }';
		await vault.ask('POST', 'sys/policies/acl/signer', {body: {policy}});
		const {token} = await vault.ask('POST', 'auth/token/create', {body: {policies: ['signer'], ttl: '30m'}});
		const {exitCode, json} = await run({env: {VAULT_TOKEN: token}});

		expect(exitCode).toBe(6);
		expect(json['error']).toMatchObject({message: expect.stringMatching(/at "(store|permission)"/)});
		expect((await vault.ask('GET', 'sys/mounts/transit')).status).toBe(400);
	});

	test('is an error like any other without --json', async () => {
		await expect(run({env: {VAULT_TOKEN: 'hvs.wrong'}, json: false})).rejects.toMatchObject({
			code: 'secrets/unhealthy',
		});
	});

	test('is overruled by --skip-check', async () => {
		const {json} = await run({env: {VAULT_TOKEN: 'hvs.wrong'}, flags: {'skip-check': true}});

		expect(json).toMatchObject({
			health: {status: 'unavailable'},
			changed: ['.gitignore', '.env.local', 'cloudstation.json'],
		});
	});

	test('leads a person back to their answers', async () => {
		const {json, prompter} = await run({
			env: {VAULT_TOKEN: 'hvs.wrong'},
			script: {menus: {failure: 'token'}, answers: {vaultToken: vault.vault.rootToken.reveal()}},
		});

		expect(prompter.menus).toHaveLength(1);
		expect(prompter.asked).toContain('vault-dev.vaultToken');
		expect(json['health']).toMatchObject({status: 'healthy'});
	});
});

test('values of .env go into the vault, and the same bytes are written whoever answers', async () => {
	await writeFile(join(folder, 'web', '.env'), 'DATABASE_URL=postgres://x\nPORT=3000\n');
	const {prompter} = await run({script: {}});
	expect(prompter.asked).toEqual(['vault-dev.importNames', 'vault-dev.envFile']);
	expect(prompter.reviewed[0]?.facts).toEqual([
		{label: 'Secrets', value: 'secret/web'},
		{label: 'Import', value: '1 from .env: DATABASE_URL'},
	]);
	expect((await vault.ask('GET', 'secret/data/web')).data['data']).toEqual({DATABASE_URL: 'postgres://x'});
	const asked = [await textOf('.env.local'), await textOf('cloudstation.json'), await textOf('.gitignore')];

	for (const name of ['.env.local', 'cloudstation.json', '.gitignore']) await rm(join(folder, 'web', name));
	await run({env: {CS_SECRETS_IMPORT_NAMES: 'DATABASE_URL'}});
	expect([await textOf('.env.local'), await textOf('cloudstation.json'), await textOf('.gitignore')]).toEqual(asked);
});

test('a person who says no at the review has written nothing', async () => {
	await expect(run({script: {reviews: ['back']}})).rejects.toMatchObject({code: 'wizard/declined', exitCode: 14});
	expect(await inFolder()).toEqual([]);
});

test('a provider that is not there is named', async () => {
	await expect(run({env: {SECRETS_PROVIDER: 'nowhere'}})).rejects.toMatchObject({
		code: 'secrets/unknown-provider',
		exitCode: 2,
	});
});

test('a token for another address is not sent there', async () => {
	await run();
	await expect(run({env: {VAULT_ADDR: 'http://127.0.0.1:9', VAULT_TOKEN: ''}})).rejects.toMatchObject({
		code: 'answers/missing',
		facts: {missing: [{key: 'secrets.vault_token'}]},
	});
});
