import {createHash} from 'node:crypto';
import {mkdtemp, readdir, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createRegistryApp, type RegistryApp} from '../../../../source/platform/images/registry-app.ts';
import {manualClock} from '../../../support/manual-clock.ts';
import {codesOf, registryClient, withDigest} from '../../../support/registry-client.ts';
import {ociIndex, ociManifest, testBlob, testImage} from '../../../support/test-image.ts';

const hour = 60 * 60 * 1000;
const blob = testBlob('0123456789');
const clock = manualClock(Date.now());

let folder: string;
let app: RegistryApp;
let problems: string[];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'registry-'));
	app = start();
});
afterEach(async () => {
	await app.close();
	await rm(folder, {recursive: true, force: true});
});

/** Each user's namespace is their name. */
function start(): RegistryApp {
	problems = [];
	return createRegistryApp({
		folder,
		authenticate: async (user, password) => (password === 'secret' ? {namespace: user} : null),
		log: message => problems.push(message),
		clock,
	});
}

async function restart(): Promise<void> {
	await app.close();
	app = start();
}

const as = (user: string) =>
	registryClient(() => ({fetch: request => app.fetch(request), url: 'http://registry', user, password: 'secret'}));
const acme = as('acme');
const umbrella = as('umbrella');

test('keeps namespaces apart, even where the content is the same', async () => {
	await acme.pushBlob('acme/app', blob);

	expect(await codesOf(await umbrella.ask('GET', `/v2/acme/app/blobs/${blob.digest}`))).toEqual(['DENIED']);
	expect(await codesOf(await umbrella.ask('POST', '/v2/acmeevil/app/blobs/uploads/'))).toEqual(['DENIED']);
	expect(await codesOf(await umbrella.ask('GET', `/v2/umbrella/app/blobs/${blob.digest}`))).toEqual(['BLOB_UNKNOWN']);
	const mount = await umbrella.ask('POST', `/v2/umbrella/app/blobs/uploads/?mount=${blob.digest}&from=acme/app`);
	expect(mount.status).toBe(202);
});

test('lets nobody continue the upload of another repository', async () => {
	const location = await acme.startUpload('acme/app');
	const id = location.split('/').at(-1) ?? '';

	expect(await codesOf(await umbrella.ask('GET', `/v2/umbrella/app/blobs/uploads/${id}`))).toEqual([
		'BLOB_UPLOAD_UNKNOWN',
	]);
	expect(await codesOf(await acme.ask('GET', '/v2/acme/app/blobs/uploads/..%2f..%2fblobs'))).not.toEqual([]);
	expect(await codesOf(await acme.ask('GET', '/v2/acme/app/blobs/uploads/nothing'))).toEqual(['BLOB_UPLOAD_UNKNOWN']);
});

test('goes on with an upload after a restart', async () => {
	const location = await acme.startUpload('acme/app');
	await acme.ask('PATCH', location, {body: '01234'});
	await restart();

	expect((await acme.ask('GET', location)).headers.get('range')).toBe('0-4');
	await acme.ask('PATCH', location, {body: '56789', headers: {'Content-Range': '5-9'}});
	expect((await acme.ask('PUT', withDigest(location, blob.digest))).status).toBe(201);
	expect(await (await acme.ask('GET', `/v2/acme/app/blobs/${blob.digest}`)).text()).toBe('0123456789');
});

test('goes on after a piece that broke off', async () => {
	const location = await acme.startUpload('acme/app');
	const breaking = new ReadableStream({
		start(controller) {
			controller.enqueue(new TextEncoder().encode('012'));
		},
		pull: () => Promise.reject(new Error('the line is gone')),
	});
	const headers = {Authorization: `Basic ${btoa('acme:secret')}`, 'Content-Range': '0-9'};
	const broken = await app.fetch(
		new Request(`http://registry${location}`, {method: 'PATCH', headers, body: breaking, duplex: 'half'}),
	);

	expect(await codesOf(broken)).toEqual(['BLOB_UPLOAD_INVALID']);
	expect((await acme.ask('GET', location)).headers.get('range')).toBe('0-2');
	expect((await acme.ask('PUT', withDigest(location, blob.digest), {body: '3456789'})).status).toBe(201);
	expect(problems).toEqual([]);
});

test('tells who is out of step where to go on', async () => {
	const location = await acme.startUpload('acme/app');
	await acme.ask('PATCH', location, {body: '01234'});

	const refused = await acme.ask('PATCH', location, {body: '789', headers: {'Content-Range': '7-9'}});

	expect(refused.status).toBe(416);
	expect(refused.headers.get('range')).toBe('0-4');
	expect(refused.headers.get('location')).toBe(location);
});

test('takes back a piece that is not as long as it says', async () => {
	const location = await acme.startUpload('acme/app');
	const short = await acme.ask('PATCH', location, {body: '0123', headers: {'Content-Range': '0-4'}});

	expect(await codesOf(short)).toEqual(['SIZE_INVALID']);
	await acme.ask('PATCH', location, {body: '01234', headers: {'Content-Range': '0-4'}});
	expect((await acme.ask('PUT', withDigest(location, blob.digest), {body: '56789'})).status).toBe(201);
});

