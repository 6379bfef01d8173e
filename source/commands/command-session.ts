/** Which platform, and who we are there: from what was said, from what is stored, or by asking. */
import {clockWarning} from '../core/credentials/clock-skew.ts';
import {sameOrigin, storedFor} from '../core/credentials/credential-sources.ts';
import type {Session} from '../core/credentials/credentials.ts';
import type {Project} from '../core/project/project.ts';
import {isTrusted, trust} from '../core/project/trust.ts';
import {isErrorWithCode, WizardError} from '../shared/errors.ts';
import {Secret} from '../shared/secret.ts';
import {isLoopback} from '../core/machine/loopback.ts';
import type {Task} from '../shared/tasks.ts';
import {knownAnswers} from '../wizard-engine/resolve-answers.ts';
import type {KnownAnswer, LookupLoaders} from '../wizard-engine/session.ts';
import {answersMissing} from '../wizard-engine/unattended.ts';
import {answersOf} from './command-ask.ts';
import type {Services} from './command-services.ts';

type Known = Readonly<Record<string, KnownAnswer>>;

interface Greeting {
	/** Words above the first question. */
	readonly introduction?: readonly string[];
	/** The question to the keychain, when it was put already. */
	readonly keychain?: Promise<Known | null>;
}

/** The session of this run; signs in first when nobody is. @throws `auth/not-signed-in`, `answers/missing` */
export async function openSession(
	services: Services,
	project: Project | null,
	{introduction, keychain}: Greeting = {},
): Promise<Session> {
	const {context} = services;
	const credentials = await services.credentials();
	const wizard = await services.wizard('sign-in');
	const known = await signInKnown(services);
	const host = await hostOf(services, known, project);
	if (host === 'local') return localSession(services, known);
	const settings = await credentials.settings();
	if (host !== undefined && (hasEnvironmentCredential(context.env) || storedFor(settings, host) !== null)) {
		if (project !== null && (await isOnlyInFile(services, host, project))) await agreeTo(services, host, project);
		return remember(services, await credentials.session(host));
	}
	const answered = await signInAnswers(services, known, {
		...(introduction === undefined ? {} : {introduction}),
		...(keychain === undefined ? {} : {keychain}),
	});
	return signIn(services, wizard.plan(answered));
}

/** Whichever is said more strongly holds: an address in the environment goes over `where: local` in a committed answers file. */
const strength = ['default', 'saved', 'file', 'environment', 'flag', 'var'] as const;

/** What is known of the sign-in wizard's questions. */
export async function signInKnown({wizard, answers}: Services): Promise<Known> {
	const collected = new Map(await answers.collected());
	const [where, url] = ['sign_in.where', 'sign_in.api_url'].map(key =>
		strength.findIndex(one => one === collected.get(key)?.source),
	);
	if (where !== undefined && url !== undefined && url > where) collected.delete('sign_in.where');
	return knownAnswers(await wizard('sign-in'), collected, answers.references);
}

const cloudStationUrl = 'https://api.cloud-station.io';

/** `local`, an address, or undefined when nothing names one. An environment's credential goes nowhere unless a host is named. */
async function hostOf(
	{credentials, context}: Services,
	known: Known,
	project: Project | null,
): Promise<string | undefined> {
	const url = textOf(known['apiUrl']);
	if (url !== undefined) return url;
	const where = textOf(known['where']);
	if (where !== undefined) return where === 'local' ? 'local' : where === 'cloudstation' ? cloudStationUrl : undefined;
	const fromFile = project?.file?.platform;
	if (fromFile === 'local') return 'local';
	if (fromFile !== undefined) return fromFile;
	if (project?.link !== null && project?.link !== undefined) return project.link.api_url;
	if (hasEnvironmentCredential(context.env)) return undefined;
	return storedFor(await (await credentials()).settings(), undefined)?.api_url;
}

/**
 * True when nothing but a project's file says where the environment's credentials should go: the file may be a
 * stranger's. What was signed in to, linked, named or agreed to before is no surprise.
 */
export async function isOnlyInFile(services: Services, host: string, {file, link, folder}: Project): Promise<boolean> {
	if (!hasEnvironmentCredential(services.context.env) || file?.platform !== host) return false;
	if (link !== null && sameOrigin(link.api_url, host)) return false;
	const known = await signInKnown(services);
	if (known['apiUrl'] !== undefined || known['where'] !== undefined) return false;
	return !(await isTrusted(services.home, folder, host));
}

/** @throws `wizard/declined`; `answers/missing` where nobody can be asked */
async function agreeTo(services: Services, host: string, {folder, path}: Project): Promise<void> {
	if (!services.context.interactive)
		throw answersMissing([
			{key: 'sign_in.api_url', flag: '--api-url', env: 'CS_API_URL', ask: 'Which address does its API have?'},
		]);
	const {host: shown} = new URL(host);
	const agreed = await (await services.prompter()).confirm({
		ask: `Send your credentials to ${shown}?`,
		help: `${path} names it, and they have not gone there from this folder before.`,
		default: false,
	});
	if (!agreed) {
		throw new WizardError('wizard/declined', {
			message: `Nothing was sent to ${shown}.`,
			hint: 'Name the platform you mean with --api-url, or change cloudstation.json.',
		});
	}
	await trust(services.home, folder, host);
}

export function hasEnvironmentCredential(env: Readonly<Record<string, string | undefined>>): boolean {
	return Boolean(env['USER_TOKEN'] || env['CS_TOKEN'] || (env['CS_API_KEY'] && env['CS_CLIENT_ID']));
}

