import {randomBytes} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {layersBuilder} from '../../../../source/core/build/builders/layers.ts';
import {detectStack} from '../../../../source/core/build/detect-stack.ts';
import type {Clock} from '../../../../source/core/machine/clock.ts';
import {createRetryPolicy} from '../../../../source/core/machine/retry.ts';
import {pushImage} from '../../../../source/core/registry/push-image.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import {fakeRegistry} from '../../../support/fake-registry.ts';
import {projectWith} from '../../../support/project-files.ts';

const quiet = {progress: () => undefined, log: () => undefined};

/** A clock that does not wait but remembers for how long it would have. */
function hurriedClock(): Clock & {readonly waits: number[]} {
	const waits: number[] = [];
	return {waits, now: () => 0, monotonic: () => 0, sleep: async milliseconds => void waits.push(milliseconds)};
}

async function smallImage() {
	const project = await projectWith({'server.js': ''});
	await writeFile(join(project.folder, 'data.bin'), randomBytes(40_000));
	const stack = await detectStack(project.folder);
	if (stack === null) throw new Error('no app here');
	const image = await layersBuilder.build({...project, stack}, quiet);
	return {image, [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]()};
}
type Image = Awaited<ReturnType<typeof smallImage>>['image'];

const push = (image: Image, registry: string, {clock = hurriedClock(), chunkBytes = 10_000, insecure = true} = {}) =>
	pushImage({
		image,
		target: {registry, repository: 'acme/app', tag: 'one', insecure},
		credentials: {username: 'alice', password: new Secret('s3cret:with:colons')},
		report: quiet,
		clock,
		policy: createRetryPolicy({interactive: false, random: () => 1}),
		chunkBytes,
	});

test('pushes what is missing, the manifest last, and nothing the second time', async () => {
	await using built = await smallImage();
	await using server = await fakeRegistry();
	const first = await push(built.image, server.registry);
	const sent = server.seen.length;
	const second = await push(built.image, server.registry);

	const {digest} = built.image.manifest;
	expect(first).toEqual({
		ref: `${server.registry}/acme/app@${digest}`,
		digest,
		pushed: 1,
		skipped: 0,
		bytes: built.image.size,
	});
	expect(server.seen[sent - 1]?.path).toBe('/v2/acme/app/manifests/one');
	expect(second).toMatchObject({pushed: 0, skipped: 1, bytes: 0});
	expect(server.seen.slice(sent).map(({method}) => method)).toEqual(['HEAD', 'HEAD', 'PUT']);
});

test('goes on where a broken upload stopped', async () => {
	await using built = await smallImage();
	const broken = {patches: 0};
	await using server = await fakeRegistry(({method}, _, request) => {
		if (method !== 'PATCH') return false;
		broken.patches += 1;
		if (broken.patches !== 2) return false;
		request.socket.destroy();
		return true;
	});
	await push(built.image, server.registry);

	expect([...server.blobs.keys()]).toContain(built.image.layers[0]?.digest);
	const patches = server.seen.filter(({method}) => method === 'PATCH');
	const layerBytes = built.image.layers[0]?.size ?? 0;
	expect(patches.reduce((total, {bytes}) => total + bytes, 0)).toBe(layerBytes);
});

describe('when the registry fails', () => {
	test('it is tried again, with growing waits', async () => {
		await using built = await smallImage();
		const failures = {left: 2};
		await using server = await fakeRegistry((_, response) => {
			if (failures.left === 0) return false;
			failures.left -= 1;
			response.writeHead(503).end();
			return true;
		});
		const clock = hurriedClock();
		await push(built.image, server.registry, {clock});

		expect(clock.waits).toEqual([250, 500]);
	});

	test('for good, it is said after five tries', async () => {
		await using built = await smallImage();
		await using server = await fakeRegistry((_, response) => {
			response.writeHead(500).end();
			return true;
		});

		await expect(push(built.image, server.registry)).rejects.toMatchObject({code: 'registry/failed'});
		expect(server.seen).toHaveLength(5);
	});

	test('Retry-After is waited for', async () => {
		await using built = await smallImage();
		const failures = {left: 1};
		await using server = await fakeRegistry((_, response) => {
			if (failures.left === 0) return false;
			failures.left -= 1;
			response.writeHead(429, {'retry-after': '3'}).end();
			return true;
		});
		const clock = hurriedClock();
		await push(built.image, server.registry, {clock});

		expect(clock.waits).toEqual([3000]);
	});
});

