import {isRecord, jsonOf, numberAt, textAt} from '../../shared/narrow.ts';
import {type CredentialBackend, credentialBackends} from '../../shared/tasks.ts';

/** Who is signed in where: what `whoami` shows. Nothing in it is secret. */
export interface Account {
	readonly user: {readonly id: number; readonly uuid: string; readonly email: string};
	readonly api_url: string;
	readonly client_id: string;
	/** `flag`, `USER_TOKEN`, `CS_TOKEN`, `CS_API_KEY` or `stored`. */
	readonly source: string;
	readonly credential_store: {
		readonly backend: CredentialBackend;
		readonly durable: boolean;
		readonly location: string;
	};
	/** When the short-lived session ends (RFC 3339); it is renewed by itself. */
	readonly expires_at: string;
	readonly services: number;
}

export function isBackend(text: unknown): text is CredentialBackend {
	return credentialBackends.some(backend => backend === text);
}

/** Null when the text is not an account, so that a damaged file only costs an exchange. */
export function parseAccount(text: string): Account | null {
	const json = jsonOf(text);
	if (!isRecord(json)) return null;
	const {user, credential_store: store} = json;
	const id = numberAt(user, 'id');
	const backend = isRecord(store) ? store['backend'] : undefined;
	const [uuid, email, location] = [textAt(user, 'uuid'), textAt(user, 'email'), textAt(store, 'location')];
	const [apiUrl, clientId, source, expires] = [
		textAt(json, 'api_url'),
		textAt(json, 'client_id'),
		textAt(json, 'source'),
		textAt(json, 'expires_at'),
	];
	if (id === undefined || uuid === undefined || email === undefined || location === undefined || !isBackend(backend))
		return null;
	if (apiUrl === undefined || clientId === undefined || source === undefined || expires === undefined) return null;
	return {
		user: {id, uuid, email},
		api_url: apiUrl,
		client_id: clientId,
		source,
		credential_store: {backend, durable: isRecord(store) && store['durable'] === true, location},
		expires_at: expires,
		services: numberAt(json, 'services') ?? 0,
	};
}
