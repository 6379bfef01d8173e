/** Finished layers and image files, kept by digest; an index beside them tells which content has which blob. */
import {createHash} from 'node:crypto';
import {join} from 'node:path';
import * as z from 'zod';
import {fileFacts, markUsed, type WrittenFile, writeByDigest} from '../../machine/file-streams.ts';
import {listFolder, makeFolder, readText, removePath, writeText} from '../../machine/files.ts';
import {jsonObject} from '../json-object.ts';

const storedLayer = z.object({
	/** Digest of the tar before compression, which the image's config names. */
	diffId: z.string().regex(/^sha256:[\da-f]{64}$/),
	digest: z.string().regex(/^sha256:[\da-f]{64}$/),
	size: z.int().nonnegative(),
});
export type StoredLayer = z.infer<typeof storedLayer>;

export interface BlobCache {
	fileOf(digest: string): string;
	/** The layer that was stored under this key, when its blob is still whole. */
	find(key: string): Promise<StoredLayer | null>;
	remember(key: string, layer: StoredLayer): Promise<void>;
	/** Puts bytes in place under their digest. */
	write(bytes: AsyncIterable<Uint8Array>): Promise<WrittenFile & {readonly file: string}>;
	/** The same for a small text, written only when it is not there. */
	writeText(text: string): Promise<WrittenFile & {readonly file: string; readonly cached: boolean}>;
	/** Removes the blobs unused for longest, until the rest fits. Those used within the last hour stay: another build may need them. */
	prune(limits: {readonly maxBytes: number}): Promise<void>;
}

const hour = 3_600_000;

/** Opens the cache in a folder of ours. `now` is the wall clock's time. */
export async function openBlobCache(folder: string, now: () => number): Promise<BlobCache> {
	const blobs = join(folder, 'blobs', 'sha256');
	const index = join(folder, 'layers');
	await makeFolder(blobs, 0o700);
	await makeFolder(index, 0o700);
	const fileOf = (digest: string): string => join(blobs, digest.replace('sha256:', ''));

	async function has(digest: string, size: number): Promise<boolean> {
		const file = fileOf(digest);
		// A blob is put in place whole, so its size tells that it is the one.
		if ((await fileFacts(file))?.size !== size) return false;
		await markUsed(file, now());
		return true;
	}

	return {
		fileOf,
		async writeText(text) {
			const bytes = Buffer.from(text);
			const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
			const file = fileOf(digest);
			if (await has(digest, bytes.byteLength)) return {digest, size: bytes.byteLength, file, cached: true};
			return {...(await writeByDigest([bytes], fileOf, blobs)), cached: false};
		},
		async find(key) {
			const read = storedLayer.safeParse(jsonObject(await readText(join(index, `${key}.json`))));
			return read.success && (await has(read.data.digest, read.data.size)) ? read.data : null;
		},
		remember: (key, {diffId, digest, size}) =>
			writeText(join(index, `${key}.json`), `${JSON.stringify({diffId, digest, size})}\n`, {mode: 0o600}),
		write: bytes => writeByDigest(bytes, fileOf, blobs),
		async prune({maxBytes}) {
			const found = await Promise.all(
				(await listFolder(blobs)).map(async name => ({name, facts: await fileFacts(join(blobs, name))})),
			);
			let total = 0;
			const old = (usedAt: number | undefined): boolean => (usedAt ?? 0) < now() - hour;
			for (const {name, facts} of found.sort((one, other) => (other.facts?.usedAt ?? 0) - (one.facts?.usedAt ?? 0))) {
				total += facts?.size ?? 0;
				// A build that was killed leaves what it was writing.
				const litter = name.startsWith('.writing.');
				if ((litter || total > maxBytes) && old(facts?.usedAt)) await removePath(join(blobs, name));
			}
			for (const name of await listFolder(index)) {
				const read = storedLayer.safeParse(jsonObject(await readText(join(index, name))));
				if (!read.success || (await fileFacts(fileOf(read.data.digest))) === null) await removePath(join(index, name));
			}
		},
	};
}
