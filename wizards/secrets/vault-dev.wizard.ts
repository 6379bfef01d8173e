import * as z from 'zod';
import type {ProviderSettings} from '../../source/shared/tasks.ts';
import {defineWizard} from '../../source/wizard-engine/define.ts';
import {confirm, lookup, multiselect, path, secret, select, text} from '../../source/wizard-engine/fields.ts';

const address = z.url({
	protocol: /^https?$/,
	error: 'Give an address that starts with https:// (or http:// on this machine)',
});
const secretsPath = z
	.string()
	.regex(/^[\w.-]+(\/[\w.-]+)+$/, 'Give the store and the name: secret/hello-node')
	.refine(path => path.split('/').every(part => part !== '.' && part !== '..'), 'Leave out "." and ".."');

/** The vault of this machine's platform, or any Vault or OpenBao server with a token at hand. */
export const vaultDevWizard = defineWizard({
	id: 'vault-dev',
	title: 'Vault',
	key: 'secrets',
	help: [
		'Keeps the secrets of this app in a Vault (or OpenBao), checks that they can be read and signed with, and says so in cloudstation.json.',
		'The vault of the platform on this machine needs no answers: its address and token come with the sign-in.',
	],
})
	.step(
		'vaultAddr',
		text({
			ask: 'Vault address?',
			help: 'The address of the server, with its port.',
			env: 'VAULT_ADDR',
			placeholder: 'https://vault.example:8200',
			schema: address,
		}),
		{defaultText: "the platform's own vault"},
	)
	.step(
		'vaultToken',
		secret({
			ask: 'Which token?',
			label: 'Sign in with',
			help: 'It needs to read and write the path below, and to sign. It is sent to that address and nowhere else.',
			env: 'VAULT_TOKEN',
			schema: z.string().trim().min(1, 'Paste the token').max(4096, 'A token has at most 4096 characters'),
		}),
		{defaultText: "the sign-in's own token, for the platform's own vault"},
	)
	.step(
		'vaultSecretsPath',
		text({
			ask: 'Where in the vault are the secrets of this app?',
			label: 'Path',
			help: 'The store and the name: its keys become the environment of the app.',
			env: 'VAULT_SECRETS_PATH',
			schema: secretsPath,
			quiet: true,
		}),
		{defaultText: 'secret/ and the name of the service'},
	)
	.step(
		'vaultTransitKey',
		text({
			ask: 'Which key signs?',
			label: 'Signing key',
			help: 'A key of the transit/ engine; it is made when it is not there.',
			env: 'VAULT_TRANSIT_KEY',
			schema: z.string().regex(/^[\w.-]{1,128}$/, 'Letters, digits, dots and dashes'),
			default: 'auth-service',
			quiet: true,
		}),
	)
	.step(
		'vaultVerifyEnabled',
		confirm({
			ask: 'Is signing used?',
			label: 'Signing',
			help: 'With no, no signing key is made or checked.',
			env: 'VAULT_VERIFY_ENABLED',
			default: true,
			quiet: true,
		}),
	)
	.step('importFrom', path({ask: 'Which env file holds values for the vault?', default: '.env', quiet: true}))
	.step(
		'importNames',
		multiselect({
			ask: 'Which values go into the vault?',
			label: 'Import',
			help: 'They are found in the env file. The file itself is left as it is.',
			choices: lookup('env-names'),
			default: [],
		}),
		{defaultText: 'none without a terminal, else all that are found'},
	)
	.step(
		'envFile',
		select({
			ask: 'Which env file gets the settings of the vault?',
			label: 'Env file',
			flag: 'write-env',
			help: 'Address, token and path, for running the app by hand. It is kept out of git.',
			choices: [
				{value: '.env.local', label: '.env.local'},
				{value: '.env', label: '.env'},
				{value: '.env.compose', label: '.env.compose'},
				{value: 'none', label: 'None', hint: 'a deployed app gets its secrets without'},
			],
			default: '.env.local',
		}),
	)
	.step('skipCheck', confirm({ask: 'Write although the check fails?', default: false, quiet: true}))
	.plan(answers => {
		const {importFrom, importNames, envFile, skipCheck} = answers;
		const provider = 'vault_dev';
		const settings: ProviderSettings = {
			VAULT_ADDR: answers.vaultAddr,
			VAULT_TOKEN: answers.vaultToken,
			VAULT_TRANSIT_KEY: answers.vaultTransitKey,
			VAULT_VERIFY_ENABLED: String(answers.vaultVerifyEnabled),
			VAULT_SECRETS_PATH: answers.vaultSecretsPath,
		};
		return [
			{task: 'secrets.prepare', provider, settings},
			{task: 'secrets.check', provider, settings, skip: skipCheck},
			...(importNames.length === 0
				? []
				: [{task: 'secrets.store', provider, settings, from: importFrom, names: importNames} as const]),
			...(envFile === 'none' ? [] : [{task: 'secrets.write-env', provider, settings, files: [envFile]} as const]),
			{task: 'secrets.select', provider, settings},
		];
	});
