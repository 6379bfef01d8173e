/** Answers to every wizard of the product, and the choices that are live elsewhere. */
import type {AnyWizard} from '../../source/wizard-engine/define.ts';
import type {Choice} from '../../source/wizard-engine/fields.ts';
import {deployWizard} from '../../wizards/deploy.wizard.ts';
import {linkWizard} from '../../wizards/link.wizard.ts';
import {secretsProviderWizard} from '../../wizards/secrets-provider.wizard.ts';
import {vaultDevWizard} from '../../wizards/secrets/vault-dev.wizard.ts';
import {signInWizard} from '../../wizards/sign-in.wizard.ts';

interface Case {
	readonly wizard: AnyWizard;
	readonly name: string;
	readonly answers: Readonly<Record<string, unknown>>;
	readonly known?: Readonly<Record<string, unknown>>;
	readonly suggested?: Readonly<Record<string, unknown>>;
}

export const parityChoices: Readonly<Record<string, readonly Choice[]>> = {
	services: [
		{value: 'hello-node', label: 'hello-node', hint: 'live, release 5'},
		{value: 'new', label: 'A new service'},
	],
	'credential-stores': [
		{value: 'encrypted-file', label: 'An encrypted file', hint: 'asks for a passphrase'},
		{value: 'file', label: 'A private file', hint: 'only you may read it'},
		{value: 'env', label: 'Nowhere'},
	],
	'secrets-providers': [{value: 'vault_dev', label: 'The vault on this machine'}],
	'env-names': [
		{value: 'DATABASE_URL', label: 'DATABASE_URL'},
		{value: 'API_KEY', label: 'API_KEY'},
	],
	builders: [{value: 'layers', label: 'Layers', hint: 'no Docker needed'}],
	secrets: [
		{value: 'DATABASE_URL', label: 'DATABASE_URL'},
		{value: 'API_KEY', label: 'API_KEY'},
	],
};

export const parityCases: readonly Case[] = [
	{wizard: signInWizard, name: 'Enter alone, with a keychain', answers: {}, known: {credentialStore: 'keychain'}},
	{wizard: signInWizard, name: 'Enter alone, without a keychain', answers: {}},
	{
		wizard: signInWizard,
		name: 'CloudStation, its address confirmed',
		answers: {where: 'cloudstation', clientId: 'client-1', apiKey: 'key-1', credentialStore: 'env'},
	},
	{
		wizard: signInWizard,
		name: 'another platform and an encrypted file',
		answers: {
			where: 'other',
			apiUrl: 'https://platform.example',
			clientId: 'client-1',
			apiKey: 'key-1',
			credentialStore: 'encrypted-file',
			passphrase: 'correct horse',
		},
	},
	{wizard: linkWizard, name: 'a new service named after the folder', answers: {}, suggested: {name: 'hello-node'}},
	{
		wizard: linkWizard,
		name: 'an existing service',
		answers: {service: 'hello-node'},
		known: {platform: 'https://platform.example'},
	},
	{wizard: secretsProviderWizard, name: 'Enter alone', answers: {}},
	{
		wizard: vaultDevWizard,
		name: 'the vault of this machine, Enter alone',
		answers: {},
		known: {vaultAddr: 'http://127.0.0.1:8200', vaultToken: 'token-1', importNames: []},
		suggested: {vaultSecretsPath: 'secret/hello-node'},
	},
	{
		wizard: vaultDevWizard,
		name: 'another vault, one value taken over, no env file',
		answers: {
			vaultAddr: 'https://vault.example:8200',
			vaultToken: 'token-1',
			importNames: ['API_KEY'],
			envFile: 'none',
		},
		known: {vaultSecretsPath: 'team/web', vaultTransitKey: 'web', vaultVerifyEnabled: false},
	},
	{wizard: deployWizard, name: 'all found out', answers: {}, suggested: {start: 'node server.js'}},
	{wizard: deployWizard, name: 'the start command typed', answers: {start: 'python app.py'}},
	{
		wizard: deployWizard,
		name: 'everything said before',
		answers: {start: ''},
		known: {health: 'tcp', count: 2, secretNames: ['API_KEY']},
	},
];
