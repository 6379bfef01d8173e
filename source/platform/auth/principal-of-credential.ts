import {authRequestSchema} from '../../shared/api-contract.ts';
import {parseInput} from '../http/request-body.ts';
import {bearerOf, signedIn} from '../http/signed-in.ts';
import type {Principal} from './accounts.ts';
import type {Audit} from './audit.ts';
import type {Caller, Exchange} from './exchange.ts';
import type {Sessions} from './sessions.ts';

/** The body may be absent: the other two forms need none. */
export const presentedBodySchema = authRequestSchema.partial().optional();

interface Presented extends Caller {
	readonly body: unknown;
	readonly event: 'exchange' | 'refresh';
	readonly header: (name: string) => string | undefined;
}

interface Needs {
	readonly sessions: Sessions;
	readonly exchange: Exchange;
	readonly audit: Audit;
}

/**
 * The three forms of a sign-in (contracts.md §1 row 1): a body `{api_key, client_id}`, the headers
 * `x-api-key` and `x-client-id`, or the Bearer of a session.
 * @throws `auth/refused`, `auth/not-signed-in`, `api/bad-request`, `api/rate-limited`
 */
export async function principalOfCredential(presented: Presented, needs: Needs): Promise<Principal> {
	const {sessions, exchange, audit} = needs;
	const {address, requestId, event} = presented;
	const credential = apiKeyOf(presented);
	if (credential === null) {
		const principal = await signedIn(presented.header('authorization'), sessions);
		await audit({event, outcome: 'accepted', subject: principal.sessionId, address, requestId});
		return principal;
	}
	const sessionId = await exchange(credential, {address, requestId}, event);
	const principal = await sessions.find(sessionId);
	// The key can be revoked between the exchange and here.
	return principal ?? signedIn(undefined, sessions);
}

/** Null when there is a Bearer and no key. */
function apiKeyOf({body, header}: Presented): {readonly apiKey: string; readonly clientId: string} | null {
	const [apiKey, clientId] = [header('x-api-key'), header('x-client-id')];
	if (apiKey !== undefined || clientId !== undefined) return {apiKey: apiKey ?? '', clientId: clientId ?? ''};
	if (bearerOf(header('authorization')) !== null) return null;
	if (body === undefined || header('authorization') !== undefined) return null;
	const {api_key, client_id} = parseInput(authRequestSchema, body, 'body');
	return {apiKey: api_key, clientId: client_id};
}
