import {Secret} from '../shared/secret.ts';
import type {AnyWizard} from '../wizard-engine/define.ts';
import type {KnownAnswer} from '../wizard-engine/session.ts';
import {answersMissing, answerUnattended} from '../wizard-engine/unattended.ts';
import {answersOf} from './command-ask.ts';
import type {Command} from './command.ts';
import {credentialStores, signIn, signInKnown} from './command-session.ts';
import {isErrorWithCode} from '../shared/errors.ts';
import type {Services} from './command-services.ts';

export const loginCommand: Command = {
	wizards: ['sign-in'],
	flags: [{name: 'api-key-stdin', description: 'read the API key from standard input'}],
	details: [
		'The key is proved at the server before it is kept. On the command line others can read it: use the prompt, --api-key-stdin or CS_API_KEY.',
	],
	examples: [
		{
			command: 'cs-wizard login --api-url https://api.cloud-station.io --client-id ID --api-key-stdin < key.txt',
			does: 'signs in without a question',
		},
	],
	async run({flags}, services) {
		const wizard = await services.wizard('sign-in');
		if (flags.text('api-key') !== undefined) {
			(await services.prompter()).note({
				text: 'Others on this machine can read a key on the command line. Use the prompt, --api-key-stdin or CS_API_KEY.',
				tone: 'warning',
			});
		}
		const known: Record<string, KnownAnswer> = {...(await signInKnown(services))};
		if (flags.on('api-key-stdin')) {
			const key = await services.answers.references.stdin();
			known['apiKey'] = {value: new Secret((key ?? '').trim()), source: 'flag', origin: '--api-key-stdin'};
		}
		if (known['credentialStore'] === undefined) {
			requireTheRest(services, wizard, known);
			Object.assign(known, await keychainIfThere(services));
		}
		const answers = await answersOf(services, {wizard, known, lookups: credentialStores});
		const {account} = await signIn(services, wizard.plan(answers));
		const durable = account.credential_store.durable ? '' : ', not kept';
		return {
			json: account,
			text: [
				`Signed in to ${new URL(account.api_url).host} as ${account.user.email} (${account.credential_store.location}${durable}).`,
			],
		};
	},
};

/** Unattended, what is missing is told before a keychain is looked for. */
function requireTheRest({context}: Services, wizard: AnyWizard, known: Readonly<Record<string, KnownAnswer>>): void {
	if (context.interactive) return;
	const assumed: KnownAnswer = {value: 'keychain', source: 'default'};
	const result = answerUnattended(wizard, {known: {...known, credentialStore: assumed}});
	if (!result.complete) throw answersMissing(result.missing);
}

/** Unattended and without a keychain this stops (exit 12): a credential is never written to a file that nobody chose. */
async function keychainIfThere({store, context}: Services): Promise<Readonly<Record<string, KnownAnswer>>> {
	try {
		await (await store('keychain')).probe();
		return {credentialStore: {value: 'keychain', source: 'default'}};
	} catch (error) {
		if (!context.interactive || !isErrorWithCode(error, 'credentials/store-unavailable', 'credentials/store-locked'))
			throw error;
		return {};
	}
}
