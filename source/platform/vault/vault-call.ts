/** What a backend is asked, and what it answers. */
import type {Clock} from '../../core/machine/clock.ts';
import type {Acl} from './acl.ts';
import type {Fields} from './fields.ts';
import type {JsonObject} from './json.ts';
import type {Storage} from './storage.ts';
import type {TokenEntry} from './token-entry.ts';
import {unsupportedOperation, unsupportedPath} from './vault-error.ts';

export type Operation = 'read' | 'list' | 'scan' | 'create' | 'update' | 'patch' | 'delete';

export interface Caller {
	/** The token as it was presented. */
	readonly id: string;
	readonly entry: TokenEntry;
	readonly acl: Acl;
}

export interface Call {
	readonly operation: Operation;
	/** Below the backend's mount. */
	readonly path: string;
	readonly fields: Fields;
	/** The backend's own part. */
	readonly storage: Storage;
	/** The whole vault's: for the token store and the system backend. */
	readonly core: Storage;
	readonly caller: Caller;
	readonly clock: Clock;
}

export interface Answer {
	readonly status?: number;
	readonly data?: JsonObject | null;
	readonly warnings?: readonly string[];
	readonly auth?: JsonObject;
	/** Old system paths repeat their data beside the envelope's fields. */
	readonly alsoAtTop?: boolean;
}

/** Nothing to say is 404 for a read or list and 204 for the rest. */
export type Handler = (call: Call, parameters: Parameters) => Promise<Answer | undefined>;

export type Parameters = Readonly<Record<string, string>>;

export interface Route {
	/** Its named groups become the parameters. */
	readonly path: RegExp;
	/** `update` also serves `create`. */
	readonly on: Readonly<Partial<Record<Operation, Handler>>>;
}

export interface Backend {
	readonly routes: readonly Route[];
	/** Whether a write creates or updates, where permissions tell them apart. */
	exists?(call: Call): Promise<boolean>;
}

/** Hands the call to the first route that has its path. @throws VaultError */
export async function dispatch(routes: readonly Route[], call: Call): Promise<Answer | undefined> {
	for (const {path, on} of routes) {
		const match = path.exec(call.path);
		if (match === null) continue;
		const handler = on[call.operation] ?? (call.operation === 'create' ? on.update : undefined);
		if (handler === undefined) throw unsupportedOperation();
		return await handler(call, match.groups ?? {});
	}
	throw unsupportedPath();
}
