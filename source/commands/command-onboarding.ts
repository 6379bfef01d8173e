/** Sets up a secrets provider: prepare → check → show → write → read back. `secrets onboard` and the journey share it. */
import {createHash} from 'node:crypto';
import {basename, join} from 'node:path';
import {providerKind} from '../core/secrets/all-providers.ts';
import type {Project} from '../core/project/project.ts';
import {applyOnboarding, type OnboardingPlan, planOnboarding} from '../core/secrets/onboarding.ts';
import type {EnvDialect} from '../core/secrets/env-file/env-dialects.ts';
import type {ProviderKind, ProviderTools} from '../core/secrets/provider-kind.ts';
import {WizardError} from '../shared/errors.ts';
import type {Health} from '../shared/health-ladder.ts';
import type {ProviderSettings, Task} from '../shared/tasks.ts';
import type {Review, ReviewChoice} from '../wizard-engine/prompter.ts';
import type {Services} from './command-services.ts';

export interface Onboarded {
	readonly provider: string;
	readonly health: Health;
	readonly files: readonly {readonly path: string; readonly keys: readonly string[]}[];
	readonly checklist: readonly string[];
	readonly warnings: readonly string[];
	/** What is different now: files, secrets, and what was made for signing. */
	readonly changed: readonly string[];
}

interface Onboarding {
	readonly project: Project;
	readonly tasks: readonly Task[];
	/** Show what will be written, and ask. */
	readonly review: boolean;
	/** Who will read the env file; every reader unless told. */
	readonly dialect?: EnvDialect;
}

/** `edit` and `back` are the person's answer to the review; nothing was written then. */
export type OnboardingEnd = {readonly done: Onboarded} | Exclude<ReviewChoice, {readonly choice: 'go'}>;

/** @throws `secrets/unhealthy` with `facts.health`; nothing is written then */
export async function onboard(
	services: Services,
	{project, tasks, review, dialect}: Onboarding,
): Promise<OnboardingEnd> {
	const check = tasks.find(one => one.task === 'secrets.check');
	if (check === undefined) throw new Error('the secrets wizard planned no check');
	const kind = providerKind(check.provider);
	const {env} = services.context;
	const tools = await providerTools(services, check.settings);
	// What stands in the way on this machine is told before the vault is touched.
	const plan = await planOnboarding({kind, project, tasks, env, ...(dialect === undefined ? {} : {dialect})});
	const made = await prepare(kind, check.settings, tools);
	const health = await climb(services, kind, check.settings, tools);
	if (!mayWrite(services, health, check.skip)) throw unhealthy(kind, health);
	const prompter = await services.prompter();
	if (review && services.context.interactive && changesOf(plan).length > 0) {
		const chosen = await prompter.review(reviewOf(kind, plan, check.settings));
		if (chosen.choice !== 'go') return chosen;
	}
	const provider = kind.open(check.settings, tools);
	const lock = join(
		services.home.locks,
		`secrets-${createHash('sha256').update(project.folder).digest('hex').slice(0, 16)}.lock`,
	);
	const {stored, changedFiles} = await services.withLock(lock, `the secrets of ${basename(project.folder)}`, () =>
		applyOnboarding(plan, {project, provider, env}),
	);
	const files = [
		...plan.envFiles.map(({path, names}) => ({path, keys: names})),
		...(plan.choice === null ? [] : [{path: project.path, keys: ['secrets']}]),
	];
	return {
		done: {
			provider: kind.id,
			health,
			files,
			checklist: checklistOf(plan, health),
			warnings: health.layers.filter(({status}) => status === 'warn').map(({name, detail}) => `${name}: ${detail}`),
			changed: [...made, ...stored.changed, ...changedFiles],
		},
	};
}

export async function providerTools(services: Services, settings: ProviderSettings): Promise<ProviderTools> {
	const [{systemProbes}, {readText}] = await Promise.all([
		import('../core/machine/network-probes.ts'),
		import('../core/machine/files.ts'),
	]);
	const {context, clock} = services;
	const caPath = context.env['VAULT_CACERT'];
	const usesVault = settings['VAULT_ADDR'] !== undefined;
	const ca =
		usesVault && caPath !== undefined && caPath !== '' ? ((await readText(caPath)) ?? (await noCa(caPath))) : undefined;
	return {http: await services.http(), clock, probes: systemProbes, env: context.env, signal: context.signal, ca};
}

