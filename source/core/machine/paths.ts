import {homedir} from 'node:os';
import {join} from 'node:path';

/** Where cs-wizard keeps what is its own; `CS_HOME` overrides `~/.cloudstation`, and a profile has a home of its own within. */
export interface Home {
	readonly root: string;
	readonly config: string;
	readonly credentials: string;
	readonly encryptedCredentials: string;
	readonly sessions: string;
	readonly links: string;
	readonly journals: string;
	readonly logs: string;
	readonly locks: string;
	readonly cache: string;
	readonly platform: string;
	readonly sdk: string;
}

export function homeFolders(env: Readonly<Record<string, string | undefined>>, profile?: string): Home {
	const base = env['CS_HOME'] || join(homedir(), '.cloudstation');
	const root = profile === undefined ? base : join(base, 'profiles', profile);
	return {
		root,
		config: join(root, 'config.json'),
		credentials: join(root, 'credentials.json'),
		encryptedCredentials: join(root, 'credentials.enc'),
		sessions: join(root, 'sessions'),
		links: join(root, 'links'),
		journals: join(root, 'journals'),
		logs: join(root, 'logs'),
		locks: join(root, 'locks'),
		cache: join(root, 'cache'),
		platform: join(root, 'platform'),
		sdk: join(root, 'sdk'),
	};
}

/** Where a person's own folders are. */
export const personalFolder = (): string => homedir();
