/** Who we are at which platform: sign in, the session of a command, `whoami` without network, sign out. */
import type {CredentialReply} from '../../shared/api-contract.ts';
import {isErrorWithCode, WizardError} from '../../shared/errors.ts';
import {safeLine} from '../../shared/safe-line.ts';
import {Secret} from '../../shared/secret.ts';
import type {CredentialBackend} from '../../shared/tasks.ts';
import type {ApiClient, ApiCredential} from '../api/api-client.ts';
import type {Clock} from '../machine/clock.ts';
import {removePath} from '../machine/files.ts';
import type {Home} from '../machine/paths.ts';
import {sweepTemporaries} from '../machine/temporary-files.ts';
import {writePrivateText} from '../machine/private-files.ts';
import type {Account} from './account.ts';
import type {CredentialStore} from './credential-store.ts';
import {findCredential, notSignedIn, sameOrigin} from './credential-sources.ts';
import {fingerprintOf} from './fingerprint.ts';
import {accountPath, fingerprintOfFound} from './remembered-account.ts';
import {readSettings, type Settings, saveSettings, type StoredAccount} from './settings.ts';
import {damaged} from './file-store.ts';
import {repairCredentials} from './repair-credentials.ts';
import {endOf, readStoredSession, type StoredSession, writeStoredSession} from './stored-session.ts';

export interface Session {
	readonly account: Account;
	readonly apiUrl: string;
	/** The Bearer of the calls. */
	readonly token: Secret;
	readonly reply: CredentialReply;
	/** How far the platform's clock is ahead of ours; its times are compared with ours by it. */
	readonly clockSkewMs: number;
}

type AboutAccount = Pick<Account, 'source' | 'credential_store'>;

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
/** A token that ends sooner than this is of no use even while the server that renews it is away. */
const usableMs = 30_000;

