/** An image on disk: its layers as one folder, and beside it what says how it runs. */
import {basename, dirname} from 'node:path';
import * as z from 'zod';
import {layerAnnotation} from '../../core/build/layers/image-files.ts';
import {listFolder, readText, removePath, writeText} from '../../core/machine/files.ts';
import type {LayerStore} from '../../core/machine/layer-store.ts';
import {WizardError} from '../../shared/errors.ts';
import {commandOf} from './app-launch.ts';
import {type ImageConfig, imageConfigSchema, type ReadImage, type RuntimeLayer} from './runtime-image.ts';

const noteSchema = z.object({image: z.string(), layers: z.array(z.string()), config: imageConfigSchema});

const noteOf = (folder: string): string => `${folder}.json`;

/** Makes the folder unless it is there from before; the note is written last, so a folder with one is whole. */
export async function makeReleaseFolder(
	folder: string,
	{
		image,
		readImage,
		layers,
		requireHost,
		signal,
	}: {
		readonly image: string;
		readonly readImage: ReadImage;
		readonly layers: LayerStore;
		/** Throws when this machine lacks what the image needs, before anything is unpacked. */
		readonly requireHost: (config: ImageConfig) => Promise<void>;
		readonly signal?: AbortSignal;
	},
): Promise<ImageConfig> {
	const known = await readNote(folder);
	if (known !== null && known.image === image) return known.config;
	const read = await readImage(image);
	signal?.throwIfAborted();
	const parsed = imageConfigSchema.safeParse(read.config);
	if (!parsed.success) throw badConfig('Its config does not read.');
	const config = parsed.data;
	if (commandOf(config).length === 0) throw badConfig('It does not say which command starts the app.');
	const diffIds = config.rootfs?.diff_ids ?? [];
	if (diffIds.length > 0 && diffIds.length !== read.layers.length)
		throw badConfig(`Its config names ${diffIds.length} layers and its manifest ${read.layers.length}.`);
	await requireHost(config);
	await removePath(noteOf(folder));
	const own = ownLayers(
		read.layers.map((layer, index) => ({
			digest: layer.digest,
			mediaType: layer.mediaType,
			annotations: layer.annotations,
			diffId: diffIds[index],
			open: () => layer.open(),
		})),
	);
	await layers.makeRelease(own, folder, signal);
	const note = {image, layers: own.map(({digest}) => digest), config};
	await writeText(noteOf(folder), JSON.stringify(note), {mode: 0o600});
	return config;
}

/** When the image marks the app's own layers, a process needs no more: the others are a base's root file system. */
function ownLayers<Layer extends {readonly annotations: RuntimeLayer['annotations'] | undefined}>(
	all: readonly Layer[],
): readonly Layer[] {
	const own = all.filter(({annotations}) => annotations?.[layerAnnotation] !== undefined);
	return own.length > 0 ? own : all;
}

/** Removes all release folders of a service but the named ones. */
export async function pruneReleases(kept: ReadonlySet<string>, releases: string): Promise<void> {
	for (const name of await listFolder(releases)) {
		const release = name.replace(/\.(json|making-[\da-f]+)$/, '');
		if (!kept.has(release)) await removePath(`${releases}/${name}`);
	}
}

/** The layers that a service's release folders are made of. */
export async function layersInUse(releases: string): Promise<readonly string[]> {
	const notes = (await listFolder(releases)).filter(name => name.endsWith('.json'));
	const read = await Promise.all(notes.map(name => readNote(`${releases}/${name.slice(0, -'.json'.length)}`)));
	return read.flatMap(note => note?.layers ?? []);
}

export const removeReleaseFolder = async (folder: string): Promise<void> => {
	await removePath(noteOf(folder));
	await removePath(folder);
};

async function readNote(folder: string): Promise<z.infer<typeof noteSchema> | null> {
	try {
		if (!(await listFolder(dirname(folder))).includes(basename(folder))) return null;
		return noteSchema.parse(JSON.parse((await readText(noteOf(folder))) ?? ''));
	} catch {
		return null;
	}
}

function badConfig(what: string): WizardError {
	return new WizardError('image/refused', {
		message: `The image does not run here. ${what}`,
		hint: 'Build it again with cs-wizard up; the start command is a start script in package.json, or build.start in cloudstation.json.',
	});
}
