/** Makes an OCI image from a folder without any daemon: dependencies in one layer, the app in the next. */
import {WizardError} from '../../../shared/errors.ts';
import type {TaskReporter} from '../../../shared/events.ts';
import {systemClock} from '../../machine/clock.ts';
import {removePath} from '../../machine/files.ts';
import {childEnvironment} from '../../machine/processes.ts';
import type {RemoteImage} from '../../registry/remote-image.ts';
import {allRecipes} from '../layers/all-recipes.ts';
import {readBase} from '../layers/base-image.ts';
import {type BlobCache, openBlobCache, type StoredLayer} from '../layers/blob-cache.ts';
import {imageConfig, imageManifest, mediaTypes} from '../layers/image-files.ts';
import {commandFor, refuseMissingStart} from '../layers/image-command.ts';
import type {LayerJob} from '../layers/pack-layer.ts';
import {packInWorker} from '../layers/pack-in-worker.ts';
import type {Prepared} from '../layers/recipe.ts';
import {makeWorkFolder} from '../layers/work-folder.ts';
import type {BuildRequest, Builder, BuiltImage, ImageBlob} from './builder.ts';

const maxCacheBytes = 5 * 1024 ** 3;

type Packed = StoredLayer & {readonly cached: boolean; readonly title: string};

export const layersBuilder: Builder = {
	id: 'layers',
	title: 'Layers (no Docker needed)',

	async refuses({folder, stack}) {
		const recipe = allRecipes[stack.id];
		if (recipe === null)
			return 'Only its Dockerfile tells how this app is built, and this builder works without Docker: it takes Node.js, Python, Go and static sites.';
		return recipe.refuses({folder, stack, env: childEnvironment(process.env)});
	},

	async build(request, report) {
		const {folder, stack, cacheFolder, signal} = request;
		const recipe = allRecipes[stack.id];
		const env = childEnvironment(process.env);
		const refusal = await layersBuilder.refuses({folder, stack});
		if (recipe === null || refusal !== null)
			throw new WizardError(refusal?.includes('not on this machine') ? 'build/tool-missing' : 'build/failed', {
				message: refusal ?? 'This builder does not build this app.',
				hint: refusal?.includes('not on this machine')
					? 'Install it, or put its folder on PATH, and run this again.'
					: 'Change that and run this again.',
				facts: {stack: stack.id},
			});
		const cache = await openBlobCache(cacheFolder, () => systemClock.now());
		const workFolder = await makeWorkFolder(cacheFolder);
		try {
			// Asked first: a base that is not there is told before anything is installed.
			const base = await readBase(request, report);
			const input = {folder, stack, workFolder, ignore: request.ignore ?? [], env, report, signal};
			const prepared = await recipe.prepare(input);
			const layers: Packed[] = [];
			const dependencies = await dependenciesLayer(prepared, {cache, cacheFolder, report, signal});
			if (dependencies !== null) layers.push(dependencies);
			layers.push(await applicationLayer(prepared, request, report));
			signal?.throwIfAborted();
			const image = await writeImage(await configOf(request, prepared, {layers, base}), {layers, base, cache});
			await cache.prune({maxBytes: maxCacheBytes});
			return image;
		} finally {
			await removePath(workFolder);
		}
	},
};

interface Context {
	readonly cache: BlobCache;
	readonly cacheFolder: string;
	readonly report: TaskReporter;
	readonly signal: AbortSignal | undefined;
}

async function dependenciesLayer(
	{dependencies}: Prepared,
	{cache, cacheFolder, report, signal}: Context,
): Promise<Packed | null> {
	if (dependencies === null) return null;
	const title = 'dependencies';
	const known = dependencies.key === null ? null : await cache.find(dependencies.key);
	if (known !== null) return {...known, cached: true, title};
	const folder = await dependencies.install();
	const job: LayerJob = {
		folder,
		content: 'installed',
		prefix: `app/${dependencies.place}`,
		ignore: [],
		without: [],
		extraFiles: [],
	};
	const layer = await packWith(job, title, {cacheFolder, report, signal});
	if (dependencies.key !== null) await cache.remember(dependencies.key, layer);
	return layer;
}

async function applicationLayer(
	{application, extraFiles}: Prepared,
	{ignore = [], cacheFolder, signal}: BuildRequest,
	report: TaskReporter,
): Promise<Packed> {
	return packWith({...application, prefix: 'app', ignore, extraFiles}, 'application', {cacheFolder, report, signal});
}

async function packWith(
	job: LayerJob,
	title: string,
	{cacheFolder, report, signal}: Omit<Context, 'cache'>,
): Promise<Packed> {
	const layer = await packInWorker(
		{cacheFolder, job},
		{
			signal,
			progress: bytes => report.progress({done: bytes, unit: 'bytes', message: `packing the ${title} layer`}),
			leftOut: (path, why) => report.log(`${path} stays out of the image: ${why}.`, 'stderr'),
		},
	);
	return {...layer, title};
}

interface Parts {
	readonly layers: readonly Packed[];
	readonly base: RemoteImage | null;
}

async function configOf(request: BuildRequest, prepared: Prepared, {layers, base}: Parts): Promise<string> {
	const {stack} = request;
	const command = commandFor({stack, start: request.start, programFolders: prepared.programFolders});
	await refuseMissingStart(command, {request, application: prepared.application});
	return imageConfig({
		command,
		env: prepared.env,
		labels: {
			'dev.cs-wizard.runtime': stack.runtime.name,
			...(stack.runtime.version === null ? {} : {'dev.cs-wizard.runtime-version': stack.runtime.version}),
			'org.opencontainers.image.title': stack.name,
		},
		machine: {os: process.platform, architecture: process.arch},
		layers,
		base,
	});
}

async function writeImage(
	config: string,
	{layers, base, cache}: Parts & {readonly cache: BlobCache},
): Promise<BuiltImage> {
	const configBlob = await writeText(cache, config, {mediaType: mediaTypes.config, title: 'config'});
	const layerBlobs = layers.map(
		({digest, size, title, cached}): ImageBlob => ({
			mediaType: mediaTypes.layer,
			digest,
			size,
			file: cache.fileOf(digest),
			title,
			cached,
		}),
	);
	const text = imageManifest(configBlob, layerBlobs, base);
	const manifest = await writeText(cache, text, {mediaType: mediaTypes.manifest, title: 'manifest'});
	const size = [configBlob, ...layerBlobs].reduce((total, blob) => total + blob.size, 0);
	return {manifest, config: configBlob, layers: layerBlobs, size, ...(base === null ? {} : {base})};
}

async function writeText(
	cache: BlobCache,
	text: string,
	about: {readonly mediaType: string; readonly title: string},
): Promise<ImageBlob> {
	const {digest, size, file, cached} = await cache.writeText(text);
	return {...about, digest, size, file, cached};
}
