import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {LayerStore} from '../../../../source/core/machine/layer-store.ts';
import {layersInUse, makeReleaseFolder} from '../../../../source/platform/workloads/release-folder.ts';
import type {RuntimeImage} from '../../../../source/platform/workloads/runtime-image.ts';
import {blobLayer, digestOf, memoryImage, tarOf} from '../../../support/memory-image.ts';

let root: string;
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'release-folder-'));
});
afterEach(() => rm(root, {recursive: true, force: true}));

/** An app above a base of one layer; the mark is what a builder leaves on its own layers. */
async function imageUponBase(mark: Readonly<Record<string, string>>) {
	const app = await memoryImage({'server.js': 'up'}, ['node', 'server.js']);
	const tar = await tarOf([{name: 'etc/base-release', content: 'base'}]);
	const base = blobLayer(tar, 'application/vnd.oci.image.layer.v1.tar');
	const [own] = app.layers;
	if (own === undefined) throw new Error('no layer');
	const diffIds = [digestOf(tar), ...diffIdsOf(app.config)];
	const image: RuntimeImage = {
		config: {config: {Cmd: ['node', 'server.js'], WorkingDir: '/app'}, rootfs: {type: 'layers', diff_ids: diffIds}},
		layers: [base, {...own, annotations: mark}],
	};
	return {image, base, own};
}

function diffIdsOf(config: unknown): readonly unknown[] {
	if (typeof config !== 'object' || config === null || !('rootfs' in config)) return [];
	const {rootfs} = config;
	if (typeof rootfs !== 'object' || rootfs === null || !('diff_ids' in rootfs)) return [];
	return Array.isArray(rootfs.diff_ids) ? rootfs.diff_ids : [];
}

const make = (image: RuntimeImage, requireHost = async () => {}) =>
	makeReleaseFolder(join(root, 'r1'), {
		image: 'registry/app@sha256:1',
		readImage: async () => image,
		layers: new LayerStore(join(root, 'layers')),
		requireHost,
	});

test("of an image upon a base only the app's own layers are unpacked", async () => {
	const {image, base, own} = await imageUponBase({'dev.cs-wizard.layer': 'application'});
	await make(image);

	expect(await readdir(join(root, 'r1'))).toEqual(['app']);
	expect(base.opened()).toBe(0);
	expect(await layersInUse(root)).toEqual([own.digest]);
});

test('of an image without marks everything is', async () => {
	const {image} = await imageUponBase({'org.example.other': 'x'});
	await make(image);

	expect((await readdir(join(root, 'r1'))).sort()).toEqual(['app', 'etc']);
});

test('nothing is unpacked when the machine lacks what the image needs', async () => {
	const {image} = await imageUponBase({});
	const refuses = make(image, async () => {
		throw new Error('no python3 here');
	});

	await expect(refuses).rejects.toThrow('no python3 here');
	expect(await readdir(root)).toEqual([]);
});
