/**
 * Images on disk. Content is kept once under its digest; each repository has links to what was pushed to it, so that
 * nobody reads another's content by guessing a digest.
 *
 *     blobs/sha256/<hex>                         content
 *     repositories/<name>/_blobs/sha256/<hex>    this repository has that blob
 *     repositories/<name>/_manifests/sha256/<hex> … that manifest; holds its media type
 *     repositories/<name>/_tags/<tag>            holds a digest
 */
import {join} from 'node:path';
import {fileState, moveInPlace, readRange} from '../../core/machine/blob-files.ts';
import {listFolder, makeFolder, readText, removePath, writeText} from '../../core/machine/files.ts';
import {type Digest, parseDigest} from './image-names.ts';
import {fileNameOfTag, tagOfFileName} from './tag-files.ts';

export interface StoredManifest {
	readonly digest: Digest;
	readonly mediaType: string;
	readonly text: string;
}

export class ImageStore {
	readonly #folder: string;

	constructor(folder: string) {
		this.#folder = folder;
	}

	/** The size of a blob that this repository has, or null. */
	async blobSize(name: string, digest: Digest): Promise<number | null> {
		if ((await fileState(this.#linkOf(name, '_blobs', digest))) === null) return null;
		return (await fileState(this.#contentOf(digest)))?.size ?? null;
	}

	/** From `start` up to but not including `end`. */
	readBlob(digest: Digest, start: number, end: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
		return readRange(this.#contentOf(digest), start, end);
	}

	/** Takes over a checked file as a blob of this repository. The content comes before the link: a crash between leaves nothing half there. */
	async addBlob(name: string, digest: Digest, file: string): Promise<void> {
		await moveInPlace(file, this.#contentOf(digest));
		await this.linkBlob(name, digest);
	}

	async linkBlob(name: string, digest: Digest): Promise<void> {
		await put(this.#linkOf(name, '_blobs', digest), '');
	}

	async removeBlob(name: string, digest: Digest): Promise<void> {
		await removePath(this.#linkOf(name, '_blobs', digest));
	}

	async putManifest(name: string, {digest, mediaType, text}: StoredManifest): Promise<void> {
		await put(this.#contentOf(digest), text);
		await put(this.#linkOf(name, '_manifests', digest), mediaType);
	}

	/** By tag or digest. */
	async manifest(name: string, reference: string): Promise<StoredManifest | null> {
		const digest = parseDigest(reference) ?? (await this.taggedDigest(name, reference));
		if (digest === null) return null;
		const [mediaType, text] = await Promise.all([
			readText(this.#linkOf(name, '_manifests', digest)),
			readText(this.#contentOf(digest)),
		]);
		return mediaType === null || text === null ? null : {digest, mediaType, text};
	}

	/** Also takes away the tags that point to it. */
	async removeManifest(name: string, digest: Digest): Promise<void> {
		for (const tag of (await this.tags(name)) ?? []) {
			if ((await this.taggedDigest(name, tag))?.text === digest.text) await this.removeTag(name, tag);
		}
		await removePath(this.#linkOf(name, '_manifests', digest));
	}

	async tag(name: string, tag: string, digest: Digest): Promise<void> {
		await put(this.#tagFile(name, tag), digest.text);
	}

	async removeTag(name: string, tag: string): Promise<void> {
		await removePath(this.#tagFile(name, tag));
	}

	async taggedDigest(name: string, tag: string): Promise<Digest | null> {
		const text = await readText(this.#tagFile(name, tag));
		return text === null ? null : parseDigest(text);
	}

	/** Sorted; null when nothing was ever pushed to this repository. */
	async tags(name: string): Promise<readonly string[] | null> {
		const folder = this.#repository(name);
		const entries = await listFolder(folder);
		if (!entries.some(entry => entry.startsWith('_'))) return null;
		// A name that begins with a dot is a write that a crash broke off.
		const files = (await listFolder(join(folder, '_tags'))).filter(file => !file.startsWith('.'));
		return files.map(tagOfFileName).sort();
	}

	#repository(name: string): string {
		return join(this.#folder, 'repositories', ...name.split('/'));
	}

	#linkOf(name: string, kind: '_blobs' | '_manifests', {algorithm, hex}: Digest): string {
		return join(this.#repository(name), kind, algorithm, hex);
	}

	#tagFile(name: string, tag: string): string {
		return join(this.#repository(name), '_tags', fileNameOfTag(tag));
	}

	#contentOf({algorithm, hex}: Digest): string {
		return join(this.#folder, 'blobs', algorithm, hex);
	}
}

async function put(path: string, text: string): Promise<void> {
	await makeFolder(join(path, '..'));
	await writeText(path, text);
}
