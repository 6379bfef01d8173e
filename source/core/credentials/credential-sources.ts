import {WizardError} from '../../shared/errors.ts';
import {Secret} from '../../shared/secret.ts';
import type {ApiCredential} from '../api/api-client.ts';
import type {Settings, StoredAccount} from './settings.ts';

/** Where a credential can come from, in the order of precedence. */
export interface FoundCredential {
	readonly source: 'flag' | 'USER_TOKEN' | 'CS_TOKEN' | 'CS_API_KEY' | 'stored';
	readonly credential: ApiCredential | null;
	readonly stored: StoredAccount | null;
}

export interface SourceState {
	readonly source: string;
	readonly state: 'used' | 'shadowed' | 'absent' | 'broken';
	readonly detail: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The first one that is there. `apiUrl` picks the stored account of that host; without it the current one is taken. */
export function findCredential(env: Env, settings: Settings, apiUrl: string | undefined): FoundCredential | null {
	const [first] = presentSources(env, settings, apiUrl);
	return first ?? null;
}

/** All that are there, the used one first. */
export function presentSources(env: Env, settings: Settings, apiUrl: string | undefined): readonly FoundCredential[] {
	const found: FoundCredential[] = [];
	for (const source of ['USER_TOKEN', 'CS_TOKEN'] as const) {
		const token = env[source];
		if (token) found.push({source, credential: {kind: 'session', token: new Secret(token)}, stored: null});
	}
	const [apiKey, clientId] = [env['CS_API_KEY'], env['CS_CLIENT_ID']];
	if (apiKey && clientId) {
		found.push({source: 'CS_API_KEY', credential: {kind: 'key', apiKey: new Secret(apiKey), clientId}, stored: null});
	}
	const stored = storedFor(settings, apiUrl);
	if (stored !== null) found.push({source: 'stored', credential: null, stored});
	return found;
}

export function storedFor(settings: Settings, apiUrl: string | undefined): StoredAccount | null {
	if (apiUrl === undefined) return settings.accounts.find(one => one.account === settings.current) ?? null;
	return settings.accounts.find(one => sameOrigin(one.api_url, apiUrl)) ?? null;
}

export function sameOrigin(one: string, other: string): boolean {
	return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}

/** Every place and what it holds, for `auth why`. */
export function explainSources(env: Env, settings: Settings, apiUrl: string | undefined): readonly SourceState[] {
	const present = presentSources(env, settings, apiUrl);
	const used = present[0]?.source;
	const state = (source: FoundCredential['source'], detail: string, absent: string): SourceState => {
		const there = present.some(one => one.source === source);
		return {source, state: there ? (source === used ? 'used' : 'shadowed') : 'absent', detail: there ? detail : absent};
	};
	const stored = storedFor(settings, apiUrl);
	const halfKey = Boolean(env['CS_API_KEY']) !== Boolean(env['CS_CLIENT_ID']);
	const key = state(
		'CS_API_KEY',
		'CS_API_KEY with CS_CLIENT_ID, exchanged on each use, never stored',
		'CS_API_KEY and CS_CLIENT_ID are not set',
	);
	return [
		state('USER_TOKEN', 'a session token from the environment', 'USER_TOKEN is not set'),
		state('CS_TOKEN', 'a session token from the environment (the old name of USER_TOKEN)', 'CS_TOKEN is not set'),
		halfKey
			? {...key, state: 'broken', detail: 'only one of CS_API_KEY and CS_CLIENT_ID is set; both are needed'}
			: key,
		state(
			'stored',
			stored === null ? '' : `${stored.account} in ${stored.backend}`,
			apiUrl === undefined ? 'nobody is signed in on this machine' : `nobody is signed in at ${hostOf(apiUrl)}`,
		),
	];
}

export function notSignedIn(apiUrl?: string): WizardError {
	return new WizardError('auth/not-signed-in', {
		message: apiUrl === undefined ? 'Nobody is signed in.' : `Nobody is signed in at ${hostOf(apiUrl)}.`,
		hint: 'Sign in, or set CS_API_KEY, CS_CLIENT_ID and CS_API_URL.',
		next: [
			{command: 'cs-wizard login', when: 'on a terminal'},
			{command: 'cs-wizard auth why', when: 'to see where credentials are looked for'},
		],
	});
}

/** What is given may be no URL, and may hold a password. */
function hostOf(apiUrl: string): string {
	return URL.canParse(apiUrl) ? new URL(apiUrl).host : 'that address (it is not a URL)';
}