describe('credentials', () => {
	const basic = `Basic ${Buffer.from('alice:s3cret:with:colons').toString('base64')}`;

	test('are sent when asked for', async () => {
		await using built = await smallImage();
		await using server = await fakeRegistry(({authorization}, response) => {
			if (authorization === basic) return false;
			response.writeHead(401, {'www-authenticate': 'Basic realm="x"'}).end();
			return true;
		});
		await push(built.image, server.registry);

		expect(server.seen.filter(({authorization}) => authorization === undefined)).toHaveLength(1);
	});

	test('buy a token where the registry says so, and go nowhere else', async () => {
		await using built = await smallImage();
		await using server = await fakeRegistry(({path, authorization}, response, request) => {
			if (path.startsWith('/token')) {
				response.end(JSON.stringify(authorization === basic ? {token: 'tok'} : {}));
				return true;
			}
			if (authorization === 'Bearer tok') return false;
			const realm = `http://${request.headers.host}/token`;
			const challenge = `Bearer realm="${realm}",service="reg",scope="repository:acme/app:push,pull repository:b:pull"`;
			response.writeHead(401, {'www-authenticate': challenge}).end();
			return true;
		});
		await push(built.image, server.registry);

		const [token, ...more] = server.seen.filter(({path}) => path.startsWith('/token'));
		expect(more).toEqual([]);
		expect(new URL(token?.path ?? '', 'http://r').searchParams.getAll('scope')).toEqual([
			'repository:acme/app:push,pull',
			'repository:b:pull',
		]);
		expect(
			server.seen.filter(({path, authorization}) => authorization === basic && !path.startsWith('/token')),
		).toEqual([]);
	});

	test('that are wrong are refused, and the secret is in no error', async () => {
		await using built = await smallImage();
		await using server = await fakeRegistry((_, response) => {
			response.writeHead(401, {'www-authenticate': 'Basic realm="x"'}).end();
			return true;
		});
		const failure: unknown = await push(built.image, server.registry).catch((error: unknown) => error);

		expect(failure).toMatchObject({code: 'registry/refused', exitCode: 4});
		expect(JSON.stringify(failure) + String(failure)).not.toContain('s3cret');
	});

	test.each(['http://example.com/token', 'http://alice:x@127.0.0.1/token'])(
		'do not go to the realm %s',
		async realm => {
			await using built = await smallImage();
			await using server = await fakeRegistry((_, response) => {
				response.writeHead(401, {'www-authenticate': `Bearer realm="${realm}"`}).end();
				return true;
			});
			await expect(push(built.image, server.registry)).rejects.toMatchObject({code: 'api/insecure'});
		},
	);

	test('do not follow an upload to another host, nor a redirect', async () => {
		await using built = await smallImage();
		await using elsewhere = await fakeRegistry();
		await using server = await fakeRegistry(({method}, response) => {
			if (method !== 'POST') return false;
			response.writeHead(202, {location: `http://${elsewhere.registry}/v2/x`}).end();
			return true;
		});
		await using moved = await fakeRegistry((_, response) => {
			response.writeHead(302, {location: `http://${elsewhere.registry}/v2/x`}).end();
			return true;
		});

		await expect(push(built.image, server.registry)).rejects.toMatchObject({code: 'registry/failed'});
		await expect(push(built.image, moved.registry)).rejects.toMatchObject({code: 'registry/failed'});
		expect(elsewhere.seen).toEqual([]);
	});

	test('do not go over plain http to another machine', async () => {
		await using built = await smallImage();
		await expect(push(built.image, 'registry.example.com')).rejects.toMatchObject({code: 'api/insecure'});
	});
});

test.each(['a damaged blob', 'another manifest'])('%s is told as a digest that differs', async what => {
	await using built = await smallImage();
	await using server = await fakeRegistry(({method, path}, response) => {
		if (what !== 'another manifest' || method !== 'PUT' || !path.includes('/manifests/')) return false;
		response.writeHead(201, {'docker-content-digest': `sha256:${'0'.repeat(64)}`}).end();
		return true;
	});
	const [layer] = built.image.layers;
	if (what === 'a damaged blob') await writeFile(layer?.file ?? '', randomBytes(layer?.size ?? 0));

	await expect(push(built.image, server.registry)).rejects.toMatchObject({code: 'registry/digest-mismatch'});
});
