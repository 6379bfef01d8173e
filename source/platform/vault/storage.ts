import type {z} from 'zod';

/** A tree of JSON values by path, as seen within one transaction. */
export interface Storage {
	get(path: string): Promise<unknown>;
	put(path: string, value: unknown): Promise<void>;
	delete(path: string): Promise<void>;
	/** The paths under a prefix (which ends in `/`), without it, in byte order. */
	list(prefix: string): Promise<readonly string[]>;
	deleteAll(prefix: string): Promise<void>;
	/** The stored form of a token id or accessor. */
	hideId(id: string): string;
}

export interface Store {
	/** All of it happens or, when `work` throws, nothing. */
	transact<Result>(work: (storage: Storage) => Promise<Result>): Promise<Result>;
	close(): Promise<void>;
}

/** A value from storage in the shape it was written in; undefined when there is none. */
export async function readStored<Value>(
	storage: Storage,
	path: string,
	schema: z.ZodType<Value>,
): Promise<Value | undefined> {
	const stored = await storage.get(path);
	return stored === undefined ? undefined : schema.parse(stored);
}

/** The part of a storage that belongs to one mount. */
export function storageUnder(storage: Storage, prefix: string): Storage {
	return {
		get: path => storage.get(prefix + path),
		put: (path, value) => storage.put(prefix + path, value),
		delete: path => storage.delete(prefix + path),
		list: under => storage.list(prefix + under),
		deleteAll: under => storage.deleteAll(prefix + under),
		hideId: id => storage.hideId(id),
	};
}
