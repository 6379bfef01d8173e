import type {CredentialReply} from '../../shared/api-contract.ts';
import {jsonOf} from '../../shared/narrow.ts';
import {Secret} from '../../shared/secret.ts';

/** What one account's entry in a store holds. The API key is the long-lived part; the reply ends within the hour. */
export interface StoredSession {
	readonly apiUrl: string;
	readonly clientId: string;
	readonly apiKey: Secret;
	readonly reply: CredentialReply;
	/** How far the platform's clock was ahead of ours when it replied. */
	readonly clockSkewMs: number;
}

export function writeStoredSession({apiUrl, clientId, apiKey, reply, clockSkewMs}: StoredSession): Secret {
	return new Secret(
		JSON.stringify({
			version: 1,
			api_url: apiUrl,
			client_id: clientId,
			api_key: apiKey.reveal(),
			reply,
			clock_skew_ms: clockSkewMs,
		}),
	);
}

/** Null when the text is not one of ours. Its schema is loaded where something is stored. */
export async function readStoredSession(value: Secret): Promise<StoredSession | null> {
	const {storedSchema} = await import('./stored-session-schema.ts');
	const parsed = storedSchema.safeParse(jsonOf(value.reveal()));
	if (!parsed.success) return null;
	const {api_url: apiUrl, client_id: clientId, api_key: apiKey, reply, clock_skew_ms: clockSkewMs} = parsed.data;
	return {apiUrl, clientId, apiKey: new Secret(apiKey), reply, clockSkewMs};
}

/** The last moment that a Date can name. */
const latest = 8.64e15;

/** When the Vault token or the session ends, whichever is first, in milliseconds of the platform's clock. */
export function endOf(reply: CredentialReply): number {
	const session = Date.parse(reply.session_expires_at ?? '');
	return Math.min(reply.vault.expires_at * 1000, Number.isNaN(session) ? latest : session, latest);
}
