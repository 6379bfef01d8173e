import {createHash} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Builder, ImageBlob} from '../../source/core/build/builders/builder.ts';
import {detectStack} from '../../source/core/build/detect-stack.ts';
import {openRegistry, smallBase} from '../support/base-image.ts';
import {layerEntries} from '../support/layer-entries.ts';
import {projectWith} from '../support/project-files.ts';

const app = {
	'package.json': '{"name": "shop", "scripts": {"start": "node server.js"}}',
	'server.js': 'console.log("up")',
	'.env': 'KEY=secret-value',
	'.npmrc': '//registry/:_authToken=secret-value',
};
const report = {progress: () => undefined, log: () => undefined};

/** What every builder holds to. */
export function builderContract({name, builder}: {readonly name: string; readonly builder: Builder}): void {
	const build = async (project: {readonly folder: string; readonly cacheFolder: string}, signal?: AbortSignal) => {
		const stack = await detectStack(project.folder);
		if (stack === null) throw new Error('no app here');
		return builder.build({...project, stack, ...(signal === undefined ? {} : {signal})}, report);
	};

	describe(`builder ${name}`, () => {
		test('takes a Node.js app without dependencies', async () => {
			await using project = await projectWith(app);
			const stack = await detectStack(project.folder);
			expect(stack === null ? 'no stack' : await builder.refuses({folder: project.folder, stack})).toBeNull();
		});

		test('every blob is on disk, of the size and digest it says, and the manifest names them', async () => {
			await using project = await projectWith(app);
			const image = await build(project);

			for (const blob of [image.manifest, image.config, ...image.layers]) expect(await isWhole(blob)).toBe(true);
			expect(JSON.parse(await readFile(image.manifest.file, 'utf8'))).toMatchObject({
				config: {digest: image.config.digest},
				layers: image.layers.map(({digest, size, mediaType}) => ({digest, size, mediaType})),
			});
			expect(image.size).toBe([image.config, ...image.layers].reduce((total, {size}) => total + size, 0));
		});

		test('credentials of the folder are in no layer', async () => {
			await using project = await projectWith(app);
			const image = await build(project);
			const held = await Promise.all(image.layers.map(async ({file}) => [...(await layerEntries(file)).keys()]));

			expect(held.flat().filter(path => /\.env$|\.npmrc$/.test(path))).toEqual([]);
		});

		test('one changed file changes one layer', async () => {
			await using project = await projectWith(app);
			const first = await build(project);
			await writeFile(join(project.folder, 'server.js'), 'console.log("changed")');
			const second = await build(project);
			const changed = second.layers.filter(({digest}) => !first.layers.some(layer => layer.digest === digest));

			expect(changed.map(({title}) => title)).toEqual(['application']);
		});

		test('a base stands below the layers of its own, and stays in its registry', async () => {
			await using project = await projectWith(app);
			const below = await smallBase();
			await using registry = await openRegistry(below);
			const stack = await detectStack(project.folder);
			if (stack === null) throw new Error('no app here');
			const base = {name: `${registry.host}/acme/base:image`, required: true, credentials: async () => null};
			const image = await builder.build({...project, stack, base}, report);

			expect(JSON.parse(await readFile(image.manifest.file, 'utf8'))).toMatchObject({
				layers: [...below.layers, ...image.layers].map(({digest}) => ({digest})),
			});
			expect(image.base).toMatchObject({name: base.name, digest: below.manifest.digest});
			expect(registry.asked.filter(({path}) => below.layers.some(({digest}) => path.endsWith(digest)))).toEqual([]);
		});

		test('an abort is thrown as its reason', async () => {
			await using project = await projectWith(app);
			await expect(build(project, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
		});
	});
}

async function isWhole({file, digest, size}: ImageBlob): Promise<boolean> {
	const bytes = await readFile(file);
	return bytes.byteLength === size && `sha256:${createHash('sha256').update(bytes).digest('hex')}` === digest;
}
