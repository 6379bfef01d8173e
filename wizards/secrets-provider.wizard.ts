import {defineWizard} from '../source/wizard-engine/define.ts';
import {lookup, select} from '../source/wizard-engine/fields.ts';

/** Which secrets provider; the questions of that one follow in its own wizard. */
export const secretsProviderWizard = defineWizard({
	id: 'secrets-provider',
	title: 'Secrets',
	key: 'secrets',
	help: ["Chooses where the app's secrets are kept. What that provider needs to know is asked next."],
})
	.step(
		'provider',
		select({
			ask: 'Where are the secrets kept?',
			label: 'Secrets',
			help: 'Each has its own questions, which come next.',
			env: 'SECRETS_PROVIDER',
			choices: lookup('secrets-providers'),
			synonyms: {hcp_vault: 'vault_hcp'},
			default: 'vault_dev',
		}),
	)
	.plan(() => []);
