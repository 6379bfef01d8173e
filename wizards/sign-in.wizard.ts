import * as z from 'zod';
import {credentialBackends} from '../source/shared/tasks.ts';
import {defineWizard} from '../source/wizard-engine/define.ts';
import {lookup, secret, select, text} from '../source/wizard-engine/fields.ts';

const address = z.url({
	protocol: /^https?$/,
	error: 'Give an address that starts with https:// (or http:// on this machine)',
});

/** Which platform, and who you are there. */
export const signInWizard = defineWizard({
	id: 'sign-in',
	title: 'Sign in',
	help: [
		'Chooses the platform your app runs on and signs you in there.',
		'The platform on this machine needs no account: it starts by itself and hands its key to you alone.',
	],
})
	.step(
		'where',
		select({
			ask: 'Where should it run?',
			label: 'Platform',
			help: 'Nothing is installed and nothing leaves this machine with the first choice.',
			choices: [
				{
					value: 'local',
					label: 'On this machine',
					hint: 'a small platform starts here, nothing to sign up for',
					synonyms: ['this_machine', 'here'],
				},
				{value: 'cloudstation', label: 'CloudStation', hint: 'api.cloud-station.io, with your API key'},
				{value: 'other', label: 'Another platform', hint: 'one that your team runs'},
			],
			default: 'local',
			needsAnswerUnattended: true,
			impliedBy: {apiUrl: 'other'},
		}),
	)
	.stepWhen(
		{where: ['cloudstation', 'other']},
		'apiUrl',
		text({
			ask: 'Which address does its API have?',
			label: 'Address',
			help: 'Your API key is sent there and nowhere else.',
			env: 'CS_API_URL',
			placeholder: 'https://platform.example',
			schema: address,
			needsAnswerUnattended: true,
		}),
		{
			default: ({where}) => (where === 'cloudstation' ? 'https://api.cloud-station.io' : undefined),
			defaultText: 'https://api.cloud-station.io for CloudStation',
		},
	)
	.stepWhen(
		{where: ['cloudstation', 'other']},
		'clientId',
		text({
			ask: 'Which client ID?',
			label: 'Client ID',
			help: 'It stands beside the API key on the page where you made it.',
			env: 'CS_CLIENT_ID',
			schema: z.string().trim().min(1, 'Type the client ID').max(256, 'A client ID has at most 256 characters'),
		}),
	)
	.stepWhen(
		{where: ['cloudstation', 'other']},
		'apiKey',
		secret({
			ask: 'Which API key?',
			label: 'API key',
			help: 'It is checked before it is kept, and never shown.',
			env: 'CS_API_KEY',
			schema: z.string().trim().min(1, 'Paste the API key').max(256, 'An API key has at most 256 characters'),
		}),
	)
	.step(
		'credentialStore',
		select({
			ask: 'Where should the credentials be kept?',
			label: 'Credentials in',
			help: 'Asked only where there is no keychain that can be used.',
			more: [
				'One of keychain, encrypted-file, file and env.',
				'An encrypted file needs your passphrase at each use. A private file can be read by whoever becomes you on this machine.',
				'With "env" nothing is kept: give CS_API_KEY and CS_CLIENT_ID at each use.',
			],
			choices: lookup('credential-stores'),
			schema: z.enum(credentialBackends),
		}),
		{
			default: ({where}) => (where === 'local' ? 'file' : undefined),
			defaultText: 'the keychain; without one a private file (0600) for the platform on this machine, otherwise none',
		},
	)
	.stepWhen(
		{credentialStore: 'encrypted-file'},
		'passphrase',
		secret({
			ask: 'Which passphrase protects the file?',
			label: 'Passphrase',
			help: 'It is asked for again whenever the credentials are needed.',
			env: 'CS_PASSPHRASE',
			schema: z.string().min(8, 'Use 8 characters or more'),
		}),
	)
	.plan(({where, apiUrl = 'local', clientId, apiKey, credentialStore, passphrase}) => [
		...(where === 'local' ? [{task: 'platform.start'} as const] : []),
		{
			task: 'session.sign-in',
			apiUrl,
			...(apiKey === undefined ? {} : {apiKey}),
			...(clientId === undefined ? {} : {clientId}),
			store: credentialStore,
			...(passphrase === undefined ? {} : {passphrase}),
		},
	]);
