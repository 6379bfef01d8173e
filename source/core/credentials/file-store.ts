import {WizardError} from '../../shared/errors.ts';
import {Secret} from '../../shared/secret.ts';
import {removePath} from '../machine/files.ts';
import {makePrivateFolder, readPrivateText, writePrivateText} from '../machine/private-files.ts';
import {dirname} from 'node:path';
import * as z from 'zod';
import type {CredentialStore} from './credential-store.ts';

const fileSchema = z.object({version: z.literal(1), accounts: z.record(z.string(), z.string())});

/** How the accounts' values lie on disk: as they are, or sealed. */
export interface Sealing {
	readonly backend: 'file' | 'encrypted-file';
	seal(text: string): Promise<string>;
	/** @throws `credentials/damaged` */
	open(text: string): Promise<string>;
}

const clear: Sealing = {backend: 'file', seal: async text => text, open: async text => text};

interface Options {
	readonly path: string;
	readonly sealing?: Sealing;
	/** Holds the lock of the file for a read-modify-write. */
	readonly withLock: <T>(path: string, work: () => Promise<T>) => Promise<T>;
}

/** One file at 0600 in a folder at 0700, all accounts in it. Written only when a person chose it. */
export function createFileStore({path, sealing = clear, withLock}: Options): CredentialStore {
	async function read(): Promise<Readonly<Record<string, string>>> {
		const text = await readPrivateText(path);
		if (text === null) return {};
		const parsed = fileSchema.safeParse(jsonOf(await sealing.open(text)));
		if (!parsed.success) throw damaged(path);
		return parsed.data.accounts;
	}

	const write = async (accounts: Readonly<Record<string, string>>) => {
		if (Object.keys(accounts).length === 0) await removePath(path);
		else await writePrivateText(path, await sealing.seal(`${JSON.stringify({version: 1, accounts}, null, 2)}\n`));
	};

	return {
		backend: sealing.backend,
		durable: true,
		location: path,
		get: async account => {
			const value = (await read())[account];
			return value === undefined ? null : new Secret(value);
		},
		set: async (account, value) => {
			await makePrivateFolder(dirname(path));
			await withLock(path, async () => write({...(await read()), [account]: value.reveal()}));
		},
		delete: async account =>
			withLock(path, async () => {
				const {[account]: gone, ...rest} = await read();
				if (gone !== undefined) await write(rest);
				return gone !== undefined;
			}),
		probe: async () => {
			await makePrivateFolder(dirname(path));
			await read();
		},
	};
}

/** The parser's message quotes the text, which is secret here. */
function jsonOf(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return value;
	} catch {
		return undefined;
	}
}

export function damaged(path: string): WizardError {
	return new WizardError('credentials/damaged', {
		message: `${path} does not read as a credential file.`,
		hint: 'Remove it and sign in again.',
		next: [{command: 'cs-wizard auth repair', when: 'to remove what is damaged'}],
		facts: {path},
	});
}