export function createCredentials({home, env, clock, api, store, withLock}: Options) {
	const keep = (fingerprint: string, account: Account) =>
		writePrivateText(accountPath(home, fingerprint), `${JSON.stringify(account, null, 2)}\n`);
	const hostOr = (apiUrl: string | undefined) => apiUrl ?? (env['CS_API_URL'] || undefined);

	async function exchange(apiUrl: string, credential: ApiCredential, about: AboutAccount): Promise<Session> {
		const client = await api(apiUrl);
		const reply = await client.authenticate(credential);
		return sessionOf({apiUrl, credential, reply, about, clockSkewMs: client.clockSkewMs()});
	}

	async function fromStore(stored: StoredAccount): Promise<Session> {
		const keeper = await store(stored.backend);
		const value = await keeper.get(stored.account);
		if (value === null) throw notSignedIn(stored.api_url);
		const kept = await readStoredSession(value);
		// A key goes to the host it came from, whatever the settings beside it say.
		if (kept === null || !sameOrigin(kept.apiUrl, stored.api_url)) throw damaged(keeper.location);
		const about = aboutStore(keeper);
		const credential = {kind: 'key', apiKey: kept.apiKey, clientId: kept.clientId} as const;
		const leftMs = endOf(kept.reply) - (clock.now() + kept.clockSkewMs);
		const asKept = () => sessionOf({...kept, credential, about});
		if (leftMs > renewBeforeMs) return asKept();
		try {
			const renewed = await exchange(kept.apiUrl, credential, about);
			await keepRenewed(stored, keeper, {...kept, reply: renewed.reply, clockSkewMs: renewed.clockSkewMs}, renewed);
			return renewed;
		} catch (error) {
			if (leftMs > usableMs && isErrorWithCode(error, 'api/unreachable', 'api/failed', 'api/rate-limited'))
				return asKept();
			throw error;
		}
	}

	/** Someone may have signed out, or in anew, while we asked the server: then nothing of ours is written. */
	async function keepRenewed(
		stored: StoredAccount,
		keeper: CredentialStore,
		renewed: StoredSession,
		{account}: Session,
	): Promise<void> {
		await withLock(home.config, async () => {
			const {accounts} = await readSettings(home.config);
			const still = accounts.some(one => one.account === stored.account && one.fingerprint === stored.fingerprint);
			if (!still) return;
			await keeper.set(stored.account, writeStoredSession(renewed));
			await keep(stored.fingerprint, account);
		});
	}

	/** All of it or nothing: what fails half-way is taken back, and the earlier account holds. */
	async function keepSignedIn(keeper: CredentialStore, entry: StoredAccount, value: Secret, account: Account) {
		const settings = await readSettings(home.config);
		const before = await keeper.get(entry.account).catch(() => null);
		const [replaced, others] = split(settings.accounts, one => sameOrigin(one.api_url, entry.api_url));
		try {
			await keeper.set(entry.account, value);
			await keep(entry.fingerprint, account);
			const accounts = [...others, entry];
			await saveSettings(home.config, {
				...settings,
				credential_store: entry.backend,
				current: entry.account,
				accounts,
			});
		} catch (error) {
			await (before === null ? keeper.delete(entry.account) : keeper.set(entry.account, before)).catch(() => false);
			if (!settings.accounts.some(one => one.fingerprint === entry.fingerprint))
				await removePath(accountPath(home, entry.fingerprint)).catch(() => undefined);
			throw error;
		}
		for (const old of replaced) {
			// The store of the old one may be away for good; that must not stop the new sign-in.
			if (old.account !== entry.account || old.backend !== entry.backend)
				await (await store(old.backend)).delete(old.account).catch(() => false);
			if (old.fingerprint !== entry.fingerprint) await removePath(accountPath(home, old.fingerprint));
		}
	}

	return {
		settings: (): Promise<Settings> => readSettings(home.config),

		/** The session that a command works with; a stored one that is about to end is renewed. @throws `auth/not-signed-in`, `auth/refused` */
		async session(apiUrl: string | undefined): Promise<Session> {
			const host = hostOr(apiUrl);
			const found = findCredential(env, await readSettings(home.config), host);
			if (found === null) throw notSignedIn(host);
			if (found.stored !== null) return fromStore(found.stored);
			if (host === undefined || found.credential === null) throw notSignedIn();
			const session = await exchange(host, found.credential, {source: found.source, credential_store: environment});
			await keep(await fingerprintOfFound(home, host, found), session.account);
			return session;
		},

		/** Proves the key at the server, then stores it: what is stored has worked. An account of the same host is replaced. */
		async signIn({apiUrl, apiKey, clientId, backend, passphrase}: SignIn): Promise<Session> {
			const keeper = await store(backend, passphrase);
			await keeper.probe();
			await sweepTemporaries([home.root, home.sessions, home.links], clock);
			const credential = {kind: 'key', apiKey, clientId} as const;
			const about = backend === 'env' ? {source: 'CS_API_KEY', credential_store: environment} : aboutStore(keeper);
			const session = await exchange(apiUrl, credential, about);
			const {account, reply, clockSkewMs} = session;
			const fingerprint = await fingerprintOf(home, apiUrl, apiKey.reveal());
			const name = `${account.user.email}@${new URL(apiUrl).host}`;
			const value = writeStoredSession({apiUrl, clientId, apiKey, reply, clockSkewMs});
			await withLock(home.config, async () => {
				if (backend !== 'env') {
					const entry = {account: name, api_url: apiUrl, client_id: clientId, backend, fingerprint};
					return keepSignedIn(keeper, entry, value, account);
				}
				await keep(fingerprint, account);
				await saveSettings(home.config, {...(await readSettings(home.config)), credential_store: backend});
			});
			return session;
		},

		/** Ends the session at the server where it answers, and forgets the credential here in any case. */
		async signOut(apiUrl: string | undefined): Promise<{readonly logged_out: boolean; readonly revoked: boolean}> {
			const settings = await readSettings(home.config);
			const leaving = settings.accounts.filter(one => (apiUrl === undefined ? true : sameOrigin(one.api_url, apiUrl)));
			let revoked = false;
			for (const stored of leaving) revoked = (await endAtServer(stored)) || revoked;
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
		repair: (): Promise<readonly string[]> => withLock(home.config, () => repairCredentials(home, store)),
	};

	async function endAtServer(stored: StoredAccount): Promise<boolean> {
		try {
			const value = await (await store(stored.backend)).get(stored.account);
			const kept = value === null ? null : await readStoredSession(value);
			const token = kept?.reply.session_token;
			if (kept === null || token === undefined || !sameOrigin(kept.apiUrl, stored.api_url)) return false;
			return await (await api(kept.apiUrl)).logout(new Secret(token));
		} catch (error) {
			// A server or a store that is away changes nothing here; a person who left does.
			if (isErrorWithCode(error, 'wizard/interrupted', 'wizard/declined') || !(error instanceof WizardError))
				throw error;
			return false;
		}
	}
}

export type Credentials = ReturnType<typeof createCredentials>;

const environment = {backend: 'env', durable: false, location: 'the environment'} as const;

function aboutStore({backend, durable, location}: CredentialStore): AboutAccount {
	return {source: 'stored', credential_store: {backend, durable, location}};
}

interface Exchanged {
	readonly apiUrl: string;
	readonly credential: ApiCredential;
	readonly reply: CredentialReply;
	readonly about: AboutAccount;
	readonly clockSkewMs: number;
}

function sessionOf({apiUrl, credential, reply, about, clockSkewMs}: Exchanged): Session {
	const {id, uuid, email} = reply.user;
	const account: Account = {
		// Foreign texts that end on a terminal and in file names.
		user: {id, uuid: safeLine(uuid), email: safeLine(email)},
		api_url: apiUrl,
		client_id: credential.kind === 'key' ? credential.clientId : '',
		...about,
		expires_at: new Date(endOf(reply)).toISOString(),
		services: reply.services.length,
	};
	const given = credential.kind === 'session' ? credential.token : new Secret('');
	const token = reply.session_token === undefined ? given : new Secret(reply.session_token);
	return {account, apiUrl, token, reply, clockSkewMs};
}

function split<T>(all: readonly T[], matches: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
	return [all.filter(matches), all.filter(one => !matches(one))];
}