async function noCa(path: string): Promise<never> {
	throw new WizardError('usage/bad-value', {
		message: `VAULT_CACERT names ${path}, and there is no such file.`,
		hint: 'Give the path of a PEM file.',
		facts: {path},
	});
}

/** What can't be made is told by the ladder, which knows the reason better. */
async function prepare(
	kind: ProviderKind,
	settings: ProviderSettings,
	tools: ProviderTools,
): Promise<readonly string[]> {
	try {
		return await kind.prepare(settings, tools);
	} catch (error) {
		if (error instanceof WizardError && error.code.startsWith('secrets/')) return [];
		throw error;
	}
}

async function climb(
	services: Services,
	kind: ProviderKind,
	settings: ProviderSettings,
	tools: ProviderTools,
): Promise<Health> {
	const prompter = await services.prompter();
	return prompter.ladder({
		title: `Checking ${kind.where(settings)}`,
		run: async (onLayer, signal) => {
			const either = AbortSignal.any([signal, services.context.signal]);
			try {
				return await kind.open(settings, {...tools, signal: either}).healthCheck(onLayer);
			} catch (error) {
				throw signal.aborted && !services.context.signal.aborted ? stopped() : error;
			}
		},
	});
}

function stopped(): WizardError {
	return new WizardError('wizard/declined', {
		message: 'You stopped the check. Nothing was written.',
		hint: 'Run it again when you want to.',
	});
}

/** A person may go on when the provider works but not well; without one only a healthy provider is good enough. */
function mayWrite({context}: Services, {status}: Health, skip: boolean): boolean {
	return status === 'healthy' || skip || (status === 'degraded' && context.interactive);
}

export function unhealthy(kind: ProviderKind, health: Health): WizardError {
	const layer =
		health.layers.find(({status}) => status === 'failed') ?? health.layers.find(({status}) => status === 'warn');
	return new WizardError('secrets/unhealthy', {
		message: `${kind.title} does not work yet, at "${layer?.name ?? ''}": ${layer?.detail ?? ''}. Nothing was written.`,
		hint: layer?.fix === undefined || layer.fix === '' ? 'Look at the layers above.' : layer.fix,
		next: [{command: 'cs-wizard secrets onboard --skip-check', when: 'to write although the check fails'}],
		facts: {health},
	});
}

export function changesOf({envFiles, stores, choiceIsNew}: OnboardingPlan): readonly string[] {
	return [
		...envFiles.filter(({changed}) => changed.length > 0).map(({path}) => path),
		...stores.flatMap(({values}) => [...values.keys()]),
		...(choiceIsNew ? ['cloudstation.json'] : []),
	];
}

function reviewOf(
	kind: ProviderKind,
	{envFiles, stores, choice, choiceIsNew}: OnboardingPlan,
	settings: ProviderSettings,
): Review {
	const path = settings['VAULT_SECRETS_PATH'];
	return {
		title: `Ready to use ${kind.where(settings)}`,
		facts: [
			...(typeof path === 'string' ? [{label: 'Secrets', value: path}] : []),
			...stores.map(({from, values}) => ({
				label: 'Import',
				value: `${values.size} from ${from}: ${[...values.keys()].join(', ')}`,
			})),
		],
		files: [
			...envFiles
				.filter(({changed}) => changed.length > 0)
				.map(({path: file, before, diff, changed}) => ({
					mark: before === null ? ('+' as const) : ('~' as const),
					path: basename(file),
					note: `${changed.length} ${changed.length === 1 ? 'setting' : 'settings'}, readable by you alone, kept out of git`,
					diff,
				})),
			...(choiceIsNew
				? [
						{
							mark: '~' as const,
							path: 'cloudstation.json',
							note: 'which provider, no secrets',
							diff: [`+ "secrets": ${JSON.stringify(choice)}`],
						},
					]
				: []),
		],
		asCommand: [`cs-wizard secrets onboard --provider ${kind.id} --non-interactive`],
		go: 'write',
	};
}

function checklistOf({envFiles, choiceIsNew}: OnboardingPlan, {layers}: Health): readonly string[] {
	const token = layers.find(({name}) => name === 'token')?.detail ?? '';
	return [
		...(choiceIsNew ? ['Commit cloudstation.json: it says which provider, and holds no secret.'] : []),
		...(envFiles.length > 0 && / left/.test(token)
			? [
					`The token in ${envFiles.map(({path}) => basename(path)).join(', ')} ends (${token}): run this again for a new one.`,
				]
			: []),
		'Set secrets of the app at this path, then deploy: cs-wizard up',
	];
}
