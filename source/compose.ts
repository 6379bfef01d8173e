/** Builds the real services, each on first use: the only file that sees everything. */
import {allCommands} from './commands/all-commands.ts';
import {dirname, isAbsolute, join, resolve} from 'node:path';
import type {Flags, QuestionFlag} from './commands/command.ts';
import type {RunContext, Services} from './commands/command-services.ts';
import {systemClock} from './core/machine/clock.ts';
import {homeFolders} from './core/machine/paths.ts';
import {Secret} from './shared/secret.ts';
import {rememberedAccount} from './core/credentials/remembered-account.ts';
import type {Prompter} from './wizard-engine/prompter.ts';
import type {AnyWizard} from './wizard-engine/define.ts';

interface Composing {
	readonly context: RunContext;
	readonly flags: Flags;
	readonly makePrompter: () => Promise<Prompter>;
}

export function composeServices({context, flags, makePrompter}: Composing): Services {
	const {env} = context;
	const clock = systemClock;
	const home = homeFolders(env, flags.text('profile'));
	const interactive = context.interactive;

	const http = once(async () => {
		const [{createHttpClient}, {createRetryPolicy}] = await Promise.all([
			import('./core/machine/http-client.ts'),
			import('./core/machine/retry.ts'),
		]);
		return createHttpClient({
			clock,
			env,
			userAgent: `cs-wizard/${context.version}`,
			policy: createRetryPolicy({interactive}),
		});
	});

	const withLock: Services['withLock'] = async (path, what, work) => {
		const [{withLock: holdLock}, {makePrivateFolder}] = await Promise.all([
			import('./core/machine/locks.ts'),
			import('./core/machine/private-files.ts'),
		]);
		await makePrivateFolder(dirname(path));
		return holdLock(path, {clock, what, command: 'cs-wizard', signal: context.signal}, work);
	};

	const api: Services['api'] = async apiUrl => {
		const {createApiClient} = await import('./core/api/api-client.ts');
		return createApiClient({http: await http(), apiUrl, signal: context.signal});
	};

	const prompter = once(makePrompter);

	const store: Services['store'] = async (backend, passphrase) => {
		const {openStore} = await import('./core/credentials/open-store.ts');
		return openStore({
			backend,
			home,
			env,
			platform: context.platform,
			node: context.node,
			withLock: lockFile(withLock),
			passphrase: async () => passphrase ?? (await askPassphrase(env, prompter, interactive)),
		});
	};

	const credentials = once(async () => {
		const {createCredentials} = await import('./core/credentials/credentials.ts');
		return createCredentials({home, env, clock, api, store, withLock: lockFile(withLock)});
	});

	const wizards = once(
		async (): Promise<readonly AnyWizard[]> => (await import('../wizards/all-wizards.ts')).allWizards,
	);
	const references = referenceResolver(context, store);
	const collected = once(async () => {
		const [{gatherAnswers}, {answersCatalog}, {readText}] = await Promise.all([
			import('./wizard-engine/gather-answers.ts'),
			import('./wizard-engine/answers-catalog.ts'),
			import('./core/machine/files.ts'),
		]);
		const catalog = answersCatalog(await wizards());
		const said = {vars: flags.list('var'), flags: flags.all, environment: env};
		if (flags.list('answers-file').length === 0) return gatherAnswers(said, catalog);
		const files = await Promise.all(
			flags.list('answers-file').map(async name => ({
				name,
				text: (await readText(resolve(context.startedIn, name))) ?? (await missingFile(name)),
			})),
		);
		const {collectAnswers} = await import('./wizard-engine/collect-answers.ts');
		return collectAnswers({...said, files}, catalog);
	});

	return {
		context,
		clock,
		home,
		output: {
			line: text => process.stdout.write(`${text}\n`),
			json: value => process.stdout.write(`${JSON.stringify(value)}\n`),
		},
		commandWords: allCommands.map(({words}) => words),
		http,
		remembered: apiUrl => rememberedAccount({home, env}, apiUrl),
		credentials,
		localPlatform: localPlatformOf(context, home.platform),
		answers: {collected, references},
		records: [],
		asked: new Set(),
		api,
		store,
		prompter,
		wizards,
		wizard: async id => {
			const found = (await wizards()).find(one => one.id === id);
			if (found === undefined) throw new Error(`there is no wizard ${id}`);
			return found;
		},
		withLock,
	};
}

