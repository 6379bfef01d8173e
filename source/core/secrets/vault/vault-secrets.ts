/** One service's secrets in a Vault: a document whose keys are the names. */
import {WizardError, isErrorWithCode} from '../../../shared/errors.ts';
import {Secret} from '../../../shared/secret.ts';
import type {ListedSecret, StoredSecret} from '../secret-provider.ts';
import {findMount, type KvDocument, type KvMount, readDocument, writeDocument} from './kv-store.ts';
import type {VaultConnection} from './vault-connection.ts';

interface Changes {
	readonly changed: readonly string[];
	readonly unchanged: readonly string[];
}

const tries = 5;

/** `known` spares the question which part of the path is the mount. */
export function vaultSecrets(connection: VaultConnection, path: string, known?: KvMount) {
	const mounts = new Map<string, Promise<KvMount>>();
	const mountOf = (wanted: string): Promise<KvMount> => {
		if (known !== undefined && wanted === path) return Promise.resolve(known);
		const asked = mounts.get(wanted) ?? findMount(connection, wanted);
		mounts.set(wanted, asked);
		asked.catch(() => mounts.delete(wanted));
		return asked;
	};
	const read = async (wanted = path): Promise<KvDocument> => readDocument(connection, await mountOf(wanted));

	/** Reads, changes and writes; somebody else's write in between is read again and kept. */
	async function change(edit: (document: KvDocument) => Readonly<Record<string, unknown>> | null): Promise<number> {
		const at = await mountOf(path);
		for (let attempt = 1; ; attempt += 1) {
			const document = await readDocument(connection, at);
			const values = edit(document);
			if (values === null) return document.version;
			try {
				return await writeDocument(connection, at, {values, over: document.version});
			} catch (error) {
				if (attempt === tries || !isErrorWithCode(error, 'secrets/conflict')) throw error;
			}
		}
	}

	return {
		async get(key: string): Promise<StoredSecret> {
			const {values, version, deleted} = await read();
			if (!Object.hasOwn(values, key)) throw missing(key, path, deleted ? version : null);
			return {name: key, value: new Secret(textOf(values[key])), version: String(version)};
		},

		async getAll(keys: readonly string[]): Promise<readonly StoredSecret[]> {
			const {values, version} = await read();
			return [...new Set(keys)]
				.filter(key => Object.hasOwn(values, key))
				.map(name => ({name, value: new Secret(textOf(values[name])), version: String(version)}));
		},

		async list(wanted?: string): Promise<readonly ListedSecret[]> {
			const {values, version} = await read(wanted);
			return Object.keys(values)
				.sort()
				.map(name => ({name, version: String(version)}));
		},

		async set(key: string, value: Secret, ifVersion?: string): Promise<ListedSecret> {
			const version = await change(document => {
				const there = Object.hasOwn(document.values, key);
				if (ifVersion === '0' ? there : ifVersion !== undefined && ifVersion !== String(document.version)) {
					throw changedMeanwhile(key, path);
				}
				if (there && textOf(document.values[key]) === value.reveal()) return null;
				return {...document.values, [key]: value.reveal()};
			});
			return {name: key, version: String(version)};
		},

		async setAll(wanted: ReadonlyMap<string, Secret>): Promise<Changes> {
			const names = [...wanted.keys()];
			let changed: readonly string[] = [];
			await change(({values}) => {
				changed = names.filter(
					name => !Object.hasOwn(values, name) || textOf(values[name]) !== wanted.get(name)?.reveal(),
				);
				if (changed.length === 0) return null;
				const added = [...wanted].map(([name, value]) => [name, value.reveal()] as const);
				return {...values, ...Object.fromEntries(added)};
			});
			return {changed, unchanged: names.filter(name => !changed.includes(name))};
		},

		async unset(key: string): Promise<void> {
			await change(({values}) => {
				if (!Object.hasOwn(values, key)) return null;
				return Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
			});
		},
	};
}

/** What is no text is given as JSON, as the platform gives it to an app. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function missing(key: string, path: string, deletedVersion: number | null): WizardError {
	return new WizardError('secrets/missing', {
		message:
			deletedVersion === null
				? `There is no secret ${key} at ${path}.`
				: `There is no secret ${key} at ${path}: version ${deletedVersion} of it was deleted.`,
		hint: deletedVersion === null ? 'Check the name, or set it.' : 'Undelete it, or set the secret again.',
		next:
			deletedVersion === null
				? []
				: [{command: `vault kv undelete -versions=${deletedVersion} ${path}`, when: 'to have it back'}],
		facts: {name: key, path},
	});
}

function changedMeanwhile(key: string, path: string): WizardError {
	return new WizardError('secrets/conflict', {
		message: `${key} at ${path} is not what it was when it was read.`,
		hint: 'Nothing was written. Look at what is there now, and run this again.',
		facts: {name: key, path},
	});
}
