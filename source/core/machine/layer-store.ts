/** Unpacked layers by digest: the dependencies of an app are unpacked once and copied into each of its releases. */
import {randomBytes} from 'node:crypto';
import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as z from 'zod';
import {placeLayer} from './place-layer.ts';
import type {LayerContent, LayerLimits} from './layer-writer.ts';
import {type LayerBlob, unpackLayer} from './unpack-layer.ts';

const contentSchema = z.object({
	folders: z.array(z.string()),
	files: z.array(z.string()),
	links: z.array(z.object({path: z.string(), target: z.string()})),
	removes: z.array(z.string()),
	opaque: z.array(z.string()),
});

export class LayerStore {
	readonly #folder: string;
	readonly #limits: LayerLimits | undefined;
	/** Two releases at once share one unpacking. */
	readonly #unpacking = new Map<string, Promise<void>>();
	#makingNow = 0;
	#pruning: Promise<void> = Promise.resolve();

	constructor(folder: string, limits?: LayerLimits) {
		this.#folder = folder;
		this.#limits = limits;
	}

	/** Makes the folder from the layers, lowest first, or leaves nothing at that path. @throws `image/refused`, `registry/digest-mismatch` */
	async makeRelease(layers: readonly LayerBlob[], path: string, signal?: AbortSignal): Promise<void> {
		const making = `${path}.making-${randomBytes(4).toString('hex')}`;
		this.#makingNow += 1;
		try {
			await this.#pruning;
			await mkdir(making, {recursive: true});
			for (const layer of layers) await this.#place(layer, making, signal);
			await rm(path, {recursive: true, force: true});
			await rename(making, path);
		} catch (error) {
			await rm(making, {recursive: true, force: true});
			throw error;
		} finally {
			this.#makingNow -= 1;
		}
	}

	/** Removes what no kept release is made of, and what a killed run left half unpacked; not while a release is made. */
	async prune(digests: ReadonlySet<string>): Promise<void> {
		if (this.#makingNow > 0) return;
		this.#pruning = this.#removeAllBut(new Set([...digests].map(nameOf)));
		await this.#pruning;
	}

	async #removeAllBut(kept: ReadonlySet<string>): Promise<void> {
		for (const name of await readdir(this.#folder).catch(() => []))
			if (!kept.has(name)) await rm(join(this.#folder, name), {recursive: true, force: true}).catch(() => undefined);
	}

	async #place(layer: LayerBlob, to: string, signal: AbortSignal | undefined): Promise<void> {
		const at = join(this.#folder, nameOf(layer.digest));
		const content = (await this.#read(at)) ?? (await this.#unpack(layer, at, signal));
		await placeLayer({from: join(at, 'tree'), content}, to, signal);
	}

	async #unpack(layer: LayerBlob, at: string, signal: AbortSignal | undefined): Promise<LayerContent> {
		const running = this.#unpacking.get(at);
		// Another release's cancellation is not ours, so what it left undone is begun again.
		await running?.catch(() => undefined);
		const done = await this.#read(at);
		if (done !== null) return done;
		const work = this.#unpackTo(layer, at, signal);
		const settled = work.then(() => undefined);
		settled.catch(() => undefined);
		this.#unpacking.set(at, settled);
		try {
			return await work;
		} finally {
			this.#unpacking.delete(at);
		}
	}

	async #unpackTo(layer: LayerBlob, at: string, signal: AbortSignal | undefined): Promise<LayerContent> {
		const making = join(this.#folder, `unpacking-${randomBytes(6).toString('hex')}`);
		try {
			await mkdir(join(making, 'tree'), {recursive: true});
			const content = await unpackLayer(layer, join(making, 'tree'), {
				...(this.#limits === undefined ? {} : {limits: this.#limits}),
				...(signal === undefined ? {} : {signal}),
			});
			await writeFile(join(making, 'content.json'), JSON.stringify(content));
			await rename(making, at);
			return content;
		} catch (error) {
			await rm(making, {recursive: true, force: true});
			throw error;
		}
	}

	async #read(at: string): Promise<LayerContent | null> {
		try {
			return contentSchema.parse(JSON.parse(await readFile(join(at, 'content.json'), 'utf8')));
		} catch {
			return null;
		}
	}
}

/** A digest becomes a file name only in the one form that cannot lead anywhere. */
const nameOf = (digest: string): string => (/^sha256:[\da-f]{64}$/.test(digest) ? digest.slice(7) : 'unknown');