/** The platform of this machine, started when it is not running. Its owner needs no key: one is made and kept. */
async function localSession(services: Services, known: Known): Promise<Session> {
	const {localPlatform} = services;
	const credentials = await services.credentials();
	const {info, started} = await localPlatform.startDetached();
	if (started)
		(await services.prompter()).note({text: `Started the platform of this machine at ${info.url}.`, tone: 'good'});
	if (storedFor(await credentials.settings(), info.url) !== null) {
		try {
			return await remember(services, await credentials.session(info.url));
		} catch (error) {
			// Its data folder was emptied, or the key revoked, or the keychain does not hold it any more: the owner gets a new one.
			if (!isErrorWithCode(error, 'auth/refused', 'auth/not-signed-in', 'credentials/damaged')) throw error;
		}
	}
	const local: Known = {...known, where: {value: 'local', source: known['where']?.source ?? 'saved'}};
	const wizard = await services.wizard('sign-in');
	return signIn(services, wizard.plan(await signInAnswers(services, local)));
}

/** `owner@this machine`, as the first line of every screen says it. */
export function whoIs({account}: Session): string {
	const {hostname, host} = new URL(account.api_url);
	return `${account.user.email.split('@')[0] ?? ''}@${isLoopback(hostname) ? 'this machine' : host}`;
}

/** The answers that would lead to a session that was there already. */
async function remember(services: Services, session: Session): Promise<Session> {
	const wizard = await services.wizard('sign-in');
	const {api_url: apiUrl, client_id: clientId, credential_store: kept} = session.account;
	const isLocal = isLoopback(new URL(apiUrl).hostname);
	const elsewhere = {where: 'other', apiUrl, clientId, apiKey: new Secret('')};
	services.records.push({
		wizard,
		answers: {...(isLocal ? {where: 'local'} : elsewhere), credentialStore: kept.backend},
	});
	return session;
}

async function signInAnswers(
	services: Services,
	known: Known,
	{introduction, keychain}: Greeting = {},
): Promise<unknown> {
	const wizard = await services.wizard('sign-in');
	const all = {...(await knownStore(services, known, keychain)), ...known};
	return answersOf(services, {
		wizard,
		known: all,
		lookups: credentialStores,
		...(introduction === undefined ? {} : {introduction}),
	});
}

/** The keychain is taken where there is one; only without it is there something to ask. */
async function knownStore(services: Services, known: Known, keychain?: Promise<Known | null>): Promise<Known> {
	if (known['credentialStore'] !== undefined) return {};
	const remembered = (await (await services.credentials()).settings()).credential_store;
	if (remembered !== undefined && remembered !== 'keychain')
		return {credentialStore: {value: remembered, source: 'saved'}};
	return (await keychain) ?? askKeychain(services);
}

/** Puts the question to the keychain early where nobody has signed in yet; null where it need not be asked. */
export async function keychainIfNew(services: Services): Promise<Known | null> {
	try {
		const {credential_store: chosen, accounts} = await (await services.credentials()).settings();
		return chosen === undefined && accounts.length === 0 ? await askKeychain(services) : null;
	} catch {
		// Whoever needs the answer asks again, and tells what is wrong.
		return null;
	}
}

async function askKeychain({store}: Services): Promise<Known> {
	try {
		await (await store('keychain')).probe();
		return {credentialStore: {value: 'keychain', source: 'default'}};
	} catch (error) {
		if (!isErrorWithCode(error, 'credentials/store-unavailable', 'credentials/store-locked')) throw error;
		return {};
	}
}

export const credentialStores: LookupLoaders = {
	'credential-stores': async () => [
		{value: 'file', label: 'A private file', hint: 'readable by you alone (mode 0600)'},
		{value: 'encrypted-file', label: 'An encrypted file', hint: 'under a passphrase that you type at each use'},
		{value: 'env', label: 'Nowhere', hint: 'CS_API_KEY and CS_CLIENT_ID at each use'},
	],
};

/** Carries out what the sign-in wizard planned. @throws `auth/refused` */
export async function signIn(services: Services, tasks: readonly Task[]): Promise<Session> {
	const task = tasks.find(one => one.task === 'session.sign-in');
	if (task === undefined) throw new Error('the sign-in wizard planned no sign-in');
	const {apiUrl, clientId, apiKey} = await keyFor(services, task);
	const backend = task.store ?? 'keychain';
	const session = await (await services.credentials()).signIn({
		apiUrl,
		clientId,
		apiKey,
		backend,
		...(task.passphrase === undefined ? {} : {passphrase: task.passphrase}),
	});
	const warning = clockWarning(session.clockSkewMs);
	if (warning !== null) (await services.prompter()).note({text: warning, tone: 'warning'});
	return session;
}

type SignInTask = Extract<Task, {readonly task: 'session.sign-in'}>;

async function keyFor(
	{localPlatform}: Services,
	task: SignInTask,
): Promise<{readonly apiUrl: string; readonly clientId: string; readonly apiKey: Secret}> {
	if (task.apiUrl !== 'local') {
		if (task.apiKey === undefined || task.clientId === undefined) throw new Error('a sign-in elsewhere needs a key');
		return {apiUrl: task.apiUrl, clientId: task.clientId, apiKey: task.apiKey};
	}
	const {info, apiKey} = await localPlatform.startDetached();
	if (apiKey !== null) return {apiUrl: info.url, clientId: info.client_id, apiKey};
	const made = await (await localPlatform.keys()).create();
	return {apiUrl: info.url, clientId: made.client_id, apiKey: made.api_key};
}

function textOf(known: KnownAnswer | undefined): string | undefined {
	return typeof known?.value === 'string' ? known.value : undefined;
}
