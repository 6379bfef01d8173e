import {mkdtemp, readdir, readFile, readlink, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync, zstdCompressSync} from 'node:zlib';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {LayerStore} from '../../../../source/core/machine/layer-store.ts';
import type {LayerBlob} from '../../../../source/core/machine/unpack-layer.ts';
import {blobLayer, digestOf, type TarEntry, tarOf} from '../../../support/memory-image.ts';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'cs-layers-'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const store = () => new LayerStore(join(folder, 'layers'));
const root = () => join(folder, 'release');
const gzip = 'application/vnd.oci.image.layer.v1.tar+gzip';

async function layer(...entries: readonly TarEntry[]) {
	const tar = await tarOf(entries);
	return {...blobLayer(gzipSync(tar), gzip), diffId: digestOf(tar)};
}

async function make(...layers: readonly LayerBlob[]): Promise<void> {
	await store().makeRelease(layers, root());
}

const read = (path: string) => readFile(join(root(), path), 'utf8');

test('layers lie on top of each other, and whiteouts remove what is below', async () => {
	await make(
		await layer(
			{name: 'app/', type: 'directory'},
			{name: 'app/server.js', content: 'old'},
			{name: 'app/gone.js', content: 'x'},
			{name: 'app/cache/a', content: 'x'},
			{name: 'app/kept.js', content: 'kept'},
		),
		await layer(
			{name: 'app/server.js', content: 'new'},
			{name: 'app/.wh.gone.js'},
			{name: 'app/cache/.wh..wh..opq'},
			{name: 'app/cache/b', content: 'b'},
			{name: 'app/run', content: '#!/bin/sh', mode: 0o4755},
		),
	);
	expect((await readdir(join(root(), 'app'))).sort()).toEqual(['cache', 'kept.js', 'run', 'server.js']);
	expect(await read('app/server.js')).toBe('new');
	expect(await readdir(join(root(), 'app/cache'))).toEqual(['b']);
	expect((await stat(join(root(), 'app/run'))).mode & 0o7777).toBe(0o755);
});

test('links inside stay links, hard links become files', async () => {
	await make(
		await layer(
			{name: 'app/bin/tool', content: 'tool'},
			{name: 'app/tool', type: 'symlink', linkname: 'bin/tool'},
			{name: 'app/absolute', type: 'symlink', linkname: '/app/bin/tool'},
			{name: 'app/same', type: 'link', linkname: 'app/bin/tool'},
		),
	);
	expect(await readlink(join(root(), 'app/tool'))).toBe('bin/tool');
	expect(await read('app/absolute')).toBe('tool');
	expect(await read('app/same')).toBe('tool');
});

test.each<[string, readonly TarEntry[]]>([
	['an absolute name', [{name: '/tmp/evil', content: 'x'}]],
	['a name that climbs', [{name: '../evil', content: 'x'}]],
	['a name that climbs in the middle', [{name: 'app/../../evil', content: 'x'}]],
	['a link that leads outside', [{name: 'app/out', type: 'symlink', linkname: '../../outside'}]],
	['a link by way of a link', [{name: 'a/b/c/up', type: 'symlink', linkname: 'down/../../../../x'}]],
	['a hard link to the outside', [{name: 'passwd', type: 'link', linkname: '../../etc/passwd'}]],
	['a hard link to a file of the machine', [{name: 'passwd', type: 'link', linkname: '/etc/passwd'}]],
	[
		'a hard link to a link, which would mean another place',
		[
			{name: 'a/b/l', type: 'symlink', linkname: '../../x'},
			{name: 'l', type: 'link', linkname: 'a/b/l'},
		],
	],
	['a device', [{name: 'dev/null', type: 'character-device'}]],
	['a FIFO', [{name: 'pipe', type: 'fifo'}]],
	['a whiteout that climbs', [{name: 'app/.wh...'}]],
])('%s is refused, and nothing is left', async (_what, entries) => {
	await expect(make(await layer({name: 'app/fine', content: 'x'}, ...entries))).rejects.toMatchObject({
		code: 'image/refused',
	});
	expect((await readdir(folder)).filter(name => name !== 'layers')).toEqual([]);
	expect(await readdir(join(folder, 'layers'))).toEqual([]);
});

