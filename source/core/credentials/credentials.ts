/** Who we are at which platform: sign in, the session of a command, `whoami` without network, sign out. */
import {join} from 'node:path';
import type {CredentialReply} from '../../shared/api-contract.ts';
import {isErrorWithCode} from '../../shared/errors.ts';
import {Secret} from '../../shared/secret.ts';
import type {CredentialBackend} from '../../shared/tasks.ts';
import type {ApiClient, ApiCredential} from '../api/api-client.ts';
import type {Clock} from '../machine/clock.ts';
import {listFolder, removePath} from '../machine/files.ts';
import type {Home} from '../machine/paths.ts';
import {writePrivateText} from '../machine/private-files.ts';
import type {Account} from './account.ts';
import type {CredentialStore} from './credential-store.ts';
import {findCredential, notSignedIn, sameOrigin} from './credential-sources.ts';
import {fingerprintOf} from './fingerprint.ts';
import {accountPath, fingerprintOfFound} from './remembered-account.ts';
import {readSettings, type Settings, saveSettings, type StoredAccount} from './settings.ts';
import {endOf, readStoredSession, writeStoredSession} from './stored-session.ts';
import {damaged} from './file-store.ts';

export interface Session {
	readonly account: Account;
	readonly apiUrl: string;
	/** The Bearer of the calls. */
	readonly token: Secret;
	readonly reply: CredentialReply;
}

export interface SignIn {
	readonly apiUrl: string;
	readonly apiKey: Secret;
	readonly clientId: string;
	readonly backend: CredentialBackend;
	/** Of the encrypted file. */
	readonly passphrase?: Secret;
}

interface Options {
	readonly home: Home;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly clock: Clock;
	readonly api: (apiUrl: string) => Promise<ApiClient>;
	readonly store: (backend: CredentialBackend, passphrase?: Secret) => Promise<CredentialStore>;
	readonly withLock: <T>(path: string, work: () => Promise<T>) => Promise<T>;
}

/** A token that ends sooner than this is renewed first: one deploy must not outlive it. */
const renewBeforeMs = 5 * 60_000;

