import {randomBytes} from 'node:crypto';
import {fromPublic} from '@nats-io/nkeys';
import * as z from 'zod';
import type {BrokerUser} from './permissions.ts';

/** What we read of the client's CONNECT; the names are the protocol's. */
const connectOptionsSchema = z.object({
	verbose: z.boolean().default(false),
	pedantic: z.boolean().default(false),
	echo: z.boolean().default(true),
	headers: z.boolean().default(false),
	no_responders: z.boolean().default(false),
	nkey: z.string().default(''),
	sig: z.string().default(''),
});
export type ConnectOptions = z.infer<typeof connectOptionsSchema>;

export const newNonce = (): string => randomBytes(16).toString('base64url');

export function parseConnectOptions(text: string): ConnectOptions | null {
	try {
		return connectOptionsSchema.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}

/** The user whose key signed our nonce, or null. */
export function authenticate(
	{nkey, sig}: Pick<ConnectOptions, 'nkey' | 'sig'>,
	{nonce, users}: {readonly nonce: string; readonly users: readonly BrokerUser[]},
): BrokerUser | null {
	const user = users.find(one => one.nkey === nkey);
	if (user === undefined) return null;
	try {
		// Buffer reads base64 and base64url, as nats-server does: clients send either.
		const signed = fromPublic(user.nkey).verify(Buffer.from(nonce), Buffer.from(sig, 'base64'));
		return signed ? user : null;
	} catch {
		return null;
	}
}
