/** The secrets that the app of this folder gets: names and version, never values. */
import type {Session} from '../core/credentials/credentials.ts';
import type {Project} from '../core/project/project.ts';
import type {LinkedService} from './command-project.ts';
import type {Services} from './command-services.ts';

export interface AppSecrets {
	/** Where they are in the vault; null when the app gets none. */
	readonly path: string | null;
	readonly names: readonly string[];
	/** Changes when a value changes. */
	readonly version: string;
}

export async function appSecrets(
	_services: Services,
	_session: Session,
	_project: Project,
	_service: LinkedService,
): Promise<AppSecrets> {
	return {path: null, names: [], version: ''};
}
