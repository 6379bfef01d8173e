/** Bases in Debian's docker-registry: mounted where they lie, handed on to another registry, and read by skopeo as one image. */
import {cp, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {layersBuilder} from '../../source/core/build/builders/layers.ts';
import {detectStack} from '../../source/core/build/detect-stack.ts';
import {pushImage} from '../../source/core/registry/push-image.ts';
import {Secret} from '../../source/shared/secret.ts';
import {smallBase} from '../support/base-image.ts';
import {type DockerRegistry, registryUser, startDockerRegistry} from '../support/docker-registry.ts';
import {registryClient} from '../support/registry-client.ts';
import {serveRegistry} from '../support/serve-registry.ts';
import {skopeoInspect, skopeoPull} from '../support/skopeo.ts';

const quiet = {progress: () => undefined, log: () => undefined};

let folder: string;
let registry: DockerRegistry;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'base-image-'));
});
afterEach(async () => {
	await registry.stop();
	await rm(folder, {recursive: true, force: true});
});

async function buildUpon(name: string, credentials: Credentials | null) {
	const app = join(folder, 'hello-node');
	await cp('examples/hello-node', app, {recursive: true});
	const stack = await detectStack(app);
	if (stack === null) throw new Error('no app there');
	const base = {name, required: true, credentials: async () => credentials};
	return layersBuilder.build({folder: app, stack, base, cacheFolder: join(folder, 'cache')}, quiet);
}

interface Credentials {
	readonly username: string;
	readonly password: Secret;
}

async function pushBase(host: string) {
	const base = await smallBase();
	const {name: user, password} = registryUser;
	await registryClient(() => ({fetch, url: `http://${host}`, user, password})).pushImage('acme/base', base, 'v1');
	return base;
}

test('the same registry mounts it', async () => {
	registry = await startDockerRegistry({auth: 'htpasswd'});
	const base = await pushBase(registry.host);
	const credentials = {username: registryUser.name, password: new Secret(registryUser.password)};
	const image = await buildUpon(`${registry.host}/acme/base:v1`, credentials);
	const target = {registry: registry.host, repository: 'acme/hello', tag: 'v1', insecure: true};
	const pushed = await pushImage({image, target, credentials, report: quiet});

	expect(pushed).toMatchObject({pushed: 1, skipped: 2, bytes: image.size});
	const skopeoUser = {username: registryUser.name, password: registryUser.password};
	expect(await skopeoInspect(`${registry.host}/acme/hello:v1`, skopeoUser)).toMatchObject({
		Digest: image.manifest.digest,
		Layers: [...base.layers, ...image.layers].map(({digest}) => digest),
	});
});

test('another registry gets it handed on', async () => {
	registry = await startDockerRegistry({auth: 'none'});
	const base = await pushBase(registry.host);
	const ours = await serveRegistry();
	const image = await buildUpon(`${registry.host}/acme/base:v1`, null);
	const target = {registry: ours.host, repository: 'acme/hello', tag: 'v1', insecure: true};
	const credentials = {username: 'acme', password: new Secret('secret')};
	expect(await pushImage({image, target, credentials, report: quiet})).toMatchObject({pushed: 3, skipped: 0});

	const skopeoUser = {username: 'acme', password: 'secret'};
	expect(await skopeoInspect(`${ours.host}/acme/hello:v1`, skopeoUser)).toMatchObject({
		Layers: [...base.layers, ...image.layers].map(({digest}) => digest),
	});
	expect(await skopeoPull(`${ours.host}/acme/hello:v1`, join(folder, 'out'), skopeoUser)).toBe(image.manifest.digest);
	await ours.close();
});
