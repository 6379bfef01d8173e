/** What onboarding does to a project once the provider is known to work: planned whole, then written, then read back. */
import {basename, join} from 'node:path';
import {WizardError} from '../../shared/errors.ts';
import {Secret} from '../../shared/secret.ts';
import type {ProviderSettings, Task} from '../../shared/tasks.ts';
import {readText} from '../machine/files.ts';
import {type Project, saveProjectFile} from '../project/project.ts';
import type {EnvDialect} from './env-file/env-dialects.ts';
import {ignoreEnvFile, refuseTracked} from './env-file/ignore-env-file.ts';
import {isDangerousName, isEnvName} from './env-file/env-names.ts';
import {readEnvText} from './env-file/env-readers.ts';
import {applyEnvFile, type EnvFilePlan, planEnvFile} from './env-file/write-env-file.ts';
import type {ProviderKind} from './provider-kind.ts';
import type {SecretProvider} from './secret-provider.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Planning {
	readonly kind: ProviderKind;
	readonly project: Project;
	readonly tasks: readonly Task[];
	readonly env: Environment;
	/** Who will read the env file; every reader unless told. */
	readonly dialect?: EnvDialect;
}

/** The values that one file gives to the store. */
export interface StorePlan {
	readonly from: string;
	readonly values: ReadonlyMap<string, Secret>;
}

export interface OnboardingPlan {
	readonly envFiles: readonly EnvFilePlan[];
	readonly stores: readonly StorePlan[];
	/** What cloudstation.json will say; null when nothing was chosen. */
	readonly choice: {readonly provider: string; readonly path?: string} | null;
	readonly choiceIsNew: boolean;
}

/** Finds out what would be written. @throws `env-file/tracked`, `env-file/bad-name`, `env-file/bad-value`, `secrets/missing` */
export async function planOnboarding({
	kind,
	project,
	tasks,
	env,
	dialect = 'universal',
}: Planning): Promise<OnboardingPlan> {
	const envFiles: EnvFilePlan[] = [];
	const stores: StorePlan[] = [];
	let choice: OnboardingPlan['choice'] = null;
	for (const task of tasks) {
		if (task.task === 'secrets.write-env') {
			for (const file of task.files) {
				const path = join(project.folder, file);
				await refuseTracked(path, env);
				envFiles.push(await planEnvFile({path, dialect, values: settingValues(kind, task.settings)}));
			}
		}
		if (task.task === 'secrets.store') stores.push(await planStore(project.folder, task));
		if (task.task === 'secrets.select') choice = {provider: task.provider, ...pathOf(task.settings)};
	}
	const said = project.file?.secrets;
	const choiceIsNew = choice !== null && (said?.provider !== choice.provider || said?.path !== choice.path);
	return {envFiles, stores, choice, choiceIsNew};
}

/** The choice of provider and its settings, as an env file says them. */
function settingValues(kind: ProviderKind, settings: ProviderSettings): ReadonlyMap<string, Secret> {
	const all: ProviderSettings = {SECRETS_PROVIDER: kind.id, ...settings};
	return new Map(
		['SECRETS_PROVIDER', ...kind.settingNames].flatMap(name => {
			const value = all[name];
			if (value === undefined) return [];
			return [[name, value instanceof Secret ? value : new Secret(value)] as const];
		}),
	);
}

async function planStore(folder: string, {from, names}: Extract<Task, {task: 'secrets.store'}>): Promise<StorePlan> {
	const there = await readEnvFile(join(folder, from));
	const values = new Map<string, Secret>();
	for (const name of names) {
		const value = there.get(name);
		if (value === undefined) {
			throw new WizardError('secrets/missing', {
				message: `There is no ${name} in ${from}.`,
				hint: 'Check the name, or leave it out.',
				facts: {name, file: from},
			});
		}
		values.set(name, value);
	}
	return {from, values};
}

function pathOf(settings: ProviderSettings): {readonly path?: string} {
	const path = settings['VAULT_SECRETS_PATH'];
	return typeof path === 'string' ? {path} : {};
}

/** The values of an env file; none when it is not there. */
export async function readEnvFile(path: string): Promise<ReadonlyMap<string, Secret>> {
	const values = readEnvText((await readText(path)) ?? '');
	return new Map(
		Object.entries(values).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, new Secret(value)] as const],
		),
	);
}

/** Names in an env file that make sense as secrets of the app: not the platform's own, not a program's switches. */
export function importableNames(
	values: ReadonlyMap<string, Secret>,
	kinds: readonly ProviderKind[],
): readonly string[] {
	const ours = new Set(['PORT', 'NODE_ENV', 'SECRETS_PROVIDER', ...kinds.flatMap(({settingNames}) => settingNames)]);
	return [...values.keys()].filter(name => isEnvName(name) && !isDangerousName(name) && !ours.has(name));
}

export interface Written {
	/** Names that the store got, or had already. */
	readonly stored: {readonly changed: readonly string[]; readonly unchanged: readonly string[]};
	/** Files that are different now, by name. */
	readonly changedFiles: readonly string[];
}

interface Applying {
	readonly project: Project;
	readonly provider: SecretProvider;
	readonly env: Environment;
}

/** Carries the plan out: what others must not see is kept out of git first, and everything is read back. */
export async function applyOnboarding(plan: OnboardingPlan, {project, provider, env}: Applying): Promise<Written> {
	const changedFiles: string[] = [];
	const changed: string[] = [];
	const unchanged: string[] = [];
	for (const {values} of plan.stores) {
		const result = await provider.setSecrets(values);
		await proveStored(provider, values);
		changed.push(...result.changed);
		unchanged.push(...result.unchanged);
	}
	for (const file of plan.envFiles) {
		changedFiles.push(...(await ignoreEnvFile(file.path, env)));
		if (await applyEnvFile(file)) changedFiles.push(basename(file.path));
	}
	const {choice} = plan;
	if (choice !== null && plan.choiceIsNew) {
		const secrets = {...project.file?.secrets, ...choice};
		if (await saveProjectFile(project, {secrets})) changedFiles.push(basename(project.path));
	}
	return {stored: {changed, unchanged}, changedFiles: [...new Set(changedFiles)]};
}

async function proveStored(provider: SecretProvider, values: ReadonlyMap<string, Secret>): Promise<void> {
	const there = new Map((await provider.getSecrets([...values.keys()])).map(({name, value}) => [name, value]));
	const wrong = [...values].find(([name, value]) => there.get(name)?.reveal() !== value.reveal())?.[0];
	if (wrong === undefined) return;
	throw new WizardError('secrets/conflict', {
		message: `${wrong} does not read back from the store as it was written.`,
		hint: 'Somebody else may have written it at the same moment: run this again.',
		facts: {name: wrong},
	});
}
