/** The secrets that the app of this folder gets: names and version, never values. */
import type {Session} from '../core/credentials/credentials.ts';
import type {Project} from '../core/project/project.ts';
import {providerKind} from '../core/secrets/all-providers.ts';
import {readDocument} from '../core/secrets/vault/kv-store.ts';
import {connectVault} from '../core/secrets/vault/vault-connection.ts';
import {isErrorWithCode} from '../shared/errors.ts';
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

/** One request to the platform's vault. @throws `secrets/denied`, `secrets/unreachable` when the project chose a provider */
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
	const path = secretsPath(session, project, service.name);
	const [mount = '', ...rest] = path.split('/');
	const settings = {address, token: new Secret(token), namespace: undefined};
	const connection = connectVault({http: await services.http(), settings, signal: services.context.signal});
	try {
		const {values, version} = await readDocument(connection, {mount, rest: rest.join('/'), version: 2});
		const names = Object.keys(values).sort();
		return names.length === 0 ? none : {path, names, version: `${path}@${version}`};
	} catch (error) {
		// Nobody asked for secrets here: a vault that gives none is no reason not to deploy.
		const quiet =
			chosen === undefined && isErrorWithCode(error, 'secrets/denied', 'secrets/missing', 'secrets/unreachable');
		if (quiet) return none;
		throw error;
	}
}
