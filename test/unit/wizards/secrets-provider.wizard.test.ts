import {expect, test} from 'vitest';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {collectAnswers} from '../../../source/wizard-engine/collect-answers.ts';
import {resolveAnswers} from '../../../source/wizard-engine/resolve-answers.ts';
import {secretsProviderWizard} from '../../../wizards/secrets-provider.wizard.ts';

const references = {env: () => undefined, file: () => undefined, keychain: () => undefined, stdin: () => undefined};

test.each(['SECRETS_PROVIDER: hcp_vault', 'secrets_provider: vault_hcp', 'secrets: {provider: hcp_vault}'])(
	'the provider is chosen by any of its names: %s',
	async text => {
		const catalog = answersCatalog([secretsProviderWizard]);
		const collected = collectAnswers({files: [{name: 'ci.yaml', text}]}, catalog);
		expect(await resolveAnswers(secretsProviderWizard, {collected, references})).toEqual({provider: 'vault_hcp'});
	},
);

test('the choice alone does nothing: the questions of the provider follow', () => {
	expect(secretsProviderWizard.plan({provider: 'vault_dev'})).toEqual([]);
});
