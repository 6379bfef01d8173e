/** Debian's skopeo against our registry: a real client's idea of the protocol. */
import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, expect, test} from 'vitest';
import * as z from 'zod';
import {serveRegistry} from '../support/serve-registry.ts';
import {ociIndex, ociManifest, sha256, type TestImage, testBlob, testImage} from '../support/test-image.ts';

const run = promisify(execFile);
const insecure = ['--src-tls-verify=false', '--dest-tls-verify=false'];
const credentials = ['--src-creds', 'acme:secret', '--dest-creds', 'acme:secret'];

const layoutIndexSchema = z.object({manifests: z.array(z.object({digest: z.string()}))});

let registry: Awaited<ReturnType<typeof serveRegistry>>;
let folder: string;

beforeAll(async () => {
	registry = await serveRegistry();
	folder = await mkdtemp(join(tmpdir(), 'skopeo-'));
});
afterAll(async () => {
	await registry.close();
	await rm(folder, {recursive: true});
});

test('copies an image in and out again, the same to the byte', async () => {
	const image = gzippedImage();
	await writeLayout(join(folder, 'in'), image);

	await skopeo(
		'copy',
		...insecure,
		'--dest-creds',
		'acme:secret',
		`oci:${join(folder, 'in')}:v1`,
		docker('acme/app:v1'),
	);
	await skopeo(
		'copy',
		...insecure,
		'--src-creds',
		'acme:secret',
		docker('acme/app:v1'),
		`oci:${join(folder, 'out')}:v1`,
	);

	const index = layoutIndexSchema.parse(JSON.parse(await readFile(join(folder, 'out', 'index.json'), 'utf8')));
	expect(index.manifests.map(one => one.digest)).toEqual([image.manifest.digest]);
	for (const blob of [image.config, ...image.layers]) {
		expect(sha256(await readFile(blobFile(join(folder, 'out'), blob.digest)))).toBe(blob.digest);
	}
	expect(registry.problems).toEqual([]);
});

test('looks into an image, lists its tags, copies it to another repository and deletes it', async () => {
	const image = gzippedImage();
	await writeLayout(join(folder, 'more'), image);
	await skopeo(
		'copy',
		...insecure,
		'--dest-creds',
		'acme:secret',
		`oci:${join(folder, 'more')}:v1`,
		docker('acme/one:v1'),
	);

	const inspected = JSON.parse(
		await skopeo('inspect', '--tls-verify=false', '--creds', 'acme:secret', docker('acme/one:v1')),
	);
	await skopeo('copy', ...insecure, ...credentials, docker('acme/one:v1'), docker('acme/two:v2'));
	const tags = JSON.parse(
		await skopeo('list-tags', '--tls-verify=false', '--creds', 'acme:secret', docker('acme/two')),
	);
	await skopeo('delete', '--tls-verify=false', '--creds', 'acme:secret', docker('acme/two:v2'));

	expect(inspected).toMatchObject({Digest: image.manifest.digest, RepoTags: ['v1']});
	expect(tags).toMatchObject({Tags: ['v2']});
	await expect(registry.app.readImage(`${registry.host}/acme/two:v2`)).rejects.toMatchObject({code: 'api/not-found'});
	expect((await registry.app.readImage(`${registry.host}/acme/one:v1`)).layers).toHaveLength(image.layers.length);
});

test('takes the older form of Docker too', async () => {
	await writeLayout(join(folder, 'old'), gzippedImage());

	await skopeo(
		'copy',
		...insecure,
		'--dest-creds',
		'acme:secret',
		'--format',
		'v2s2',
		`oci:${join(folder, 'old')}:v1`,
		docker('acme/old:v1'),
	);

	const raw = await skopeo('inspect', '--raw', '--tls-verify=false', '--creds', 'acme:secret', docker('acme/old:v1'));
	expect(JSON.parse(raw)).toMatchObject({mediaType: 'application/vnd.docker.distribution.manifest.v2+json'});
});

test('logs in with the password only', async () => {
	const authFile = join(folder, 'auth.json');
	const login = (password: string) =>
		skopeo('login', '--authfile', authFile, '--tls-verify=false', '-u', 'acme', '-p', password, registry.host);

	await expect(login('wrong')).rejects.toThrow(/invalid username\/password/);
	expect(await login('secret')).toContain('Login Succeeded!');
});

test('does not get at the repositories of others', async () => {
	await writeLayout(join(folder, 'foreign'), gzippedImage());
	const push = skopeo(
		'copy',
		...insecure,
		'--dest-creds',
		'acme:secret',
		`oci:${join(folder, 'foreign')}:v1`,
		docker('umbrella/app:v1'),
	);

	await expect(push).rejects.toThrow(/denied|403/);
});

const docker = (name: string) => `docker://${registry.host}/${name}`;

async function skopeo(...args: readonly string[]): Promise<string> {
	const {stdout} = await run('skopeo', ['--insecure-policy', ...args]);
	return stdout;
}

/** Two layers, one of them several megabytes. skopeo looks at what is compressed, so they are. */
function gzippedImage(): TestImage {
	const plain = [randomBytes(5_000_000), Buffer.from('the application')].map(bytes =>
		Buffer.concat([bytes, Buffer.alloc(1024)]),
	);
	const layers = plain.map(bytes => testBlob(gzipSync(bytes, {level: 1})));
	return testImage(layers, {
		mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
		config: {rootfs: {type: 'layers', diff_ids: plain.map(sha256)}},
	});
}

const blobFile = (layout: string, digest: string) => join(layout, 'blobs', 'sha256', digest.slice('sha256:'.length));

/** An OCI image layout: a folder that skopeo reads as an image. */
async function writeLayout(layout: string, {config, layers, manifest}: TestImage): Promise<void> {
	await mkdir(join(layout, 'blobs', 'sha256'), {recursive: true});
	for (const blob of [config, manifest, ...layers]) await writeFile(blobFile(layout, blob.digest), blob.bytes);
	await writeFile(join(layout, 'oci-layout'), JSON.stringify({imageLayoutVersion: '1.0.0'}));
	const entry = {
		mediaType: ociManifest,
		digest: manifest.digest,
		size: manifest.bytes.length,
		annotations: {'org.opencontainers.image.ref.name': 'v1'},
	};
	await writeFile(
		join(layout, 'index.json'),
		JSON.stringify({schemaVersion: 2, mediaType: ociIndex, manifests: [entry]}),
	);
}
