/** Tokens by the keyed hash of their id, with an index by accessor and one of children by parent. */
import {z} from 'zod';
import {randomId} from './random-id.ts';
import {readStored, type Storage} from './storage.ts';
import {type TokenEntry, tokenEntrySchema} from './token-entry.ts';

const pathOf = (key: string) => `token/id/${key}`;
const childPath = (parent: string, child: string) => `token/child/${parent}/${child}`;

/** A token that has ended is refused at once; this is about the room it takes. */
const sweepEveryMs = 10 * 60 * 1000;

type NewToken = Omit<TokenEntry, 'key' | 'accessor'>;

/** Stores a new token under a random id, or the given one. */
export async function addToken(
	storage: Storage,
	token: NewToken,
	id = `hvs.${randomId()}`,
): Promise<{readonly id: string; readonly entry: TokenEntry}> {
	await sweepTokens(storage, token.issuedAt);
	const entry = {...token, key: storage.hideId(id), accessor: randomId()};
	await storage.put(pathOf(entry.key), entry);
	await storage.put(`token/accessor/${storage.hideId(entry.accessor)}`, entry.key);
	if (entry.parent !== null) await storage.put(childPath(entry.parent, entry.key), true);
	return {id, entry};
}

/** The token, unless it or one it descends from has ended. */
export async function findToken(storage: Storage, id: string, now: number): Promise<TokenEntry | undefined> {
	return await findByKey(storage, storage.hideId(id), now);
}

export async function findByAccessor(storage: Storage, accessor: string, now: number): Promise<TokenEntry | undefined> {
	const key = await readStored(storage, `token/accessor/${storage.hideId(accessor)}`, z.string());
	return key === undefined ? undefined : await findByKey(storage, key, now);
}

export async function saveToken(storage: Storage, entry: TokenEntry): Promise<void> {
	await storage.put(pathOf(entry.key), entry);
}

export async function listAccessors(storage: Storage, now: number): Promise<readonly string[]> {
	const accessors: string[] = [];
	for (const key of await storage.list('token/id/')) {
		const entry = await findByKey(storage, key, now);
		if (entry !== undefined) accessors.push(entry.accessor);
	}
	return accessors.sort();
}

/** Ends a token and all that descend from it. */
export async function revokeTree(storage: Storage, key: string): Promise<void> {
	const waiting = [key];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		waiting.push(...(await storage.list(`token/child/${next}/`)));
		await forget(storage, next);
	}
}

/** Ends a token; its children live on without a parent. */
export async function revokeOrphaning(storage: Storage, key: string): Promise<void> {
	for (const child of await storage.list(`token/child/${key}/`)) {
		const entry = await readEntry(storage, child);
		if (entry !== undefined) await saveToken(storage, {...entry, parent: null});
	}
	await forget(storage, key);
}

/** Removes what has ended, with its descendants, when that was not done for a while. */
export async function sweepTokens(storage: Storage, now: number): Promise<void> {
	const sweptAt = (await readStored(storage, 'token/swept-at', z.number())) ?? 0;
	if (Math.abs(now - sweptAt) < sweepEveryMs) return;
	await storage.put('token/swept-at', now);
	for (const key of await storage.list('token/id/')) {
		const entry = await readEntry(storage, key);
		if (entry !== undefined && hasEnded(entry, now)) await revokeTree(storage, key);
	}
}

async function findByKey(storage: Storage, key: string, now: number): Promise<TokenEntry | undefined> {
	const entry = await readEntry(storage, key);
	for (let ancestor = entry; ancestor !== undefined; ) {
		if (hasEnded(ancestor, now)) return undefined;
		if (ancestor.parent === null) return entry;
		ancestor = await readEntry(storage, ancestor.parent);
	}
	return undefined;
}

const readEntry = (storage: Storage, key: string): Promise<TokenEntry | undefined> =>
	readStored(storage, pathOf(key), tokenEntrySchema);

const hasEnded = ({expiresAt}: TokenEntry, now: number): boolean => expiresAt !== null && expiresAt <= now;

async function forget(storage: Storage, key: string): Promise<void> {
	const entry = await readEntry(storage, key);
	await storage.delete(pathOf(key));
	await storage.deleteAll(`token/child/${key}/`);
	if (entry === undefined) return;
	await storage.delete(`token/accessor/${storage.hideId(entry.accessor)}`);
	if (entry.parent !== null) await storage.delete(childPath(entry.parent, key));
}
