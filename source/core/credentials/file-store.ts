import {dirname} from 'node:path';
import * as z from 'zod';
import {isErrorWithCode, WizardError} from '../../shared/errors.ts';
import {jsonOf} from '../../shared/narrow.ts';
import {Secret} from '../../shared/secret.ts';
import {removePath} from '../machine/files.ts';
import {makePrivateFolder, readPrivateText, writePrivateText} from '../machine/private-files.ts';
import type {CredentialStore} from './credential-store.ts';

const fileSchema = z.object({version: z.literal(1), accounts: z.record(z.string(), z.string())});
type Accounts = Readonly<Record<string, string>>;

/**
 * How an account's value lies on disk: as it is, or sealed. Each is sealed by itself, bound to its account's name,
 * so that signing out asks for no passphrase.
 */
export interface Sealing {
	readonly backend: 'file' | 'encrypted-file';
	seal(value: string, account: string): Promise<string>;
	/** @throws `credentials/damaged`, `auth/refused` for a wrong passphrase */
	open(sealed: string, account: string): Promise<string>;
}

const clear: Sealing = {backend: 'file', seal: async value => value, open: async sealed => sealed};

interface Options {
	readonly path: string;
	readonly sealing?: Sealing;
	/** Holds the lock of the file for a read-modify-write. */
	readonly withLock: <T>(path: string, work: () => Promise<T>) => Promise<T>;
}

/** One file at 0600 in a folder at 0700, all accounts in it. Written only when a person chose it. */
export function createFileStore({path, sealing = clear, withLock}: Options): CredentialStore {
	async function read(): Promise<Accounts> {
		const text = await readPrivateText(path);
		if (text === null) return {};
		const parsed = fileSchema.safeParse(jsonOf(text));
		if (!parsed.success) throw damaged(path);
		return parsed.data.accounts;
	}

	const write = async (accounts: Accounts) => {
		if (Object.keys(accounts).length === 0) await removePath(path);
		else await writePrivateText(path, `${JSON.stringify({version: 1, accounts}, null, 2)}\n`);
	};

	const open = async (sealed: string, account: string): Promise<string> =>
		sealing.open(sealed, account).catch((error: unknown) => {
			throw isErrorWithCode(error, 'credentials/damaged') ? damaged(path) : error;
		});

	return {
		backend: sealing.backend,
		durable: true,
		location: path,
		get: async account => {
			const sealed = (await read())[account];
			return sealed === undefined ? null : new Secret(await open(sealed, account));
		},
		set: async (account, value) => {
			await makePrivateFolder(dirname(path));
			// Sealing takes a third of a second; nobody has to wait for it.
			const sealed = await sealing.seal(value.reveal(), account);
			await withLock(path, async () => write({...(await read()), [account]: sealed}));
		},
		delete: async account => {
			if ((await readPrivateText(path)) === null) return false;
			return withLock(path, async () => {
				const accounts = await read().catch((error: unknown) => {
					// Nobody can read it any more: with the account it goes as a whole.
					if (isErrorWithCode(error, 'credentials/damaged')) return null;
					throw error;
				});
				const {[account]: gone, ...rest} = accounts ?? {};
				if (accounts === null || gone !== undefined) await write(rest);
				return accounts === null || gone !== undefined;
			});
		},
		probe: async () => {
			await makePrivateFolder(dirname(path));
			const [first] = Object.entries(await read());
			// One passphrase opens the whole file: another one is refused before anything is stored under it.
			if (first !== undefined) await open(first[1], first[0]);
		},
	};
}

export function damaged(path: string): WizardError {
	return new WizardError('credentials/damaged', {
		message: `${path} does not read as a credential file.`,
		hint: 'Remove what is damaged, then sign in again.',
		next: [
			{command: 'cs-wizard auth repair', when: 'to remove what is damaged'},
			{command: 'cs-wizard login', when: 'to sign in again'},
		],
		facts: {path},
	});
}
