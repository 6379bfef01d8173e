import type {Task} from '../shared/tasks.ts';
import {type ErrorData, isErrorWithCode, WizardError} from '../shared/errors.ts';
import {allProviders, providerKind} from '../core/secrets/all-providers.ts';
import {knownAnswers} from '../wizard-engine/resolve-answers.ts';
import type {LookupLoaders} from '../wizard-engine/session.ts';
import {unattendedAnswers} from '../wizard-engine/unattended.ts';
import type {Command, CommandResult} from './command.ts';
import {onboard, type Onboarded} from './command-onboarding.ts';
import {openProjectOf} from './command-project.ts';
import {type SecretsAnswers, vaultAnswers} from './command-secrets-answers.ts';
import type {Services} from './command-services.ts';

export const secretsOnboardCommand: Command = {
	wizards: ['secrets-provider', 'vault-dev', 'sign-in'],
	details: [
		'Checks the provider layer by layer, shows what it will write, writes it and reads it back.',
		'A check that fails exits 6 and writes nothing, unless --skip-check is given.',
	],
	examples: [
		{command: 'cs-wizard secrets onboard', does: 'sets up the vault of this machine for this app'},
		{
			command: 'VAULT_ADDR=https://vault.example:8200 cs-wizard secrets onboard --provider vault_dev --non-interactive',
			does: 'any Vault or OpenBao, its token in VAULT_TOKEN',
		},
	],
	async run({flags}, services) {
		const {context} = services;
		if (flags.text('vault-token') !== undefined) {
			(await services.prompter()).note({
				text: 'Others on this machine can read a token on the command line. Use the prompt, VAULT_TOKEN or an answers file.',
				tone: 'warning',
			});
		}
		providerKind(await chosenProvider(services));
		const project = await openProjectOf(services);
		const about = await vaultAnswers(services, {project});
		for (let at: string | undefined; ; at = 'vaultAddr') {
			const tasks = await answered(services, about, at);
			if (context.dryRun) return dryRun(tasks);
			try {
				const end = await onboard(services, {project, tasks, review: true});
				if ('done' in end) return shown(end.done);
				if (end.choice === 'back') throw declined();
			} catch (error) {
				if (!isErrorWithCode(error, 'secrets/unhealthy') || !(error instanceof WizardError)) throw error;
				if (!context.interactive) return unhealthyResult(error, context.json);
				if ((await (await services.prompter()).menu(failureMenu(error))) === 'leave') throw error;
			}
		}
	},
};

export const providerLookup: LookupLoaders = {
	'secrets-providers': async () => [
		{value: 'vault_dev', label: "Keep this app's secrets in the vault of this machine", hint: 'or of another Vault'},
	],
};

async function chosenProvider(services: Services): Promise<string> {
	const wizard = await services.wizard('secrets-provider');
	const said = await knownAnswers(wizard, await services.answers.collected(), services.answers.references);
	const only = allProviders.length === 1 ? allProviders[0]?.id : undefined;
	const known = only === undefined ? said : {provider: {value: only, source: 'default' as const}, ...said};
	const answers: unknown = services.context.interactive
		? await (await services.prompter()).ask({wizard, known, lookups: providerLookup})
		: unattendedAnswers(wizard, {known});
	return typeof answers === 'object' && answers !== null && 'provider' in answers ? String(answers.provider) : '';
}

async function answered(services: Services, about: SecretsAnswers, at: string | undefined): Promise<readonly Task[]> {
	const wizard = await services.wizard('vault-dev');
	const {known, suggested, lookups} = about;
	const again = at === undefined ? {} : {at};
	return wizard.plan(
		services.context.interactive
			? await (await services.prompter()).ask({wizard, known, suggested, lookups, ...again})
			: unattendedAnswers(wizard, {known, suggested}),
	);
}

function dryRun(tasks: readonly Task[]): CommandResult {
	return {json: {dry_run: true, tasks}, text: ['These tasks would run:', ...tasks.map(({task}) => `  ${task}`)]};
}

function shown({changed, files, checklist, ...rest}: Onboarded): CommandResult {
	const none = changed.length === 0;
	return {
		json: {...rest, files, checklist, changed},
		text: [
			none ? 'no changes: the secrets provider works, and everything is in place' : `${rest.provider} works.`,
			...changed.map(one => `  changed  ${one}`),
			...rest.warnings.map(one => `  look     ${one}`),
			...checklist.map(one => `  next     ${one}`),
		],
	};
}

function unhealthyResult(error: WizardError, json: boolean): CommandResult {
	if (!json) throw error;
	const {facts, ...data}: ErrorData = error.toJSON();
	return {json: {error: data, health: facts?.['health']}, exitCode: error.exitCode};
}

function failureMenu(error: WizardError) {
	return {
		id: 'failure',
		title: 'The secrets provider does not work yet. Nothing was written.',
		lines: [
			{text: error.message, tone: 'bad'},
			...error.hint.split('\n').map(text => ({text, tone: text.startsWith('  ') ? 'command' : 'plain'}) as const),
		],
		choices: [
			{value: 'again', label: 'Change an answer and check again'},
			{value: 'leave', label: 'Leave it', key: 'q'},
		],
		escape: 'leave',
		exitCode: error.exitCode,
	} as const;
}

function declined(): WizardError {
	return new WizardError('wizard/declined', {
		message: 'Nothing was written.',
		hint: 'Run it again when you want to.',
	});
}
