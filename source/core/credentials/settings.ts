/** `config.json`: which accounts there are, which one is current, where credentials go. Nothing in it is secret. */
import {dirname} from 'node:path';
import {isRecord, jsonOf, textAt} from '../../shared/narrow.ts';
import type {CredentialBackend} from '../../shared/tasks.ts';
import {readText} from '../machine/files.ts';
import {makePrivateFolder} from '../machine/private-files.ts';
import {writeSettings} from '../machine/settings-file.ts';
import {isBackend} from './account.ts';

export interface StoredAccount {
	/** `EMAIL@HOST` */
	readonly account: string;
	readonly api_url: string;
	readonly client_id: string;
	readonly backend: CredentialBackend;
	/** Names the file in sessions/ that holds what `whoami` shows. */
	readonly fingerprint: string;
}

export interface Settings {
	readonly credential_store?: CredentialBackend | undefined;
	/** The account that a command uses when nothing names a host. */
	readonly current?: string | undefined;
	readonly accounts: readonly StoredAccount[];
}

export async function readSettings(path: string): Promise<Settings> {
	const text = await readText(path);
	const json = text === null ? {} : jsonOf(text);
	if (!isRecord(json)) return {accounts: []};
	const store = json['credential_store'];
	const current = textAt(json, 'current');
	const accounts = Array.isArray(json['accounts']) ? json['accounts'].flatMap(one => parseStored(one)) : [];
	return {
		...(isBackend(store) ? {credential_store: store} : {}),
		...(current === undefined ? {} : {current}),
		accounts,
	};
}

/** The caller holds the lock of the file. */
export async function saveSettings(path: string, settings: Settings): Promise<void> {
	await makePrivateFolder(dirname(path));
	await writeSettings(path, {...settings});
}

function parseStored(value: unknown): readonly StoredAccount[] {
	const [account, apiUrl, clientId, fingerprint] = ['account', 'api_url', 'client_id', 'fingerprint'].map(key =>
		textAt(value, key),
	);
	const backend = isRecord(value) ? value['backend'] : undefined;
	if (
		account === undefined ||
		apiUrl === undefined ||
		clientId === undefined ||
		fingerprint === undefined ||
		!isBackend(backend)
	)
		return [];
	return /^[0-9a-f]{16,64}$/.test(fingerprint)
		? [{account, api_url: apiUrl, client_id: clientId, backend, fingerprint}]
		: [];
}
