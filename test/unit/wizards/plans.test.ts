import {expect, test} from 'vitest';
import {Secret} from '../../../source/shared/secret.ts';
import type {AnyWizard} from '../../../source/wizard-engine/define.ts';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {type AnswerInputs, collectAnswers} from '../../../source/wizard-engine/collect-answers.ts';
import {resolveAnswers} from '../../../source/wizard-engine/resolve-answers.ts';
import {allWizards} from '../../../wizards/all-wizards.ts';
import {deployWizard} from '../../../wizards/deploy.wizard.ts';
import {linkWizard} from '../../../wizards/link.wizard.ts';
import {secretsProviderWizard} from '../../../wizards/secrets-provider.wizard.ts';
import {signInWizard} from '../../../wizards/sign-in.wizard.ts';

const references = {env: () => undefined, file: () => undefined, keychain: () => undefined, stdin: () => undefined};
const catalog = answersCatalog(allWizards);

async function planOf(wizard: AnyWizard, inputs: AnswerInputs, suggested: Readonly<Record<string, unknown>> = {}) {
	const collected = collectAnswers(inputs, catalog);
	return wizard.plan(await resolveAnswers(wizard, {collected, references, suggested}));
}

const yaml = (text: string): AnswerInputs => ({files: [{name: 'ci.yaml', text}]});

test('this machine: its platform starts and hands over its key', async () => {
	expect(await planOf(signInWizard, yaml('sign_in: {where: local, credential_store: keychain}'))).toEqual([
		{task: 'platform.start'},
		{task: 'session.sign-in', apiUrl: 'local', store: 'keychain'},
	]);
});

test('an address in the environment says where, and beats the file; no passphrase is needed for a store without one', async () => {
	const environment = {
		CS_API_URL: 'https://p.example',
		CS_CLIENT_ID: 'c',
		CS_API_KEY: ' key\n',
		CS_PASSPHRASE: 'unused one',
	};
	const plan = await planOf(signInWizard, {
		...yaml('sign_in: {where: local, credential_store: env}'),
		environment,
	});

	expect(plan).toEqual([
		{task: 'session.sign-in', apiUrl: 'https://p.example', apiKey: expect.any(Secret), clientId: 'c', store: 'env'},
	]);
	const [task] = plan;
	expect(task?.task === 'session.sign-in' ? task.apiKey?.reveal() : undefined).toBe('key');
});

test('what a file says of both counts as it says', async () => {
	expect(await planOf(signInWizard, yaml('sign_in: {where: local, api_url: "https://p.example"}'))).toEqual([
		{task: 'platform.start'},
		{task: 'session.sign-in', apiUrl: 'local', store: 'file'},
	]);
});

test('no host gets credentials by default', async () => {
	await expect(planOf(signInWizard, yaml('sign_in: {where: cloudstation}'))).rejects.toMatchObject({
		code: 'answers/missing',
		facts: {
			missing: [
				{key: 'sign_in.api_url', flag: '--api-url', env: 'CS_API_URL'},
				{key: 'sign_in.client_id', flag: '--client-id', env: 'CS_CLIENT_ID'},
				{key: 'sign_in.api_key', flag: '--api-key', env: 'CS_API_KEY'},
			],
		},
	});
	await expect(planOf(signInWizard, yaml('sign_in: {api_url: "ftp://p.example"}'))).rejects.toMatchObject({
		code: 'answers/bad-value',
		hint: expect.stringContaining('https://'),
	});
});

test('a folder becomes a new service or an existing one', async () => {
	expect(await planOf(linkWizard, {}, {name: 'hello-node'})).toEqual([
		{task: 'service.create', name: 'hello-node'},
		{task: 'project.link', service: 'hello-node', platform: 'local'},
	]);
	expect(await planOf(linkWizard, yaml('link: {service: shop, platform: "https://p.example"}'))).toEqual([
		{task: 'project.link', service: 'shop', platform: 'https://p.example'},
	]);
	await expect(planOf(linkWizard, yaml('link: {name: No Name}'))).rejects.toMatchObject({code: 'answers/bad-value'});
});

test('a deploy takes what the folder tells', async () => {
	expect(await planOf(deployWizard, {}, {start: 'node server.js'})).toEqual([
		{task: 'image.build', builder: 'layers', start: 'node server.js'},
		{task: 'image.push'},
		{task: 'deployment.create', health: {type: 'http', path: '/'}, count: 1},
		{task: 'deployment.release'},
	]);
});

test('a deploy takes what was said', async () => {
	const said = yaml('deploy: {start: "", health: tcp, count: "3", secret_names: "A,B"}');
	expect(await planOf(deployWizard, said, {start: 'node server.js'})).toEqual([
		{task: 'image.build', builder: 'layers'},
		{task: 'image.push'},
		{task: 'deployment.create', health: {type: 'tcp'}, count: 3, secretNames: ['A', 'B']},
		{task: 'deployment.release'},
	]);
});

test('an app that nobody can start needs its command', async () => {
	await expect(planOf(deployWizard, {})).rejects.toMatchObject({facts: {missing: [{key: 'deploy.start'}]}});
});

test('the older name of a provider means the same', async () => {
	const collected = collectAnswers(yaml('SECRETS_PROVIDER: hcp_vault'), catalog);
	expect(await resolveAnswers(secretsProviderWizard, {collected, references})).toEqual({provider: 'vault_hcp'});
});

test('no two questions of different wizards share a name by accident', () => {
	const shared = [...catalog.byFlatName].filter(([, keys]) => keys.size > 1).map(([name]) => name);
	expect(shared).toEqual([]);
});
