/** The secrets that the app of this folder gets: names and version, never values. */
import {join} from 'node:path';
import type {Session} from '../core/credentials/credentials.ts';
import {type Project, saveProjectFile} from '../core/project/project.ts';
import {allProviders, providerKind} from '../core/secrets/all-providers.ts';
import {importableNames, readEnvFile} from '../core/secrets/onboarding.ts';
import {readDocument} from '../core/secrets/vault/kv-store.ts';
import {connectVault} from '../core/secrets/vault/vault-connection.ts';
import {vaultSecrets} from '../core/secrets/vault/vault-secrets.ts';
import {isErrorWithCode, WizardError} from '../shared/errors.ts';
import {Secret} from '../shared/secret.ts';
import type {LinkedService} from './command-project.ts';
import {secretsPath} from './command-secrets-answers.ts';
import type {Services} from './command-services.ts';

export interface AppSecrets {
	/** Where they are in the vault; null when the app gets none. */
	readonly path: string | null;
	readonly names: readonly string[];
	/** Changes when a value changes. */
	readonly version: string;
}

const none: AppSecrets = {path: null, names: [], version: ''};

/** One request to the platform's vault, two where nothing was chosen and found. @throws `secrets/denied`, `secrets/unreachable` when the project chose a provider */
export async function appSecrets(
	services: Services,
	session: Session,
	project: Project,
	service: LinkedService,
): Promise<AppSecrets> {
	const chosen = project.file?.secrets?.provider;
	const {address, token} = session.reply.vault;
	if (chosen === 'none' || address === '' || token === '') return none;
	if (chosen !== undefined) providerKind(chosen);
	const settings = {address, token: new Secret(token), namespace: undefined};
	const connection = connectVault({http: await services.http(), settings, signal: services.context.signal});
	try {
		for (const path of places(session, project, service.name)) {
			const [mount = '', ...rest] = path.split('/');
			const {values, version} = await readDocument(connection, {mount, rest: rest.join('/'), version: 2});
			const names = Object.keys(values).sort();
			if (names.length > 0) return {path, names, version: `${path}@${version}`};
		}
		// Named and not there: the platform says which ones are missing, and where, before anything starts.
		const [usual] = places(session, project, service.name);
		const wanted = project.file?.secrets?.names ?? [];
		return usual === undefined || wanted.length === 0 ? none : {path: usual, names: wanted, version: ''};
	} catch (error) {
		// Nobody asked for secrets here: a vault that gives none is no reason not to deploy.
		const quiet =
			chosen === undefined && isErrorWithCode(error, 'secrets/denied', 'secrets/missing', 'secrets/unreachable');
		if (quiet) return none;
		throw error;
	}
}

/** Where to look: what was chosen, or the usual place and then the one that the platform names. */
function places(session: Session, project: Project, service: string): readonly string[] {
	const usual = secretsPath(session, project, service);
	const named = session.reply.services.find(({name}) => name === service)?.secrets_path ?? '';
	return project.file?.secrets?.path !== undefined || named === '' ? [usual] : [...new Set([usual, named])];
}

/** The name of a secret that an app's last words ask for and an env file of the folder has, but the vault has not. */
export async function secretToAdd(
	project: Project,
	{names}: Pick<AppSecrets, 'names'>,
	lastLines: readonly string[],
	from = '.env',
): Promise<string | null> {
	const there = importableNames(await readEnvFile(join(project.folder, from)), allProviders);
	const said = lastLines.join('\n');
	const missing = there.filter(name => !names.includes(name));
	return missing.find(name => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(said)) ?? null;
}

interface Adding {
	readonly project: Project;
	readonly service: LinkedService;
	readonly name: string;
	/** An env file of the folder. */
	readonly from?: string;
}

/** Puts one value of an env file into the vault of the platform and gives what the app gets from now on. @throws `secrets/missing` */
export async function addMissingSecret(
	services: Services,
	session: Session,
	{project, service, name, from = '.env'}: Adding,
): Promise<AppSecrets> {
	const value = (await readEnvFile(join(project.folder, from))).get(name);
	if (value === undefined) {
		throw new WizardError('secrets/missing', {
			message: `There is no ${name} in ${from}.`,
			hint: 'Add it there, or set it in the vault.',
			facts: {name, file: from},
		});
	}
	const {address, token} = session.reply.vault;
	const settings = {address, token: new Secret(token), namespace: undefined};
	const connection = connectVault({http: await services.http(), settings, signal: services.context.signal});
	const path = secretsPath(session, project, service.name);
	await vaultSecrets(connection, path).setAll(new Map([[name, value]]));
	if (project.file?.secrets === undefined) await saveProjectFile(project, {secrets: {provider: 'vault_dev', path}});
	return appSecrets(services, session, project, service);
}
