/** The questions of `secrets onboard` and of the journey's Secrets chapter, up to a provider that works or a person who leaves it. */
import type {Session} from '../core/credentials/credentials.ts';
import {type Project, saveProjectFile} from '../core/project/project.ts';
import {allProviders, providerKind} from '../core/secrets/all-providers.ts';
import {notReached} from '../core/secrets/health-ladder/climb-ladder.ts';
import {isErrorWithCode, WizardError} from '../shared/errors.ts';
import type {EnvDialect} from '../core/secrets/env-file/env-dialects.ts';
import {type Health, layerClaims} from '../shared/health-ladder.ts';
import {isRecord, textAt} from '../shared/narrow.ts';
import type {Task} from '../shared/tasks.ts';
import {durationText} from '../shared/units.ts';
import type {Line, Menu, MenuChoice} from '../wizard-engine/prompter.ts';
import {knownAnswers} from '../wizard-engine/resolve-answers.ts';
import type {KnownAnswer} from '../wizard-engine/session.ts';
import {answersOf} from './command-ask.ts';
import {onboard, type Onboarded} from './command-onboarding.ts';
import {openProjectOf, platformName, type LinkedService} from './command-project.ts';
import {type SecretsAnswers, signIn, vaultAnswers} from './command-secrets-answers.ts';
import {testableSteps, tryAnswer} from './command-secrets-trial.ts';
import type {Services} from './command-services.ts';

/** The choice of a project that wants no secrets: it is not asked again. */
export const noProvider = 'none';

interface Choosing {
	/** Also offer to keep none. */
	readonly mayKeepNone: boolean;
	/** Whose vault is offered: `this machine`. */
	readonly vaultName?: string;
}

/** @throws `secrets/unknown-provider` */
export async function chooseProvider(services: Services, {mayKeepNone, vaultName}: Choosing): Promise<string> {
	const wizard = await services.wizard('secrets-provider');
	const said = await knownAnswers(wizard, await services.answers.collected(), services.answers.references);
	const [only, ...others] = allProviders;
	const sure = !mayKeepNone && others.length === 0 && only !== undefined;
	const known: Readonly<Record<string, KnownAnswer>> = {
		...(sure ? {provider: {value: only.id, source: 'default'}} : {}),
		...said,
	};
	const choices = [
		{
			value: 'vault_dev',
			label: vaultName === undefined ? 'In a Vault' : `In the vault of ${vaultName}`,
			hint: 'encrypted, never in the image or in git',
		},
		...(mayKeepNone ? [{value: noProvider, label: 'This app has no secrets'}] : []),
	];
	const answers = await answersOf(services, {wizard, known, lookups: {'secrets-providers': async () => choices}});
	const provider = textAt(answers, 'provider') ?? '';
	if (!(mayKeepNone && provider === noProvider)) providerKind(provider);
	return provider;
}

interface Asking {
	readonly project: Project;
	readonly about: SecretsAnswers;
	readonly review: boolean;
	readonly dialect?: EnvDialect;
	/** More ways out of a provider that does not work. */
	readonly waysOut?: readonly MenuChoice[];
}

type Attempt = {readonly done: Onboarded} | {readonly planned: readonly Task[]} | {readonly left: string};

/** Asks, checks and writes, again from a question when the check fails there. @throws `secrets/unhealthy`, `wizard/declined` */
export async function askAndOnboard(
	services: Services,
	{project, about, review, dialect, waysOut = []}: Asking,
): Promise<Attempt> {
	const {context} = services;
	const wizard = await services.wizard('vault-dev');
	let known = about.known;
	for (let at: string | undefined; ; ) {
		const {suggested, lookups} = about;
		const again = at === undefined ? {} : {at};
		const held = known;
		const answers = await answersOf(services, {
			wizard,
			known,
			suggested,
			lookups,
			canTest: testableSteps,
			test: (step, value, sofar) => tryAnswer(services, {step, value, answers: sofar, known: held}),
			...again,
		});
		recordWithoutSignIn(services, known);
		const tasks = wizard.plan(answers);
		if (context.dryRun) return {planned: tasks};
		try {
			const end = await onboard(services, {project, tasks, review, ...(dialect === undefined ? {} : {dialect})});
			if ('done' in end) return end;
			if (end.choice === 'back') throw declined();
			at = 'vaultAddr';
		} catch (error) {
			const health = context.interactive ? healthOf(error) : undefined;
			if (health === undefined) throw error;
			const choice = await (await services.prompter()).menu(failureMenu(error, health, waysOut));
			if (choice === 'leave') throw error;
			if (waysOut.some(({value}) => value === choice)) return {left: choice};
			at = {token: 'vaultToken', edit: 'vaultAddr'}[choice];
		}
		known = {...known, ...given(answers)};
	}
}

