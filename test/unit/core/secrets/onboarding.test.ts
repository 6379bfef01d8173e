import {execFileSync} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {homeFolders} from '../../../../source/core/machine/paths.ts';
import {openProject} from '../../../../source/core/project/project.ts';
import {
	applyOnboarding,
	importableNames,
	planOnboarding,
	readEnvFile,
} from '../../../../source/core/secrets/onboarding.ts';
import {vaultDev} from '../../../../source/core/secrets/providers/vault.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import type {Task} from '../../../../source/shared/tasks.ts';
import {memorySecrets} from '../../../support/memory-secrets.ts';
import {secrets} from '../../../support/serve-vault.ts';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'onboarding-'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const settings = {
	VAULT_ADDR: 'http://127.0.0.1:8200',
	VAULT_TOKEN: new Secret('hvs.canary'),
	VAULT_TRANSIT_KEY: 'auth-service',
	VAULT_VERIFY_ENABLED: 'true',
	VAULT_SECRETS_PATH: 'secret/web',
};
const common = {provider: 'vault_dev', settings};
const allTasks: readonly Task[] = [
	{task: 'secrets.store', ...common, from: '.env', names: ['DATABASE_URL']},
	{task: 'secrets.write-env', ...common, files: ['.env.local']},
	{task: 'secrets.select', ...common},
];
const git = (...args: readonly string[]) => execFileSync('git', args, {cwd: folder, stdio: 'pipe'});
const textOf = (name: string) => readFile(join(folder, name), 'utf8');

async function onboard(tasks: readonly Task[] = allTasks, provider = memorySecrets()) {
	const {env} = process;
	const project = await openProject(folder, homeFolders({CS_HOME: join(folder, 'home')}));
	const plan = await planOnboarding({kind: vaultDev, project, tasks, env});
	return {plan, provider, ...(await applyOnboarding(plan, {project, provider, env}))};
}

test('the values are stored, the settings written, the choice kept', async () => {
	await writeFile(join(folder, '.env'), 'DATABASE_URL="postgres://x"\nOTHER=1\n');
	const {provider, stored, changedFiles} = await onboard();

	expect((await provider.getSecret('DATABASE_URL')).value.reveal()).toBe('postgres://x');
	expect((await provider.listSecrets()).map(({name}) => name)).toEqual(['DATABASE_URL']);
	expect(await textOf('.env.local')).toBe(
		[
			'SECRETS_PROVIDER=vault_dev',
			'VAULT_ADDR=http://127.0.0.1:8200',
			'VAULT_TOKEN=hvs.canary',
			'VAULT_TRANSIT_KEY=auth-service',
			'VAULT_VERIFY_ENABLED=true',
			'VAULT_SECRETS_PATH=secret/web\n',
		].join('\n'),
	);
	expect(JSON.parse(await textOf('cloudstation.json'))).toEqual({secrets: {provider: 'vault_dev', path: 'secret/web'}});
	expect(await textOf('.gitignore')).toBe('.env.local\n');
	expect(await textOf('.env')).toBe('DATABASE_URL="postgres://x"\nOTHER=1\n');
	expect(stored.changed).toEqual(['DATABASE_URL']);
	expect(changedFiles).toEqual(['.gitignore', '.env.local', 'cloudstation.json']);
});

test('again, nothing changes', async () => {
	await writeFile(join(folder, '.env'), 'DATABASE_URL=postgres://x\n');
	const {provider} = await onboard();
	const again = await onboard(allTasks, provider);

	expect(again.changedFiles).toEqual([]);
	expect(again.stored).toEqual({changed: [], unchanged: ['DATABASE_URL']});
});

test('the token is nowhere but in the env file', async () => {
	await writeFile(join(folder, '.env'), 'DATABASE_URL=postgres://canary\n');
	const {plan} = await onboard();

	expect(JSON.stringify(plan.envFiles.map(({diff}) => diff))).not.toContain('canary');
	expect(JSON.stringify(plan.stores.map(({values}) => [...values]))).not.toContain('canary');
	expect(await textOf('cloudstation.json')).not.toContain('canary');
});

test('what cloudstation.json says else stays', async () => {
	await writeFile(join(folder, 'cloudstation.json'), JSON.stringify({service: 'web', secrets: {names: ['A']}}));
	await onboard([{task: 'secrets.select', ...common}]);

	expect(JSON.parse(await textOf('cloudstation.json'))).toEqual({
		service: 'web',
		secrets: {names: ['A'], provider: 'vault_dev', path: 'secret/web'},
	});
});

describe('with git', () => {
	const toEnv: readonly Task[] = [{task: 'secrets.write-env', ...common, files: ['.env.local']}];

	test('a tracked file is refused before anything is written', async () => {
		git('init', '-q');
		await writeFile(join(folder, '.env.local'), 'A=1\n');
		git('add', '.env.local');

		await expect(onboard(toEnv)).rejects.toMatchObject({
			code: 'env-file/tracked',
			exitCode: 2,
			next: [{command: 'git rm --cached .env.local'}],
		});
		expect(await textOf('.env.local')).toBe('A=1\n');
	});

	test('a file that is ignored already gets no second line', async () => {
		git('init', '-q');
		await writeFile(join(folder, '.gitignore'), '.env*\n');
		const {changedFiles} = await onboard(toEnv);

		expect(changedFiles).toEqual(['.env.local']);
		expect(await textOf('.gitignore')).toBe('.env*\n');
	});
});

test('a Docker build does not get it either', async () => {
	await writeFile(join(folder, '.dockerignore'), 'node_modules');
	const {changedFiles} = await onboard([{task: 'secrets.write-env', ...common, files: ['.env.local']}]);

	expect(changedFiles).toEqual(['.gitignore', '.dockerignore', '.env.local']);
	expect(await textOf('.dockerignore')).toBe('node_modules\n.env.local\n');
});

test('a name that the env file has not is named', async () => {
	await writeFile(join(folder, '.env'), 'OTHER=1\n');
	await expect(onboard()).rejects.toMatchObject({
		code: 'secrets/missing',
		facts: {name: 'DATABASE_URL', file: '.env'},
	});
});

test('a store that keeps something else is found out', async () => {
	await writeFile(join(folder, '.env'), 'DATABASE_URL=postgres://x\n');
	const provider = {...memorySecrets(), getSecrets: async () => []};

	await expect(onboard(allTasks, provider)).rejects.toMatchObject({
		code: 'secrets/conflict',
		facts: {name: 'DATABASE_URL'},
	});
});

test('what is offered for the vault: the names of the app, not those of programs or of the vault itself', async () => {
	const names = [
		'DATABASE_URL',
		'PORT',
		'NODE_ENV',
		'PATH',
		'NODE_OPTIONS',
		'VAULT_TOKEN',
		'SECRETS_PROVIDER',
		'a.b',
		'apiKey',
	];
	const all = secrets(Object.fromEntries(names.map(name => [name, '1'])));

	expect(importableNames(all, [vaultDev])).toEqual(['DATABASE_URL', 'apiKey']);
});

test('no env file holds no values', async () => {
	expect((await readEnvFile(join(folder, '.env'))).size).toBe(0);
});