export function createCredentials({home, env, clock, api, store, withLock}: Options) {
	const keep = (fingerprint: string, account: Account) =>
		writePrivateText(accountPath(home, fingerprint), `${JSON.stringify(account, null, 2)}\n`);

	async function exchange(
		apiUrl: string,
		credential: ApiCredential,
		about: Pick<Account, 'source' | 'credential_store'>,
	): Promise<Session> {
		const reply = await (await api(apiUrl)).authenticate(credential);
		const clientId = credential.kind === 'key' ? credential.clientId : '';
		return sessionOf(apiUrl, clientId, reply, about);
	}

	async function fromStore(stored: StoredAccount): Promise<Session> {
		const keeper = await store(stored.backend);
		const value = await keeper.get(stored.account);
		if (value === null) throw notSignedIn(stored.api_url);
		const kept = readStoredSession(value);
		if (kept === null) throw damaged(keeper.location);
		const about = {
			source: 'stored',
			credential_store: {backend: keeper.backend, durable: keeper.durable, location: keeper.location},
		};
		if (endOf(kept.reply) - clock.now() > renewBeforeMs)
			return sessionOf(kept.apiUrl, kept.clientId, kept.reply, about);
		const renewed = await exchange(kept.apiUrl, {kind: 'key', apiKey: kept.apiKey, clientId: kept.clientId}, about);
		await keeper.set(stored.account, writeStoredSession({...kept, reply: renewed.reply}));
		await keep(stored.fingerprint, renewed.account);
		return renewed;
	}

	return {
		settings: (): Promise<Settings> => readSettings(home.config),

		/** The session that a command works with; a stored one that is about to end is renewed. @throws `auth/not-signed-in`, `auth/refused` */
		async session(apiUrl: string | undefined): Promise<Session> {
			const settings = await readSettings(home.config);
			const found = findCredential(env, settings, apiUrl);
			if (found === null) throw notSignedIn(apiUrl);
			if (found.stored !== null) return fromStore(found.stored);
			const host = apiUrl ?? env['CS_API_URL'];
			if (host === undefined || found.credential === null) throw notSignedIn();
			const session = await exchange(host, found.credential, {
				source: found.source,
				credential_store: {backend: 'env', durable: false, location: 'the environment'},
			});
			await keep(await fingerprintOfFound(home, host, found), session.account);
			return session;
		},

		/** Proves the key at the server, then stores it: what is stored has worked. An account of the same host is replaced. */
		async signIn({apiUrl, apiKey, clientId, backend, passphrase}: SignIn): Promise<Session> {
			const keeper = await store(backend, passphrase);
			if (backend !== 'env') await keeper.probe();
			const about = {
				source: 'stored',
				credential_store: {backend: keeper.backend, durable: keeper.durable, location: keeper.location},
			};
			const session = await exchange(apiUrl, {kind: 'key', apiKey, clientId}, about);
			const account = `${session.account.user.email}@${new URL(apiUrl).host}`;
			const fingerprint = await fingerprintOf(home, apiUrl, apiKey.reveal());
			await withLock(home.config, async () => {
				const settings = await readSettings(home.config);
				await keeper.set(account, writeStoredSession({apiUrl, clientId, apiKey, reply: session.reply}));
				await keep(fingerprint, session.account);
				const [replaced, others] = split(settings.accounts, one => sameOrigin(one.api_url, apiUrl));
				const accounts = [...others, {account, api_url: apiUrl, client_id: clientId, backend, fingerprint}];
				await saveSettings(home.config, {...settings, credential_store: backend, current: account, accounts});
				for (const old of replaced) {
					if (old.account !== account || old.backend !== backend) await (await store(old.backend)).delete(old.account);
					if (old.fingerprint !== fingerprint) await removePath(accountPath(home, old.fingerprint));
				}
			});
			return session;
		},

		/** Ends the session at the server where it answers, and forgets the credential here in any case. */
		async signOut(apiUrl: string | undefined): Promise<{readonly logged_out: boolean; readonly revoked: boolean}> {
			const settings = await readSettings(home.config);
			const leaving = settings.accounts.filter(one => (apiUrl === undefined ? true : sameOrigin(one.api_url, apiUrl)));
			let revoked = false;
			for (const stored of leaving) {
				const value = await (await store(stored.backend)).get(stored.account).catch(() => null);
				const kept = value === null ? null : readStoredSession(value);
				const token = kept?.reply.session_token;
				if (kept !== null && token !== undefined)
					revoked = (await (await api(kept.apiUrl)).logout(new Secret(token)).catch(() => false)) || revoked;
			}
			await withLock(home.config, async () => {
				const now = await readSettings(home.config);
				for (const stored of leaving) {
					await (await store(stored.backend)).delete(stored.account);
					await removePath(accountPath(home, stored.fingerprint));
				}
				const accounts = now.accounts.filter(one => !leaving.some(gone => gone.account === one.account));
				const current = accounts.some(one => one.account === now.current) ? now.current : accounts[0]?.account;
				await saveSettings(home.config, {...now, current, accounts});
			});
			return {logged_out: leaving.length > 0, revoked};
		},

		/** Removes accounts whose credential is gone or damaged, and session files that no account owns; tells which. */
		async repair(): Promise<readonly string[]> {
			return withLock(home.config, async () => {
				const settings = await readSettings(home.config);
				const repaired: string[] = [];
				const sound: StoredAccount[] = [];
				for (const stored of settings.accounts) {
					const fault = await faultOf(await store(stored.backend), stored.account);
					if (fault === null) sound.push(stored);
					else {
						repaired.push(`${stored.account} (${fault})`);
						await (await store(stored.backend)).delete(stored.account).catch(() => false);
					}
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
			});
		},
	};
}

export type Credentials = ReturnType<typeof createCredentials>;

function sessionOf(
	apiUrl: string,
	clientId: string,
	reply: CredentialReply,
	about: Pick<Account, 'source' | 'credential_store'>,
): Session {
	const {id, uuid, email} = reply.user;
	const account: Account = {
		user: {id, uuid, email},
		api_url: apiUrl,
		client_id: clientId,
		...about,
		expires_at: new Date(endOf(reply)).toISOString(),
		services: reply.services.length,
	};
	return {account, apiUrl, token: new Secret(reply.session_token ?? ''), reply};
}

/** Null when the credential reads. A store that is locked or away is no fault of the entry. */
async function faultOf(keeper: CredentialStore, account: string): Promise<string | null> {
	try {
		const value = await keeper.get(account);
		if (value === null) return `nothing in ${keeper.location}`;
		return readStoredSession(value) === null ? 'damaged' : null;
	} catch (error) {
		return isErrorWithCode(error, 'credentials/damaged') ? 'damaged' : null;
	}
}

function split<T>(all: readonly T[], matches: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
	return [all.filter(matches), all.filter(one => !matches(one))];
}