/** What the sign-in gives is different on each machine, so an answers file leaves it out. */
function recordWithoutSignIn({records}: Services, known: SecretsAnswers['known']): void {
	const last = records.pop();
	if (last === undefined || !isRecord(last.answers)) return;
	const kept = Object.entries(last.answers).filter(([id]) => known[id]?.origin !== signIn);
	records.push({...last, answers: Object.fromEntries(kept)});
}

/** What was answered before stays answered. */
function given(answers: unknown): Readonly<Record<string, KnownAnswer>> {
	const entries = isRecord(answers) ? Object.entries(answers) : [];
	return Object.fromEntries(entries.map(([id, value]) => [id, {value, source: 'asked'} as const]));
}

/** The journey's Secrets chapter. Gives the project as it is afterwards. */
export async function onboardSecrets(
	services: Services,
	session: Session,
	project: Project,
	service: LinkedService,
): Promise<Project> {
	if (project.file?.secrets?.provider !== undefined) return project;
	const vaultName = platformName(session.apiUrl) === 'local' ? 'this machine' : new URL(session.apiUrl).host;
	const provider = await chooseProvider(services, {mayKeepNone: true, vaultName});
	if (provider === noProvider) {
		await saveProjectFile(project, {secrets: {provider}});
		return openProjectOf(services);
	}
	const about = await vaultAnswers(services, {project, session, service: service.name});
	const known: SecretsAnswers['known'] = {envFile: {value: 'none', source: 'default'}, ...about.known};
	const waysOut = [{value: 'without', label: 'Go on without secrets', key: 'w'}];
	try {
		await askAndOnboard(services, {project, about: {...about, known}, review: false, waysOut});
	} catch (error) {
		// Who stops the check stands at the question again.
		if (!isErrorWithCode(error, 'wizard/declined')) throw error;
		return onboardSecrets(services, session, project, service);
	}
	return openProjectOf(services);
}

/** Of an error of a failed check, what the check found. */
export function healthOf(error: unknown): Health | undefined {
	if (!(error instanceof WizardError) || !isErrorWithCode(error, 'secrets/unhealthy')) return undefined;
	return isHealth(error.facts['health']) ? error.facts['health'] : undefined;
}

const isHealth = (value: unknown): value is Health => isRecord(value) && Array.isArray(value['layers']);

const tones = {ok: 'good', warn: 'warning', failed: 'bad', skipped: 'dim'} as const;

function failureMenu(error: unknown, {layers}: Health, waysOut: readonly MenuChoice[]): Menu {
	const {hint, exitCode} = error instanceof WizardError ? error : {hint: '', exitCode: 1};
	const looked = layers.filter(({status}) => status !== 'skipped');
	const above = layers.filter(({detail}) => detail === notReached).map(({name}) => layerClaims[name]);
	const rungs: readonly Line[] = looked.map(({name, status, detail, duration_ms: duration}) => ({
		text: `${layerClaims[name].padEnd(24)}${detail}`,
		tone: tones[status],
		aside: durationText(duration),
	}));
	const rest: readonly Line[] = above.length === 0 ? [] : [{text: `not reached: ${above.join(', ')}`, tone: 'dim'}];
	const mends = hint.split('\n').map(text => ({text, tone: text.startsWith('  ') ? 'command' : 'plain'}) as const);
	return {
		id: 'failure',
		title: 'The vault does not work yet. Nothing was written.',
		lines: [...rungs, ...rest, {text: ''}, ...mends],
		choices: [
			{value: 'again', label: 'Check again', key: 'r'},
			{value: 'token', label: 'Use another token', key: 't'},
			{value: 'edit', label: 'Change the address', key: 'e'},
			...waysOut,
			{value: 'leave', label: 'Leave it', key: 'q'},
		],
		escape: 'leave',
		exitCode,
		copy: hint,
	};
}

function declined(): WizardError {
	return new WizardError('wizard/declined', {
		message: 'You said no. Nothing was written.',
		hint: 'Run it again when you want to.',
	});
}
