import {randomBytes} from 'node:crypto';
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {layersBuilder} from '../source/core/build/builders/layers.ts';
import type {BuiltImage} from '../source/core/build/builders/builder.ts';
import {detectStack} from '../source/core/build/detect-stack.ts';
import {pushImage} from '../source/core/registry/push-image.ts';
import {Secret} from '../source/shared/secret.ts';
import {serveRegistry} from '../test/support/serve-registry.ts';
import type {Benchmark, Figure} from './benchmark.ts';
import {interleaved, spreadOf, spreadText} from './statistics.ts';
import type {Workshop} from './workshop.ts';

const [smallFiles, largeFiles] = [2000, 50];
const quiet = {log: () => undefined, progress: () => undefined};

/** The `layers` builder and the push, on an app of 2,000 small files and 50 files of a megabyte, half of it text. */
export const layers: Benchmark = {
	name: 'layers',
	about: 'an image from 2,000 small files and 50 MB, and its push',
	async run(workshop) {
		const folder = await makeApp(await workshop.newFolder('big-app'));
		const stack = await detectStack(folder);
		if (stack === null) throw new Error('the app is not detected');
		const build = async (cacheFolder: string) => layersBuilder.build({folder, stack, cacheFolder}, quiet);
		const [warm, cold] = [join(workshop.folder, 'warm'), join(workshop.folder, 'cold')];
		let image = await build(warm);
		const taken = await interleaved(5, {
			cold: () =>
				timed(
					() => build(cold),
					() => rm(cold, {recursive: true, force: true}),
				),
			tar: () => timed(() => tarAndGzip(workshop, folder)),
			unchanged: () => timed(() => build(warm)),
			changed: async () => {
				await writeFile(join(folder, 'source/folder-0/file-0.js'), randomBytes(32).toString('hex'));
				return timed(async () => {
					image = await build(warm);
				});
			},
		});
		const megabytes = largeFiles + (smallFiles * 2) / 1024;
		const of = (name: string) => taken.get(name) ?? spreadOf([]);
		const figure = (name: string, key: string): Figure => ({
			name,
			value: of(key).median,
			unit: 'ms',
			note: spreadText(of(key)),
		});
		return [
			figure('build, cold', 'cold'),
			{name: 'build, cold: throughput', value: (1000 * megabytes) / of('cold').median, unit: 'MB/s'},
			figure('tar | gzip -6 of the same', 'tar'),
			{name: 'build, cold, against tar | gzip', value: of('cold').median / of('tar').median, unit: '×'},
			figure('build, unchanged', 'unchanged'),
			figure('build, one file changed', 'changed'),
			...(await pushes(image)),
		];
	},
};

/** The registry is ours, in this process: both ends share one thread. */
async function pushes(image: BuiltImage): Promise<readonly Figure[]> {
	const registry = await serveRegistry();
	const push = async (repository: string) => {
		const started = performance.now();
		const {bytes} = await pushImage({
			image,
			target: {registry: registry.host, repository: `acme/${repository}`, tag: 'latest', insecure: true},
			credentials: {username: 'acme', password: new Secret('secret')},
			report: quiet,
		});
		return {milliseconds: performance.now() - started, bytes};
	};
	try {
		await push('warm-up');
		const first = await push('app');
		const again = await push('app');
		return [
			{
				name: 'push, nothing there',
				value: first.milliseconds,
				unit: 'ms',
				note: `${(first.bytes / 1e6).toFixed(0)} MB, ${(first.bytes / 1000 / first.milliseconds).toFixed(0)} MB/s`,
			},
			{name: 'push, all there', value: again.milliseconds, unit: 'ms'},
		];
	} finally {
		await registry.close();
	}
}

async function makeApp(folder: string): Promise<string> {
	await writeFile(
		join(folder, 'package.json'),
		JSON.stringify({name: 'big-app', version: '1.0.0', scripts: {start: 'node server.js'}}),
	);
	await writeFile(join(folder, 'server.js'), "require('node:http').createServer().listen(process.env.PORT);\n");
	await mkdir(join(folder, 'assets'));
	const text = 'function answer(request) { return {status: 200, body: request.url}; }\n';
	for (let index = 0; index < smallFiles; index += 1) {
		const place = join(folder, 'source', `folder-${index % 40}`);
		if (index < 40) await mkdir(place, {recursive: true});
		await writeFile(join(place, `file-${index}.js`), `// ${index}\n${text.repeat(28)}`);
	}
	for (let index = 0; index < largeFiles; index += 1) {
		const half = Buffer.from(text.repeat(7500)).subarray(0, 512 * 1024);
		await writeFile(join(folder, 'assets', `asset-${index}.bin`), Buffer.concat([half, randomBytes(512 * 1024)]));
	}
	return folder;
}

async function timed(
	work: () => Promise<unknown>,
	first: () => Promise<unknown> = async () => undefined,
): Promise<number> {
	await first();
	const started = performance.now();
	await work();
	return performance.now() - started;
}

async function tarAndGzip(workshop: Workshop, folder: string): Promise<void> {
	await workshop.shell(`tar cf - -C '${folder}' . | gzip -6 > '${join(workshop.folder, 'compared.tar.gz')}'`);
}
