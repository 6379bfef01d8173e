import type {Task} from '../shared/tasks.ts';
import {type EnvDialect, envDialects} from '../core/secrets/env-file/env-dialects.ts';
import {toWizardError, WizardError} from '../shared/errors.ts';
import type {Health} from '../shared/health-ladder.ts';
import type {Command, CommandResult} from './command.ts';
import type {Onboarded} from './command-onboarding.ts';
import {openProjectOf} from './command-project.ts';
import {vaultAnswers} from './command-secrets-answers.ts';
import {askAndOnboard, chooseProvider, healthOf} from './command-secrets-onboarding.ts';

export const secretsOnboardCommand: Command = {
	wizards: ['secrets-provider', 'vault-dev', 'sign-in'],
	flags: [{name: 'dialect', value: 'READER', description: `who reads the env file: ${envDialects.join(', ')}`}],
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
		await chooseProvider(services, {mayKeepNone: false});
		const project = await openProjectOf(services);
		const about = await vaultAnswers(services, {project});
		try {
			const end = await askAndOnboard(services, {project, about, review: true, ...dialectOf(flags.text('dialect'))});
			if ('planned' in end) return planned(end.planned);
			return 'done' in end ? done(end.done) : {};
		} catch (error) {
			const health = healthOf(error);
			if (health === undefined || !context.json) throw error;
			return unhealthy(toWizardError(error), health);
		}
	},
};

function dialectOf(given: string | undefined): {readonly dialect?: EnvDialect} {
	if (given === undefined) return {};
	const dialect = envDialects.find(one => one === given);
	if (dialect !== undefined) return {dialect};
	throw new WizardError('usage/bad-value', {
		message: '--dialect names a reader of env files.',
		hint: `Readers: ${envDialects.join(', ')}.`,
	});
}

function planned(tasks: readonly Task[]): CommandResult {
	return {json: {dry_run: true, tasks}, text: ['These tasks would run:', ...tasks.map(({task}) => `  ${task}`)]};
}

function done({changed, files, checklist, warnings, provider, health}: Onboarded): CommandResult {
	return {
		json: {provider, health, files, checklist, warnings, changed},
		text: [
			changed.length === 0 ? `no changes  ${provider} works and everything is in place` : `${provider} works`,
			...changed.map(one => `  changed  ${one}`),
			...warnings.map(one => `  look at  ${one}`),
			...checklist.map(one => `  next     ${one}`),
		],
	};
}

/** The error as every other command gives it, and beside it what the check found. */
function unhealthy(error: WizardError, health: Health): CommandResult {
	const {facts: _facts, ...data} = error.toJSON();
	return {json: {error: data, health}, exitCode: error.exitCode};
}
