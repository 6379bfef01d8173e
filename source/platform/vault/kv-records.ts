/** What is stored of a KV v2 engine: its settings, a key's metadata, and each version's data apart. */
import {z} from 'zod';
import {readStored, type Storage} from './storage.ts';

const configSchema = z.object({
	/** 0 is the default of 10. */
	maxVersions: z.number(),
	casRequired: z.boolean(),
	metadataCasRequired: z.boolean(),
	/** Seconds; 0 never, below 0 not even where a key says so. */
	deleteVersionAfter: z.number(),
});

export type KvConfig = z.infer<typeof configSchema>;

const versionSchema = z.object({
	createdAt: z.number(),
	deletedAt: z.number().nullable(),
	destroyed: z.boolean(),
});

export type KvVersion = z.infer<typeof versionSchema>;

const keySchema = z.object({
	versions: z.array(z.tuple([z.number(), versionSchema])),
	currentVersion: z.number(),
	oldestVersion: z.number(),
	metadataVersion: z.number(),
	createdAt: z.number(),
	updatedAt: z.number(),
	maxVersions: z.number(),
	casRequired: z.boolean(),
	metadataCasRequired: z.boolean(),
	deleteVersionAfter: z.number(),
	customMetadata: z.array(z.tuple([z.string(), z.string()])).nullable(),
});

export type KvKey = z.infer<typeof keySchema>;

const dataPath = (key: string, version: number) => `data/${version}/${key}`;

export async function readConfig(storage: Storage): Promise<KvConfig> {
	const none = {maxVersions: 0, casRequired: false, metadataCasRequired: false, deleteVersionAfter: 0};
	return (await readStored(storage, 'config', configSchema)) ?? none;
}

export const writeConfig = (storage: Storage, config: KvConfig): Promise<void> => storage.put('config', config);

export const readKey = (storage: Storage, key: string): Promise<KvKey | undefined> =>
	readStored(storage, `key/${key}`, keySchema);

export const writeKey = (storage: Storage, key: string, record: KvKey): Promise<void> =>
	storage.put(`key/${key}`, record);

export function newKey(now: number): KvKey {
	return {
		versions: [],
		currentVersion: 0,
		oldestVersion: 0,
		metadataVersion: 0,
		createdAt: now,
		updatedAt: now,
		maxVersions: 0,
		casRequired: false,
		metadataCasRequired: false,
		deleteVersionAfter: 0,
		customMetadata: null,
	};
}

export function versionOf(record: KvKey, version: number): KvVersion | undefined {
	return record.versions.find(([number]) => number === version)?.[1];
}

/** The data as it was written, or undefined when the version is gone. */
export const readData = (storage: Storage, key: string, version: number): Promise<unknown> =>
	storage.get(dataPath(key, version));

export const writeData = (storage: Storage, key: string, version: number, data: unknown): Promise<void> =>
	storage.put(dataPath(key, version), data);

export const dropData = (storage: Storage, key: string, version: number): Promise<void> =>
	storage.delete(dataPath(key, version));

/** Removes a key with all its versions. */
export async function dropKey(storage: Storage, key: string, record: KvKey): Promise<void> {
	for (const [version] of record.versions) await dropData(storage, key, version);
	await storage.delete(`key/${key}`);
}