/** Settings and files name their own lock: beside them. */
function lockFile(withLock: Services['withLock']) {
	return <T>(path: string, work: () => Promise<T>): Promise<T> => withLock(`${path}.lock`, path, work);
}

function localPlatformOf(context: RunContext, dataFolder: string): Services['localPlatform'] {
	const load = once(async () => {
		const {createLocalPlatform} = await import('./platform/serve/local-platform.ts');
		return createLocalPlatform({env: context.env, version: context.version, dataFolder, clock: systemClock});
	});
	return {
		dataFolder,
		info: async folder => (await load()).info(folder),
		serve: async options => (await load()).serve(options),
		startDetached: async options => (await load()).startDetached(options),
		stop: async folder => (await load()).stop(folder),
		keys: async folder => (await load()).keys(folder),
	};
}

function referenceResolver({env, startedIn}: RunContext, store: Services['store']): Services['answers']['references'] {
	const input = once(async () => (await import('./core/machine/standard-streams.ts')).readStandardInput());
	return {
		env: name => env[name],
		file: async (path, answersFile) => {
			const {readText} = await import('./core/machine/files.ts');
			const folder = dirname(resolve(startedIn, answersFile));
			const text = await readText(isAbsolute(path) ? path : join(folder, path));
			return text?.replace(/\r?\n$/, '');
		},
		keychain: async name => (await (await store('keychain')).get(name))?.reveal(),
		stdin: async () => (await input())?.replace(/\r?\n$/, ''),
	};
}

/** From the environment, or asked; nothing is kept. */
async function askPassphrase(
	env: RunContext['env'],
	prompter: () => Promise<Prompter>,
	interactive: boolean,
): Promise<Secret> {
	const given = env['CS_PASSPHRASE'];
	if (given !== undefined && given !== '') return new Secret(given);
	const [{defineWizard}, {secret}, {unattendedAnswers}] = await Promise.all([
		import('./wizard-engine/define.ts'),
		import('./wizard-engine/fields.ts'),
		import('./wizard-engine/unattended.ts'),
	]);
	const wizard = defineWizard({id: 'passphrase', title: 'Passphrase'})
		.step('passphrase', secret({ask: 'Which passphrase opens the credential file?', env: 'CS_PASSPHRASE'}))
		.plan(() => []);
	const answers = interactive
		? await (await prompter()).ask({wizard, known: {}, lookups: {}})
		: unattendedAnswers(wizard);
	return answers.passphrase;
}

async function missingFile(name: string): Promise<never> {
	const {WizardError} = await import('./shared/errors.ts');
	throw new WizardError('answers/unreadable', {
		message: `There is no answers file ${name}.`,
		hint: 'Check the path; it is taken from the folder you are in.',
		next: [{command: `cs-wizard answers template > ${name}`, when: 'to get one to fill in'}],
		facts: {file: name},
	});
}

/** The questions of the named wizards, as flags of a command. */
export async function questionFlags(ids: readonly string[]): Promise<readonly QuestionFlag[]> {
	const [{allWizards}, {questionNames}] = await Promise.all([
		import('../wizards/all-wizards.ts'),
		import('./wizard-engine/names.ts'),
	]);
	return allWizards
		.filter(({id}) => ids.includes(id))
		.flatMap(wizard =>
			wizard.steps.map(step => {
				const {flag, env, key} = questionNames(wizard, step);
				const value = step.field.kind === 'confirm' ? undefined : step.field.kind.toUpperCase();
				return {
					name: flag.replace(/^--/, ''),
					description: step.field.ask,
					env,
					key,
					...(value === undefined ? {} : {value}),
				};
			}),
		);
}

/** The same promise at each call; one that failed is tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined;
	return () => {
		made ??= make().catch((error: unknown) => {
			made = undefined;
			throw error;
		});
		return made;
	};
}
