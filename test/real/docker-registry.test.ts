/** Debian's docker-registry takes what we build and push, and skopeo gets it out again. */
import {randomBytes} from 'node:crypto';
import {cp, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {BuiltImage} from '../../source/core/build/builders/builder.ts';
import {layersBuilder} from '../../source/core/build/builders/layers.ts';
import {detectStack} from '../../source/core/build/detect-stack.ts';
import {pushImage} from '../../source/core/registry/push-image.ts';
import {Secret} from '../../source/shared/secret.ts';
import {type DockerRegistry, registryUser, startDockerRegistry} from '../support/docker-registry.ts';
import {skopeoInspect, skopeoPull} from '../support/skopeo.ts';
import {sha256} from '../support/test-image.ts';

const quiet = {progress: () => undefined, log: () => undefined};

let folder: string;
let registry: DockerRegistry;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'docker-registry-'));
});
afterEach(async () => {
	await registry.stop();
	await rm(folder, {recursive: true, force: true});
});

async function buildHello(more: Readonly<Record<string, Uint8Array>> = {}): Promise<BuiltImage> {
	const app = join(folder, 'hello-node');
	await cp('examples/hello-node', app, {recursive: true});
	for (const [name, bytes] of Object.entries(more)) await writeFile(join(app, name), bytes);
	const stack = await detectStack(app);
	if (stack === null) throw new Error('no app there');
	return layersBuilder.build({folder: app, stack, cacheFolder: join(folder, 'cache')}, quiet);
}

const push = (image: BuiltImage, password = registryUser.password, chunkBytes?: number) =>
	pushImage({
		image,
		target: {registry: registry.host, repository: 'acme/hello', tag: 'v1', insecure: true},
		credentials: {username: registryUser.name, password: new Secret(password)},
		report: quiet,
		...(chunkBytes === undefined ? {} : {chunkBytes}),
	});

test.each(['none', 'htpasswd'] as const)(
	'a push with auth %s arrives whole, and a second one sends no layer',
	async auth => {
		registry = await startDockerRegistry({auth});
		const credentials = auth === 'none' ? undefined : {username: registryUser.name, password: registryUser.password};
		const image = await buildHello();

		const first = await push(image);
		expect(first).toMatchObject({digest: image.manifest.digest, pushed: image.layers.length, skipped: 0});
		expect(await push(image)).toMatchObject({pushed: 0, skipped: image.layers.length, bytes: 0});

		expect(await skopeoInspect(`${registry.host}/acme/hello:v1`, credentials)).toMatchObject({
			Digest: image.manifest.digest,
			RepoTags: ['v1'],
			Layers: image.layers.map(({digest}) => digest),
		});
		expect(await skopeoPull(first.ref, join(folder, 'out'), credentials)).toBe(image.manifest.digest);
		for (const {digest} of [image.config, ...image.layers]) {
			const blob = await readFile(join(folder, 'out', 'blobs', 'sha256', digest.slice('sha256:'.length)));
			expect(sha256(blob)).toBe(digest);
		}
	},
);

test('a push in many pieces is the same image, down to the bytes of its manifest', async () => {
	registry = await startDockerRegistry({auth: 'htpasswd'});
	const image = await buildHello({'data.bin': randomBytes(300_000)});
	expect(await push(image, registryUser.password, 20_000)).toMatchObject({digest: image.manifest.digest});
	const credentials = {username: registryUser.name, password: registryUser.password};
	expect(await skopeoPull(`${registry.host}/acme/hello:v1`, join(folder, 'out'), credentials)).toBe(
		image.manifest.digest,
	);
	const {digest, file} = image.manifest;
	const manifest = join(folder, 'out', 'blobs', 'sha256', digest.slice('sha256:'.length));
	expect(await readFile(manifest, 'utf8')).toBe(await readFile(file, 'utf8'));
});

test('a wrong password is refused as such, and nothing is there', async () => {
	registry = await startDockerRegistry({auth: 'htpasswd'});
	const pushed = push(await buildHello(), 'another-password');
	await expect(pushed).rejects.toMatchObject({code: 'registry/refused'});
	await expect(pushed).rejects.not.toThrow('another-password');
	const credentials = {username: registryUser.name, password: registryUser.password};
	await expect(skopeoInspect(`${registry.host}/acme/hello:v1`, credentials)).rejects.toThrow(
		/manifest unknown|not found/,
	);
});
