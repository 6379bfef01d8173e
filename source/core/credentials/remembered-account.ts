/** What `whoami` shows without network or keychain. Nothing heavy is imported here: it is the quickest command. */
import {join} from 'node:path';
import {readText} from '../machine/files.ts';
import type {Home} from '../machine/paths.ts';
import {type Account, parseAccount} from './account.ts';
import {findCredential, type FoundCredential, notSignedIn} from './credential-sources.ts';
import {fingerprintOf} from './fingerprint.ts';
import {readSettings} from './settings.ts';

interface Where {
	readonly home: Home;
	readonly env: Readonly<Record<string, string | undefined>>;
}

/** Null when the credential was never exchanged here. @throws `auth/not-signed-in` */
export async function rememberedAccount({home, env}: Where, apiUrl: string | undefined): Promise<Account | null> {
	const host = apiUrl ?? (env['CS_API_URL'] || undefined);
	const found = findCredential(env, await readSettings(home.config), host);
	if (found === null) throw notSignedIn(host);
	const fingerprint = found.stored?.fingerprint ?? (await fingerprintOfFound(home, host ?? '', found));
	const text = await readText(accountPath(home, fingerprint));
	return text === null ? null : parseAccount(text);
}

export const accountPath = (home: Home, fingerprint: string): string => join(home.sessions, `${fingerprint}.json`);

/** Names what was learnt about a credential of the environment at a host. */
export async function fingerprintOfFound(home: Home, apiUrl: string, {credential}: FoundCredential): Promise<string> {
	if (credential === null) return '';
	return fingerprintOf(
		home,
		apiUrl,
		credential.kind === 'key' ? credential.apiKey.reveal() : credential.token.reveal(),
	);
}
