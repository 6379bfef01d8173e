import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {addMissingSecret, appSecrets, secretToAdd} from '../../../source/commands/command-secrets.ts';
import type {RunContext} from '../../../source/commands/command-services.ts';
import {composeServices} from '../../../source/compose.ts';
import type {Session} from '../../../source/core/credentials/credentials.ts';
import {homeFolders} from '../../../source/core/machine/paths.ts';
import {openProject, type Project} from '../../../source/core/project/project.ts';
import {Secret} from '../../../source/shared/secret.ts';
import {ScriptedPrompter} from '../../../source/wizard-engine/scripted-prompter.ts';
import {serveVault, type ServedVault} from '../../support/serve-vault.ts';

let folder: string;
let vault: ServedVault;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'app-secrets-'));
	vault = await serveVault();
});
afterEach(async () => {
	await vault.close();
	await rm(folder, {recursive: true, force: true});
});

const service = {id: 'service-1', name: 'web'};
const project = (file: Project['file'] = null): Project => ({
	folder,
	path: join(folder, 'cloudstation.json'),
	file,
	link: null,
});

function sessionOf({token = vault.vault.rootToken.reveal(), address = vault.address, owner = true} = {}): Session {
	const user = {id: 1, uuid: 'u', email: 'a@b.test'};
	const credential_store = {backend: 'env', durable: false, location: 'here'} as const;
	return {
		apiUrl: 'http://127.0.0.1:1',
		token: new Secret('t'),
		clockSkewMs: 0,
		account: {user, api_url: '', client_id: '', source: 'stored', credential_store, expires_at: '', services: 0},
		reply: {
			user: {...user, is_super_admin: owner},
			vault: {address, token, expires_at: 0},
			nomad: {address: '', token: ''},
			nats: {servers: [], nkey_seed: '', prefix: 'cs'},
			registry: {url: '', username: '', password: '', namespace: 'acme'},
			services: [],
		},
	};
}

function services() {
	const context: RunContext = {
		version: '0.0.0',
		env: {CS_HOME: join(folder, 'home')},
		cwd: folder,
		startedIn: folder,
		interactive: false,
		stdoutIsTerminal: false,
		json: true,
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
	const flags = {all: {}, text: () => undefined, on: () => false, list: () => []};
	return composeServices({context, flags, makePrompter: async () => new ScriptedPrompter()});
}

const store = (path: string, data: Readonly<Record<string, string>>) =>
	vault.ask('POST', path.replace('/', '/data/'), {body: {data}});
const chosen = (path?: string): Project['file'] => ({
	secrets: {provider: 'vault_dev', ...(path === undefined ? {} : {path})},
});

describe('what an app gets', () => {
	test('names and where they are, and another version when a value changes', async () => {
		await store('secret/web', {B: 'value-b', A: 'value-a'});
		const first = await appSecrets(services(), sessionOf(), project(), service);
		expect(first).toEqual({path: 'secret/web', names: ['A', 'B'], version: 'secret/web@1'});

		await store('secret/web', {B: 'value-b', A: 'other'});
		const second = await appSecrets(services(), sessionOf(), project(), service);
		expect(second.version).not.toBe(first.version);
		expect(JSON.stringify(second)).not.toContain('value-');
	});

	test('nothing where nothing is kept', async () => {
		expect(await appSecrets(services(), sessionOf(), project(), service)).toEqual({path: null, names: [], version: ''});
	});

	test('the path of cloudstation.json goes before the default', async () => {
		await store('secret/team/web', {A: '1'});
		const {path} = await appSecrets(services(), sessionOf(), project(chosen('secret/team/web')), service);
		expect(path).toBe('secret/team/web');
	});

	test('who does not own the platform has a part of it', async () => {
		await store('secret/acme/web', {A: '1'});
		const {path} = await appSecrets(services(), sessionOf({owner: false}), project(), service);
		expect(path).toBe('secret/acme/web');
	});

	test('where nothing was chosen and found, the place that the platform names is looked at', async () => {
		await store('secret/local/web', {A: '1'});
		const session = sessionOf();
		const named = {
			id: '1',
			name: 'web',
			project_id: '',
			environment_id: '',
			cluster_id: '',
			cluster_domain: '',
			secrets_path: 'secret/local/web',
		};
		const told = {...session, reply: {...session.reply, services: [named]}};

		expect((await appSecrets(services(), told, project(), service)).path).toBe('secret/local/web');
		expect((await appSecrets(services(), told, project(chosen('secret/web')), service)).path).toBeNull();
	});

	test('an app that wants none has none', async () => {
		await store('secret/web', {A: '1'});
		const none = await appSecrets(services(), sessionOf(), project({secrets: {provider: 'none'}}), service);
		expect(none.path).toBeNull();
	});

	test('a vault that gives none stops only who chose it', async () => {
		const wrong = sessionOf({token: 'hvs.wrong'});
		expect((await appSecrets(services(), wrong, project(), service)).path).toBeNull();
		await expect(appSecrets(services(), wrong, project(chosen()), service)).rejects.toMatchObject({
			code: 'secrets/denied',
		});
	});
});

describe('a secret that the app misses', () => {
	beforeEach(() => writeFile(join(folder, '.env'), 'DATABASE_URL=postgres://x\nAPI_KEY=abc\nPORT=1\n'));

	test.each([
		[['Error: DATABASE_URL is not set'], 'DATABASE_URL'],
		[["KeyError: 'API_KEY'"], 'API_KEY'],
		[['Error: MY_DATABASE_URL is not set'], null],
		[['Error: PORT is taken'], null],
		[[], null],
	])('is found in its last words: %j', async (lines, name) => {
		expect(await secretToAdd(project(), {names: []}, lines)).toBe(name);
	});

	test('is not offered when it has it', async () => {
		expect(await secretToAdd(project(), {names: ['DATABASE_URL']}, ['DATABASE_URL is wrong'])).toBeNull();
	});

	test('goes from .env into the vault, beside what is there, and the choice is kept', async () => {
		await store('secret/web', {OTHER: '1'});
		const adding = {project: project(), service, name: 'DATABASE_URL'};
		const after = await addMissingSecret(services(), sessionOf(), adding);

		expect(after).toEqual({path: 'secret/web', names: ['DATABASE_URL', 'OTHER'], version: 'secret/web@2'});
		expect((await vault.ask('GET', 'secret/data/web')).data['data']).toEqual({
			OTHER: '1',
			DATABASE_URL: 'postgres://x',
		});
		const {file} = await openProject(folder, homeFolders({CS_HOME: join(folder, 'home')}));
		expect(file?.secrets).toEqual({provider: 'vault_dev', path: 'secret/web'});
	});

	test('that is not in .env either is named', async () => {
		const adding = {project: project(), service, name: 'NOWHERE'};
		await expect(addMissingSecret(services(), sessionOf(), adding)).rejects.toMatchObject({
			code: 'secrets/missing',
			facts: {name: 'NOWHERE', file: '.env'},
		});
	});
});
