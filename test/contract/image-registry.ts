/** The OCI distribution specification, as stories of what a client pushes and gets back. */
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {codesOf, type RegistryAddress, registryClient, withDigest} from '../support/registry-client.ts';
import {ociIndex, ociManifest, sha256, testBlob, testImage} from '../support/test-image.ts';

export interface RegistryUnderTest extends RegistryAddress {
	close(): Promise<void>;
}

/** `start` gives a registry with a user who may use everything under `acme`, and deleting allowed. */
export function imageRegistryContract(start: () => Promise<RegistryUnderTest>): void {
	let registry: RegistryUnderTest;
	let names = 0;

	beforeAll(async () => {
		registry = await start();
	});
	afterAll(() => registry.close());

	const newName = () => `acme/app-${++names}`;
	const {ask, getManifest, pushBlob, pushImage, putManifest, startUpload} = registryClient(() => registry);

	describe('who may', () => {
		test.each([null, 'acme:wrong', 'nobody:secret', 'no-colon'])('answers nobody as %s', async credentials => {
			const refused = await ask('GET', '/v2/', {credentials});

			expect(refused.status).toBe(401);
			expect(refused.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
			expect(await codesOf(refused)).toEqual(['UNAUTHORIZED']);
		});

		test('says that it speaks version 2', async () => {
			const answer = await ask('GET', '/v2/');

			expect(answer.status).toBe(200);
			expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
		});
	});

	describe('blobs', () => {
		const blob = testBlob('0123456789');

		test('takes one in a POST and a PUT, and gives it back', async () => {
			const name = newName();
			expect((await ask('HEAD', `/v2/${name}/blobs/${blob.digest}`)).status).toBe(404);
			await pushBlob(name, blob);

			const head = await ask('HEAD', `/v2/${name}/blobs/${blob.digest}`);
			const got = await ask('GET', `/v2/${name}/blobs/${blob.digest}`);

			expect(head.status).toBe(200);
			expect(head.headers.get('content-length')).toBe('10');
			expect(got.headers.get('docker-content-digest')).toBe(blob.digest);
			expect(await got.text()).toBe('0123456789');
		});

		test('takes one in pieces, and tells how far it is', async () => {
			const name = newName();
			let location = await startUpload(name);
			for (const [from, piece] of [
				[0, '0123'],
				[4, '456'],
				[7, '789'],
			] as const) {
				const patched = await ask('PATCH', location, {
					body: piece,
					headers: {
						'Content-Type': 'application/octet-stream',
						'Content-Range': `${from}-${from + piece.length - 1}`,
						'Content-Length': String(piece.length),
					},
				});
				expect(patched.status).toBe(202);
				expect(patched.headers.get('range')).toBe(`0-${from + piece.length - 1}`);
				location = patched.headers.get('location') ?? '';
			}
			const status = await ask('GET', location);
			const ended = await ask('PUT', withDigest(location, blob.digest));

			expect(status.status).toBe(204);
			expect(status.headers.get('range')).toBe('0-9');
			expect(ended.status).toBe(201);
			expect(await (await ask('GET', `/v2/${name}/blobs/${blob.digest}`)).text()).toBe('0123456789');
		});

		test('refuses a piece that does not follow, and says where to go on', async () => {
			const location = await startUpload(newName());
			const headers = {'Content-Type': 'application/octet-stream', 'Content-Range': '4-6', 'Content-Length': '3'};

			const refused = await ask('PATCH', location, {body: '456', headers});

			expect(refused.status).toBe(416);
		});

		test('refuses content that is not what it was announced as', async () => {
			const name = newName();
			const refused = await ask('PUT', withDigest(await startUpload(name), blob.digest), {body: 'something else'});

			expect(refused.status).toBe(400);
			expect(await codesOf(refused)).toEqual(['DIGEST_INVALID']);
			expect((await ask('HEAD', `/v2/${name}/blobs/${blob.digest}`)).status).toBe(404);
		});

		test('gives up an upload', async () => {
			const location = await startUpload(newName());

			expect((await ask('DELETE', location)).status).toBe(204);
			expect(await codesOf(await ask('GET', location))).toEqual(['BLOB_UPLOAD_UNKNOWN']);
		});

		test('mounts what another repository of the same owner has', async () => {
			const [from, to] = [newName(), newName()];
			await pushBlob(from, blob);

			const mounted = await ask('POST', `/v2/${to}/blobs/uploads/?mount=${blob.digest}&from=${from}`);

			expect(mounted.status).toBe(201);
			expect(await (await ask('GET', `/v2/${to}/blobs/${blob.digest}`)).text()).toBe('0123456789');
		});

		test('starts an upload when there is nothing to mount', async () => {
			const started = await ask('POST', `/v2/${newName()}/blobs/uploads/?mount=${sha256('not there')}&from=acme/none`);

			expect(started.status).toBe(202);
			expect(started.headers.get('location')).toContain('/blobs/uploads/');
		});

		test.each([
			['bytes=2-4', 206, '234', 'bytes 2-4/10'],
			['bytes=7-', 206, '789', 'bytes 7-9/10'],
			['bytes=-2', 206, '89', 'bytes 8-9/10'],
			['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
		])('gives a range: %s', async (range, status, text, contentRange) => {
			const name = newName();
			await pushBlob(name, blob);

			const part = await ask('GET', `/v2/${name}/blobs/${blob.digest}`, {headers: {Range: range}});

			expect(part.status).toBe(status);
			expect(part.headers.get('content-range')).toBe(contentRange);
			expect(await part.text()).toBe(text);
		});

		test('refuses a range behind the end', async () => {
			const name = newName();
			await pushBlob(name, blob);

			expect((await ask('GET', `/v2/${name}/blobs/${blob.digest}`, {headers: {Range: 'bytes=10-'}})).status).toBe(416);
		});

		test('keeps an empty blob and one under sha512', async () => {
			const name = newName();
			const empty = testBlob('');
			await pushBlob(name, empty);

			expect((await ask('HEAD', `/v2/${name}/blobs/${empty.digest}`)).headers.get('content-length')).toBe('0');
		});

		test('deletes a blob of one repository', async () => {
			const name = newName();
			await pushBlob(name, blob);

			expect((await ask('DELETE', `/v2/${name}/blobs/${blob.digest}`)).status).toBe(202);
			expect(await codesOf(await ask('GET', `/v2/${name}/blobs/${blob.digest}`))).toEqual(['BLOB_UNKNOWN']);
		});
	});

	describe('manifests', () => {
		const image = testImage([testBlob('layer one'), testBlob('layer two')]);
		const {digest} = image.manifest;

		test('keeps one under its tag and its digest, byte for byte', async () => {
			const name = newName();
			await pushImage(name, image, 'v1');

			for (const reference of ['v1', digest]) {
				const got = await getManifest('GET', name, reference);
				expect(got.headers.get('content-type')).toBe(ociManifest);
				expect(got.headers.get('docker-content-digest')).toBe(digest);
				expect(sha256(await got.text())).toBe(digest);
				expect((await getManifest('HEAD', name, reference)).headers.get('docker-content-digest')).toBe(digest);
			}
		});

		test('refuses one whose layers are not there', async () => {
			const refused = await putManifest(newName(), 'v1', image.manifest.bytes);

			expect(await codesOf(refused)).toContain('MANIFEST_BLOB_UNKNOWN');
		});

		test('refuses what is no manifest', async () => {
			for (const body of ['', 'not JSON', '{}', '{"schemaVersion": 2}']) {
				expect((await putManifest(newName(), 'v1', body)).status).toBe(400);
			}
		});

		test('refuses one under the digest of another', async () => {
			const name = newName();
			await pushImage(name, image, 'v1');

			const refused = await putManifest(name, sha256('another'), image.manifest.bytes);

			expect(await codesOf(refused)).toEqual(['DIGEST_INVALID']);
		});

		test('moves a tag, and the old one stays under its digest', async () => {
			const name = newName();
			const newer = testImage([testBlob('layer three')]);
			await pushImage(name, image, 'latest');
			await pushImage(name, newer, 'latest');

			expect((await getManifest('HEAD', name, 'latest')).headers.get('docker-content-digest')).toBe(
				newer.manifest.digest,
			);
			expect((await getManifest('HEAD', name, digest)).status).toBe(200);
		});

		test('keeps an index of manifests that are there', async () => {
			const name = newName();
			await pushImage(name, image, digest);
			const index = JSON.stringify({
				schemaVersion: 2,
				mediaType: ociIndex,
				manifests: [
					{
						mediaType: ociManifest,
						digest,
						size: image.manifest.bytes.length,
						platform: {os: 'linux', architecture: 'amd64'},
					},
				],
			});

			expect((await putManifest(name, 'multi', index, ociIndex)).status).toBe(201);
			expect((await getManifest('GET', name, 'multi')).headers.get('content-type')).toBe(ociIndex);
			expect(await codesOf(await putManifest(newName(), 'multi', index, ociIndex))).toContain('MANIFEST_BLOB_UNKNOWN');
		});

		test('deletes by digest, and the tags with it', async () => {
			const name = newName();
			await pushImage(name, image, 'v1');

			expect((await ask('DELETE', `/v2/${name}/manifests/${digest}`)).status).toBe(202);
			expect(await codesOf(await getManifest('GET', name, 'v1'))).toEqual(['MANIFEST_UNKNOWN']);
			expect(await codesOf(await getManifest('GET', name, digest))).toEqual(['MANIFEST_UNKNOWN']);
		});

		test('lists tags in pages', async () => {
			const name = newName();
			for (const tag of ['b', 'a', 'd', 'c']) await pushImage(name, image, tag);

			const first = await ask('GET', `/v2/${name}/tags/list?n=3`);
			const next = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
			const second = await ask('GET', next);

			expect(await first.json()).toEqual({name, tags: ['a', 'b', 'c']});
			expect(await second.json()).toEqual({name, tags: ['d']});
			expect(second.headers.get('link')).toBeNull();
			expect(await codesOf(await ask('GET', '/v2/acme/never-pushed/tags/list'))).toEqual(['NAME_UNKNOWN']);
		});
	});
}
