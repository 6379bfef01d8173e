import {join} from 'node:path';
import {isErrorWithCode} from '../../shared/errors.ts';
import type {CredentialBackend} from '../../shared/tasks.ts';
import {listFolder, removePath} from '../machine/files.ts';
import type {Home} from '../machine/paths.ts';
import {sameOrigin} from './credential-sources.ts';
import type {CredentialStore} from './credential-store.ts';
import {readSettings, saveSettings, type StoredAccount} from './settings.ts';
import {readStoredSession} from './stored-session.ts';

type OpenStore = (backend: CredentialBackend) => Promise<CredentialStore>;

/** Removes accounts whose credential is gone or damaged, and session files that no account owns. The caller holds the lock of the settings. */
export async function repairCredentials(home: Home, store: OpenStore): Promise<readonly string[]> {
	const settings = await readSettings(home.config);
	const repaired: string[] = [];
	const sound: StoredAccount[] = [];
	for (const stored of settings.accounts) {
		const keeper = await store(stored.backend);
		const fault = await faultOf(keeper, stored);
		if (fault === null) {
			sound.push(stored);
			continue;
		}
		await keeper.delete(stored.account);
		repaired.push(`${stored.account} (${fault})`);
	}
	const owned = new Set(sound.map(one => `${one.fingerprint}.json`));
	for (const name of await listFolder(home.sessions)) {
		if (!name.endsWith('.json') || owned.has(name)) continue;
		await removePath(join(home.sessions, name));
		repaired.push(`sessions/${name}`);
	}
	const current = sound.some(one => one.account === settings.current) ? settings.current : sound[0]?.account;
	if (repaired.length > 0) await saveSettings(home.config, {...settings, current, accounts: sound});
	return repaired;
}

/** Null when the credential reads. A store that is locked or away is no fault of the entry. */
async function faultOf(keeper: CredentialStore, {account, api_url: apiUrl}: StoredAccount): Promise<string | null> {
	try {
		const value = await keeper.get(account);
		if (value === null) return `nothing in ${keeper.location}`;
		const kept = await readStoredSession(value);
		return kept === null || !sameOrigin(kept.apiUrl, apiUrl) ? 'damaged' : null;
	} catch (error) {
		return isErrorWithCode(error, 'credentials/damaged') ? 'damaged' : null;
	}
}
