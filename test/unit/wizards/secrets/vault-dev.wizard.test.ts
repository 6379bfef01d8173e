import {expect, test} from 'vitest';
import {Secret} from '../../../../source/shared/secret.ts';
import {answersCatalog} from '../../../../source/wizard-engine/answers-catalog.ts';
import {type AnswerInputs, collectAnswers} from '../../../../source/wizard-engine/collect-answers.ts';
import {resolveAnswers} from '../../../../source/wizard-engine/resolve-answers.ts';
import {allWizards} from '../../../../wizards/all-wizards.ts';
import {vaultDevWizard} from '../../../../wizards/secrets/vault-dev.wizard.ts';

const references = {env: () => undefined, file: () => undefined, keychain: () => undefined, stdin: () => undefined};
const catalog = answersCatalog(allWizards);

async function planOf(inputs: AnswerInputs) {
	const suggested = {vaultSecretsPath: 'secret/web'};
	return vaultDevWizard.plan(
		await resolveAnswers(vaultDevWizard, {collected: collectAnswers(inputs, catalog), references, suggested}),
	);
}

const settings = {
	VAULT_ADDR: 'https://vault.example:8200',
	VAULT_TOKEN: expect.any(Secret),
	VAULT_TRANSIT_KEY: 'auth-service',
	VAULT_VERIFY_ENABLED: 'true',
	VAULT_SECRETS_PATH: 'secret/web',
};
const common = {provider: 'vault_dev', settings};

test('address and token are enough', async () => {
	const environment = {VAULT_ADDR: 'https://vault.example:8200', VAULT_TOKEN: 'hvs.a'};
	expect(await planOf({environment})).toEqual([
		{task: 'secrets.prepare', ...common},
		{task: 'secrets.check', ...common, skip: false},
		{task: 'secrets.write-env', ...common, files: ['.env.local']},
		{task: 'secrets.select', ...common},
	]);
});

test('the flat names of other tools answer everything', async () => {
	const text = JSON.stringify({
		SECRETS_PROVIDER: 'vault_dev',
		VAULT_ADDR: 'https://vault.example:8200',
		VAULT_TOKEN: 'hvs.a',
		VAULT_TRANSIT_KEY: 'web',
		VAULT_VERIFY_ENABLED: '0',
		VAULT_SECRETS_PATH: 'team/web',
	});
	const others = {VAULT_TRANSIT_KEY: 'web', VAULT_VERIFY_ENABLED: 'false', VAULT_SECRETS_PATH: 'team/web'};
	const [prepare] = await planOf({files: [{name: 'a.json', text}]});

	expect(prepare).toEqual({task: 'secrets.prepare', provider: 'vault_dev', settings: {...settings, ...others}});
});

test('values are taken over, no env file is written, the check may fail', async () => {
	const text = `secrets:
  vault_addr: https://vault.example:8200
  vault_token: hvs.a
  import_from: .env.staging
  import_names: [DATABASE_URL, API_KEY]
  env_file: none
  skip_check: true
`;
	expect(await planOf({files: [{name: 'a.yaml', text}]})).toEqual([
		{task: 'secrets.prepare', ...common},
		{task: 'secrets.check', ...common, skip: true},
		{task: 'secrets.store', ...common, from: '.env.staging', names: ['DATABASE_URL', 'API_KEY']},
		{task: 'secrets.select', ...common},
	]);
});

test('an address and a token have no default: both are named at once', async () => {
	await expect(planOf({})).rejects.toMatchObject({
		code: 'answers/missing',
		facts: {
			missing: [
				{key: 'secrets.vault_addr', flag: '--vault-addr', env: 'VAULT_ADDR'},
				{key: 'secrets.vault_token', flag: '--vault-token', env: 'VAULT_TOKEN'},
			],
		},
	});
});

test.each([
	['VAULT_ADDR', 'vault.example:8200'],
	['VAULT_SECRETS_PATH', 'secret'],
	['VAULT_SECRETS_PATH', 'secret/../sys'],
	['VAULT_TRANSIT_KEY', 'a/b'],
])('%s=%s does not fit', async (name, value) => {
	const environment = {VAULT_ADDR: 'https://vault.example:8200', VAULT_TOKEN: 'hvs.a', [name]: value};
	await expect(planOf({environment})).rejects.toMatchObject({code: 'answers/bad-value'});
});