test('a file is never written through a link, of its own layer or of one below', async () => {
	const link: TarEntry = {name: 'app/link', type: 'symlink', linkname: '.'};
	await make(await layer(link, {name: 'app/link/file', content: 'x'}));
	expect((await stat(join(root(), 'app/link'))).isDirectory()).toBe(true);
	await make(
		await layer({name: 'data', type: 'symlink', linkname: 'app'}),
		await layer({name: 'data/file', content: 'y'}),
	);
	expect(await readdir(root())).toEqual(['data']);
	expect(await read('data/file')).toBe('y');
});

test('bytes that are not the digest, or not the content the config names, are refused', async () => {
	const right = await layer({name: 'a', content: 'a'});
	const other = await layer({name: 'a', content: 'b'});
	await expect(make({...right, open: () => other.open()})).rejects.toMatchObject({code: 'registry/digest-mismatch'});
	await expect(make({...right, diffId: other.diffId})).rejects.toMatchObject({code: 'registry/digest-mismatch'});
	const garbage = blobLayer(Buffer.from('no archive at all'), gzip);
	await expect(make({...garbage, diffId: undefined})).rejects.toMatchObject({code: 'image/refused'});
	const cut = gzipSync(await tarOf([{name: 'a', content: 'x'.repeat(10_000)}])).subarray(0, 60);
	await expect(make({...blobLayer(cut, gzip), diffId: undefined})).rejects.toMatchObject({code: 'image/refused'});
});

test('an archive that is too much is refused: files, bytes, headers', async () => {
	const few = new LayerStore(join(folder, 'layers'), {entries: 2, bytes: 1000});
	const three = await layer({name: 'a'}, {name: 'b'}, {name: 'c'});
	await expect(few.makeRelease([three], root())).rejects.toThrow('more than 2 files');
	const large = await layer({name: 'a', content: 'x'.repeat(2000)});
	await expect(few.makeRelease([large], root())).rejects.toThrow('larger than');
	const header = (await tarOf([{name: 'pax', content: 'x'}])).subarray(0, 512);
	// A pax header (type x) of 64 MB: whoever read it would hold it in memory whole.
	header.write((64 * 1024 * 1024).toString(8).padStart(11, '0'), 124, 'latin1');
	header.write('x', 156, 'latin1');
	header.write('        ', 148, 'latin1');
	const sum = header.reduce((total, byte) => total + byte, 0);
	header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
	const bomb = gzipSync(Buffer.concat([header, Buffer.alloc(64 * 1024 * 1024)]));
	await expect(make({...blobLayer(bomb, gzip), diffId: undefined})).rejects.toMatchObject({code: 'image/refused'});
});

test('a layer is read once; what an app writes into its release stays out of the next', async () => {
	const dependencies = await layer({name: 'app/lib.js', content: 'lib'});
	await store().makeRelease([dependencies], root());
	await writeFile(join(root(), 'app/lib.js'), 'changed by the app');
	await store().makeRelease([dependencies], join(folder, 'next'));
	expect(dependencies.opened()).toBe(1);
	expect(await readFile(join(folder, 'next/app/lib.js'), 'utf8')).toBe('lib');
});

test('plain and zstd layers unpack too, unknown kinds are refused', async () => {
	const tar = await tarOf([{name: 'a', content: 'a'}]);
	await make({...blobLayer(tar, 'application/vnd.oci.image.layer.v1.tar'), diffId: undefined});
	await make({...blobLayer(zstdCompressSync(tar), 'application/vnd.oci.image.layer.v1.tar+zstd'), diffId: undefined});
	expect(await read('a')).toBe('a');
	const other = await tarOf([{name: 'b', content: 'b'}]);
	await expect(make({...blobLayer(other, 'text/plain'), diffId: undefined})).rejects.toMatchObject({
		code: 'image/refused',
	});
});

test('what no release is made of is pruned', async () => {
	const kept = await layer({name: 'a', content: 'a'});
	const unused = await layer({name: 'b', content: 'b'});
	await make(kept, unused);
	await store().prune(new Set([kept.digest]));
	expect(await readdir(join(folder, 'layers'))).toEqual([kept.digest.slice(7)]);
});
