/** What is known of a secrets provider before anybody is asked: from the sign-in, the project and its env files. */
import {basename, join} from 'node:path';
import {detectStack} from '../core/build/detect-stack.ts';
import {serviceName} from '../core/build/service-name.ts';
import {sameOrigin} from '../core/credentials/credential-sources.ts';
import type {Session} from '../core/credentials/credentials.ts';
import type {Project} from '../core/project/project.ts';
import {allProviders} from '../core/secrets/all-providers.ts';
import {importableNames, readEnvFile} from '../core/secrets/onboarding.ts';
import {tokenLife} from '../core/secrets/vault/token-life.ts';
import {isErrorWithCode} from '../shared/errors.ts';
import {Secret} from '../shared/secret.ts';
import {knownAnswers} from '../wizard-engine/resolve-answers.ts';
import type {KnownAnswer, LookupLoaders} from '../wizard-engine/session.ts';
import {openSession} from './command-session.ts';
import type {Services} from './command-services.ts';

type Known = Readonly<Record<string, KnownAnswer>>;

export interface SecretsAnswers {
	readonly known: Known;
	readonly suggested: Readonly<Record<string, unknown>>;
	readonly lookups: LookupLoaders;
}

interface About {
	readonly project: Project;
	/** Signed in already. */
	readonly session?: Session;
	readonly service?: string;
}

/** Where the secrets of a service are unless cloudstation.json says otherwise. The platform's owner has all of `secret/`, others their own part. */
export function secretsPath(session: Session | null, project: Project, service: string): string {
	const chosen = project.file?.secrets?.path;
	if (chosen !== undefined) return chosen;
	if (session === null || session.reply.user.is_super_admin) return `secret/${service}`;
	const told = session.reply.services.find(({name}) => name === service)?.secrets_path ?? '';
	return told === '' ? `secret/${session.reply.registry.namespace}/${service}` : told;
}

/** Answers to the questions of the vault of this machine. The sign-in's token is given for the sign-in's vault only. */
export async function vaultAnswers(services: Services, {project, session, service}: About): Promise<SecretsAnswers> {
	const wizard = await services.wizard('vault-dev');
	const everything = await knownAnswers(wizard, await services.answers.collected(), services.answers.references);
	// With a session the app runs on its platform, which reads its own vault, whatever VAULT_ADDR says here.
	const {vaultAddr: _address, vaultToken: _token, ...others} = everything;
	const said: Known = session === undefined ? everything : others;
	const file = await settingsFile(project, said);
	const signedIn = session ?? (await ownSession(services, project, said));
	const vault = signedIn?.reply.vault ?? null;
	const known: Record<string, KnownAnswer> = {};
	const address = textOf(said['vaultAddr']) ?? (vault?.address || undefined);
	if (address !== undefined) known['vaultAddr'] = {value: address, source: 'default', origin: signIn};
	if (address !== undefined && said['vaultToken'] === undefined) {
		const kept = await keptToken(services, file, address);
		const own = vault !== null && sameOrigin(vault.address, address) ? new Secret(vault.token) : undefined;
		if (kept !== undefined) known['vaultToken'] = {value: kept, source: 'saved', origin: signIn};
		else if (own !== undefined) known['vaultToken'] = {value: own, source: 'default', origin: signIn};
	}
	if (services.context.dryRun && said['vaultAddr'] === undefined) Object.assign(known, await vaultToCome(services));
	const name = service ?? (await nameOf(project));
	known['vaultSecretsPath'] = {value: secretsPath(signedIn, project, name), source: 'default'};
	const from = join(project.folder, textOf(said['importFrom']) ?? '.env');
	const names = importableNames(await readEnvFile(from), allProviders);
	if (names.length === 0) known['importNames'] = {value: [], source: 'default'};
	return {
		known: {...known, ...said},
		// Unattended, nothing is taken out of an env file that nobody named.
		suggested: services.context.interactive ? {importNames: names} : {},
		lookups: {'env-names': async () => names.map(value => ({value, label: value}))},
	};
}

/** Marks what the platform gives by itself: it is not recorded as an answer. */
export const signIn = 'the sign-in';

async function ownSession(services: Services, project: Project, said: Known): Promise<Session | null> {
	if (said['vaultAddr'] !== undefined || services.context.dryRun) return null;
	return openSession(services, onThisMachine(project));
}

/** A dry run starts nothing: the address as far as it is known, and no token. */
async function vaultToCome({localPlatform}: Services): Promise<Known> {
	const info = await localPlatform.info();
	return {
		vaultAddr: {value: info?.vault_addr ?? 'http://127.0.0.1:8200', source: 'default', origin: signIn},
		vaultToken: {value: new Secret('comes-with-the-sign-in'), source: 'default', origin: signIn},
	};
}

/** A folder that names no platform means the one of this machine: it is what this provider is for. */
function onThisMachine(project: Project): Project {
	if (project.link !== null || project.file?.platform !== undefined) return project;
	return {...project, file: {...project.file, platform: 'local'}};
}

async function settingsFile(project: Project, said: Known): Promise<ReadonlyMap<string, Secret>> {
	const chosen = textOf(said['envFile']) ?? '.env.local';
	return chosen === 'none' ? new Map() : readEnvFile(join(project.folder, chosen));
}

const wornOut = 300;

/** The token that an env file holds for this address, while it lives: a second run changes nothing. */
async function keptToken(
	services: Services,
	file: ReadonlyMap<string, Secret>,
	address: string,
): Promise<Secret | undefined> {
	const token = file.get('VAULT_TOKEN');
	const where = file.get('VAULT_ADDR')?.reveal() ?? '';
	if (token === undefined || !URL.canParse(where) || !sameOrigin(where, address)) return undefined;
	try {
		const seconds = await tokenLife(await services.http(), {address: where, token, namespace: undefined});
		return seconds > wornOut ? token : undefined;
	} catch (error) {
		// The ladder tells what is wrong with the server.
		if (isErrorWithCode(error, 'secrets/unreachable')) return undefined;
		throw error;
	}
}

async function nameOf(project: Project): Promise<string> {
	const known = project.link?.service_name ?? project.file?.service;
	if (known !== undefined) return known;
	const stack = await detectStack(project.folder);
	return stack?.name || (serviceName(basename(project.folder)) ?? 'app');
}

function textOf(known: KnownAnswer | undefined): string | undefined {
	return typeof known?.value === 'string' && known.value !== '' ? known.value : undefined;
}