test('makes requests for one upload take turns', async () => {
	const location = await acme.startUpload('acme/app');
	const pieces = await Promise.all(['a', 'b', 'c', 'd'].map(body => acme.ask('PATCH', location, {body})));

	expect(pieces.map(piece => piece.headers.get('range'))).toEqual(['0-0', '0-1', '0-2', '0-3']);
	expect((await acme.ask('PUT', withDigest(location, testBlob('abcd').digest))).status).toBe(201);
});

test('takes a blob in one request', async () => {
	const whole = await acme.ask('POST', `/v2/acme/app/blobs/uploads/?digest=${blob.digest}`, {body: blob.bytes});
	const wrong = await acme.ask('POST', `/v2/acme/app/blobs/uploads/?digest=${blob.digest}`, {body: 'other'});

	expect(whole.status).toBe(201);
	expect(await codesOf(wrong)).toEqual(['DIGEST_INVALID']);
	expect(await readdir(join(folder, 'uploads'))).toEqual([]);
});

test('knows sha512', async () => {
	const digest = `sha512:${createHash('sha512').update('0123456789').digest('hex')}`;
	const location = await acme.startUpload('acme/app');

	expect((await acme.ask('PUT', withDigest(location, digest), {body: '0123456789'})).status).toBe(201);
	expect(await (await acme.ask('GET', `/v2/acme/app/blobs/${digest}`)).text()).toBe('0123456789');
});

test.each(['', 'sha256:short', 'md5:d41d8cd98f00b204e9800998ecf8427e', 'sha256:../../../etc/passwd'])(
	'takes no digest like %j',
	async digest => {
		const location = await acme.startUpload('acme/app');

		expect(await codesOf(await acme.ask('PUT', withDigest(location, digest)))).toEqual(['DIGEST_INVALID']);
	},
);

test('tells a tag in capitals from one in small letters', async () => {
	const [small, big] = [testImage([testBlob('small')]), testImage([testBlob('big')])];
	await acme.pushImage('acme/app', small, 'rc1');
	await acme.pushImage('acme/app', big, 'RC1');

	expect((await acme.getManifest('HEAD', 'acme/app', 'rc1')).headers.get('docker-content-digest')).toBe(
		small.manifest.digest,
	);
	expect(await (await acme.ask('GET', '/v2/acme/app/tags/list')).json()).toEqual({
		name: 'acme/app',
		tags: ['RC1', 'rc1'],
	});
});

test('takes no manifest of another type, two types, or over 4 MiB', async () => {
	const image = testImage([]);
	await acme.pushBlob('acme/app', image.config);
	const put = (body: Uint8Array | string, type: string) => acme.putManifest('acme/app', 'v1', body, type);

	expect((await put('{}', 'text/plain')).status).toBe(415);
	expect((await put(JSON.stringify({schemaVersion: 2, mediaType: ociManifest, manifests: []}), ociIndex)).status).toBe(
		400,
	);
	expect((await put(Buffer.alloc(4 * 1024 * 1024 + 1, ' '), ociManifest)).status).toBe(413);
	expect((await acme.ask('PUT', '/v2/acme/app/manifests/.hidden', {body: '{}'})).status).toBe(400);
	expect((await acme.ask('PATCH', '/v2/acme/app/manifests/v1')).status).toBe(405);
});

test('removes uploads that nobody has added to for a day', async () => {
	const location = await acme.startUpload('acme/app');
	await acme.ask('PATCH', location, {body: '01234'});
	const [id = ''] = await readdir(join(folder, 'uploads'));
	const at = async (ago: number) => {
		const seconds = (clock.now() - ago) / 1000;
		await utimes(join(folder, 'uploads', id, 'data'), seconds, seconds);
		await restart();
		return (await acme.ask('GET', location)).status;
	};

	expect(await at(23 * hour)).toBe(204);
	expect(await at(25 * hour)).toBe(404);
});

test('removes at its start the content that no repository has, unless it is new', async () => {
	await acme.pushBlob('acme/kept', blob);
	const [old, fresh] = ['b'.repeat(64), 'c'.repeat(64)];
	for (const [hex, ago] of [
		[old, 2 * hour],
		[fresh, 0],
		[blob.digest.slice(7), 2 * hour],
	] as const) {
		const path = join(folder, 'blobs', 'sha256', hex);
		if (hex !== blob.digest.slice(7)) await writeFile(path, 'left by a crash');
		await utimes(path, (clock.now() - ago) / 1000, (clock.now() - ago) / 1000);
	}
	await restart();
	await acme.ask('GET', '/v2/');

	expect((await readdir(join(folder, 'blobs', 'sha256'))).sort()).toEqual([blob.digest.slice(7), fresh].sort());
});

test('says so in its log, not to the client, when its disk does not work', async () => {
	await rm(folder, {recursive: true});
	await writeFile(folder, 'a file where the folder was');

	const answer = await acme.ask('POST', '/v2/acme/app/blobs/uploads/');

	expect(answer.status).toBe(500);
	expect(await answer.text()).not.toContain(folder);
	expect(problems).toEqual(['A registry request ended in an error.']);
});
