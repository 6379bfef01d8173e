import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {layersBuilder} from '../../../../../source/core/build/builders/layers.ts';
import {detectStack} from '../../../../../source/core/build/detect-stack.ts';
import {createRetryPolicy} from '../../../../../source/core/machine/retry.ts';
import {pushImage} from '../../../../../source/core/registry/push-image.ts';
import {Secret} from '../../../../../source/shared/secret.ts';
import {openRegistry, smallBase} from '../../../../support/base-image.ts';
import {fakeRegistry} from '../../../../support/fake-registry.ts';
import {projectWith} from '../../../../support/project-files.ts';
import {registryClient} from '../../../../support/registry-client.ts';
import {serveRegistry} from '../../../../support/serve-registry.ts';

const credentials = {username: 'acme', password: new Secret('secret')};
const quiet = {progress: () => undefined, log: () => undefined};

async function build(folder: Awaited<ReturnType<typeof projectWith>>, name: string, required = true) {
	const stack = await detectStack(folder.folder);
	if (stack === null) throw new Error('no app here');
	const lines: string[] = [];
	const report = {progress: () => undefined, log: (line: string) => void lines.push(line)};
	const base = {name, required, credentials: async () => credentials};
	return {image: await layersBuilder.build({...folder, stack, base}, report), lines};
}

const push = (image: Awaited<ReturnType<typeof build>>['image'], registry: string) =>
	pushImage({
		image,
		target: {registry, repository: 'acme/app', tag: 'one', insecure: true},
		credentials,
		report: quiet,
		policy: createRetryPolicy({interactive: false, random: () => 0}),
	});

const project = () => projectWith({'server.js': 'up'});

test("the base's layers stand below ours, its environment under ours, its history before ours", async () => {
	await using app = await project();
	const base = await smallBase();
	await using registry = await openRegistry(base);
	const name = `${registry.host}/acme/base:index`;
	const {image} = await build(app, name);
	const again = await build(app, name);

	expect(JSON.parse(await readFile(image.manifest.file, 'utf8'))).toMatchObject({
		layers: [
			...base.layers.map(({digest, bytes}) => ({digest, size: bytes.length})),
			{digest: image.layers[0]?.digest, annotations: {'dev.cs-wizard.layer': 'application'}},
		],
		annotations: {
			'org.opencontainers.image.base.name': name,
			'org.opencontainers.image.base.digest': base.manifest.digest,
		},
	});
	const config: unknown = JSON.parse(await readFile(image.config.file, 'utf8'));
	expect(config).toMatchObject({
		os: 'linux',
		config: {
			Cmd: ['node', 'server.js'],
			Env: ['PATH=/usr/local/bin:/usr/bin', 'NODE_ENV=production'],
			User: 'node',
			WorkingDir: '/app',
			Labels: {'dev.cs-wizard.runtime': 'node'},
		},
		history: [
			{created_by: 'ADD rootfs'},
			{created_by: 'ENV', empty_layer: true},
			{created_by: 'COPY'},
			{created_by: 'cs-wizard: application'},
		],
	});
	expect(config).toHaveProperty('rootfs.diff_ids.length', 3);
	// Its start is not ours: our command stands alone.
	expect(config).not.toHaveProperty('config.Entrypoint');
	expect(again.image.manifest.digest).toBe(image.manifest.digest);
});

describe('at the push', () => {
	test('its layers are mounted when it lies in the same registry', async () => {
		await using app = await project();
		const base = await smallBase();
		const registry = await serveRegistry();
		const client = registryClient(() => ({fetch, url: registry.url, user: 'acme', password: 'secret'}));
		await client.pushImage('acme/base', base, 'v1');
		const {image} = await build(app, `${registry.host}/acme/base:v1`);
		const first = await push(image, registry.host);
		const read = await registry.app.readImage(first.ref);

		expect(first).toMatchObject({pushed: 1, skipped: 2, bytes: image.size});
		expect(read.layers.map(({digest}) => digest)).toEqual([
			...base.layers.map(({digest}) => digest),
			...image.layers.map(({digest}) => digest),
		]);
		expect(await push(image, registry.host)).toMatchObject({pushed: 0, skipped: 3, bytes: 0});
		await registry.close();
	});

	test('they are handed on from its own registry to another', async () => {
		await using app = await project();
		const base = await smallBase();
		await using from = await openRegistry(base);
		await using to = await fakeRegistry();
		const {image} = await build(app, `${from.host}/acme/base:image`);
		const pushed = await push(image, to.registry);

		expect(pushed).toMatchObject({pushed: 3, skipped: 0});
		for (const {digest, bytes} of base.layers) expect(to.blobs.get(digest)?.equals(bytes)).toBe(true);
		expect(to.seen.filter(({path}) => path.includes('mount='))).toEqual([]);
		expect(from.asked.filter(({authorization}) => authorization !== undefined)).toEqual([]);
	});

	test('one that breaks off is fetched again, one with other bytes is told', async () => {
		await using app = await project();
		const base = await smallBase();
		const [layer] = base.layers;
		const serving = {broken: 1, other: false};
		await using from = await openRegistry(base, ({path}, response) => {
			if (!path.endsWith(layer?.digest ?? '')) return false;
			if (serving.broken > 0) {
				serving.broken -= 1;
				response.socket?.destroy();
				return true;
			}
			if (serving.other) response.writeHead(200).end(Buffer.alloc(layer?.bytes.length ?? 0));
			return serving.other;
		});
		await using to = await fakeRegistry();
		await using next = await fakeRegistry();
		const {image} = await build(app, `${from.host}/acme/base:image`);
		expect(await push(image, to.registry)).toMatchObject({pushed: 3});

		serving.other = true;
		await expect(push(image, next.registry)).rejects.toMatchObject({code: 'registry/digest-mismatch'});
		expect(next.manifests.size).toBe(0);
	});
});

describe('a base that is out of reach', () => {
	test('is left out when only the project names it, and said so', async () => {
		await using app = await project();
		const {image, lines} = await build(app, '127.0.0.1:1/acme/base', false);

		expect(image.base).toBeUndefined();
		expect(lines.join('\n')).toContain('goes without it; its host needs node');
	});

	test('ends the build when it was asked for', async () => {
		await using app = await project();
		await expect(build(app, '127.0.0.1:1/acme/base')).rejects.toMatchObject({
			code: 'registry/failed',
			message: expect.stringContaining('127.0.0.1:1/acme/base is out of reach'),
		});
	});
});

test.each([false, true])(
	'a name that is no image, or that nobody has, ends the build (required: %s)',
	async required => {
		await using app = await project();
		await using registry = await openRegistry(await smallBase());
		await expect(build(app, 'No Image', required)).rejects.toMatchObject({
			code: 'build/failed',
			facts: {base: 'No Image'},
		});
		await expect(build(app, `${registry.host}/acme/base:gone`, required)).rejects.toMatchObject({code: 'build/failed'});
	},
);
