import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import * as z from 'zod';
import {createVault, type Vault} from '../../source/platform/vault/create-vault.ts';
import {Secret} from '../../source/shared/secret.ts';

const bodySchema = z.looseObject({
	errors: z.array(z.string()).optional(),
	data: z.record(z.string(), z.unknown()).nullish(),
	auth: z.looseObject({client_token: z.string(), accessor: z.string(), lease_duration: z.number()}).nullish(),
	warnings: z.array(z.string()).nullish(),
});

interface Ask {
	readonly token?: string;
	readonly body?: unknown;
}

export interface Answered {
	readonly status: number;
	readonly errors: readonly string[];
	readonly data: Readonly<Record<string, unknown>>;
	readonly warnings: readonly string[];
	/** The token handed out, if one was. */
	readonly token: string;
	readonly accessor: string;
	readonly leaseDuration: number;
}

export interface OpenVault {
	readonly folder: string;
	vault: Vault;
	/** By the root token unless told otherwise. */
	ask(method: string, path: string, options?: Ask): Promise<Answered>;
	pass(milliseconds: number): void;
	/** Closes and opens it again on the same files. */
	restart(rootToken?: string): Promise<void>;
	close(): Promise<void>;
}

/** A vault in a folder of its own, with a clock that the test moves. */
export async function openVault(): Promise<OpenVault> {
	const folder = await mkdtemp(join(tmpdir(), 'vault-'));
	let now = Date.parse('2026-01-01T00:00:00Z');
	const clock = {now: () => now, monotonic: () => now, sleep: () => Promise.resolve()};
	const open = (rootToken?: string) =>
		createVault({
			databaseFile: join(folder, 'vault.sqlite'),
			keyFile: join(folder, 'vault.key'),
			rootToken: rootToken === undefined ? undefined : new Secret(rootToken),
			clock,
		});
	const opened: OpenVault = {
		folder,
		vault: await open(),
		async ask(method, path, {token = opened.vault.rootToken.reveal(), body} = {}) {
			const request = new Request(`http://vault.test/v1/${path}`, {
				method,
				headers: token === '' ? {} : {'x-vault-token': token},
				body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
			});
			const response = await opened.vault.fetch(request);
			const text = await response.text();
			const parsed = bodySchema.parse(text === '' ? {} : JSON.parse(text));
			return {
				status: response.status,
				errors: parsed.errors ?? [],
				data: parsed.data ?? {},
				warnings: parsed.warnings ?? [],
				token: parsed.auth?.client_token ?? '',
				accessor: parsed.auth?.accessor ?? '',
				leaseDuration: parsed.auth?.lease_duration ?? 0,
			};
		},
		pass(milliseconds) {
			now += milliseconds;
		},
		async restart(rootToken) {
			await opened.vault.close();
			opened.vault = await open(rootToken);
		},
		async close() {
			await opened.vault.close();
			await rm(folder, {recursive: true, force: true});
		},
	};
	return opened;
}
