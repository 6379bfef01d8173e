import * as z from 'zod';
import {type CredentialReply, credentialReplySchema} from '../../shared/api-contract.ts';
import {jsonOf} from '../../shared/narrow.ts';
import {Secret} from '../../shared/secret.ts';

/** What one account's entry in a store holds. The API key is the long-lived part; the reply ends within the hour. */
export interface StoredSession {
	readonly apiUrl: string;
	readonly clientId: string;
	readonly apiKey: Secret;
	readonly reply: CredentialReply;
}

const storedSchema = z.object({
	version: z.literal(1),
	api_url: z.string(),
	client_id: z.string(),
	api_key: z.string(),
	reply: credentialReplySchema,
});

export function writeStoredSession({apiUrl, clientId, apiKey, reply}: StoredSession): Secret {
	return new Secret(
		JSON.stringify({version: 1, api_url: apiUrl, client_id: clientId, api_key: apiKey.reveal(), reply}),
	);
}

/** Null when the text is not one of ours. */
export function readStoredSession(value: Secret): StoredSession | null {
	const parsed = storedSchema.safeParse(jsonOf(value.reveal()));
	if (!parsed.success) return null;
	const {api_url: apiUrl, client_id: clientId, api_key: apiKey, reply} = parsed.data;
	return {apiUrl, clientId, apiKey: new Secret(apiKey), reply};
}

/** When the Vault token or the session ends, whichever is first, in milliseconds. */
export function endOf(reply: CredentialReply): number {
	const session =
		reply.session_expires_at === undefined ? Number.POSITIVE_INFINITY : Date.parse(reply.session_expires_at);
	return Math.min(reply.vault.expires_at * 1000, Number.isNaN(session) ? Number.POSITIVE_INFINITY : session);
}
