import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {createRegistryApp, type RegistryApp} from '../../../../source/platform/images/registry-app.ts';
import {registryClient} from '../../../support/registry-client.ts';
import {ociIndex, ociManifest, testBlob, testImage} from '../../../support/test-image.ts';

const image = testImage([testBlob('dependencies'), testBlob('application')]);

let folder: string;
let app: RegistryApp;
const client = registryClient(() => ({
	fetch: request => app.fetch(request),
	url: 'http://registry',
	user: 'acme',
	password: 'secret',
}));

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'registry-'));
	app = createRegistryApp({folder, authenticate: async () => ({namespace: 'acme'})});
	await client.pushImage('acme/app', image, 'v1');
});
afterAll(async () => {
	await app.close();
	await rm(folder, {recursive: true});
});

test.each(['acme/app:v1', `127.0.0.1:5000/acme/app@${image.manifest.digest}`])(
	'reads %s without HTTP',
	async reference => {
		const {config, layers} = await app.readImage(reference);

		expect(config).toMatchObject({config: {Cmd: ['node', 'server.js']}});
		expect(layers.map(layer => layer.digest)).toEqual(image.layers.map(layer => layer.digest));
		const texts: string[] = [];
		for (const layer of layers) {
			let text = '';
			for await (const piece of await layer.open()) text += Buffer.from(piece).toString();
			texts.push(text);
		}
		expect(texts).toEqual(['dependencies', 'application']);
	},
);

test('takes of an index the image of this machine', async () => {
	const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
	const other = testImage([testBlob('for another machine')]);
	await client.pushImage('acme/app', other, other.manifest.digest);
	const entry = ({manifest}: typeof image, machine: string) => ({
		mediaType: ociManifest,
		digest: manifest.digest,
		size: manifest.bytes.length,
		platform: {os: 'linux', architecture: machine},
	});
	const put = (tag: string, manifests: readonly unknown[]) =>
		client.putManifest('acme/app', tag, JSON.stringify({schemaVersion: 2, manifests}), ociIndex);
	await put('both', [entry(other, 's390x'), entry(image, architecture)]);
	await put('foreign', [entry(other, 's390x'), entry(image, 'mips')]);

	expect((await app.readImage('acme/app:both')).layers).toHaveLength(2);
	await expect(app.readImage('acme/app:foreign')).rejects.toThrow('for other machines only');
});

test.each(['acme/app:none', 'acme/other:v1', '../etc/passwd', ''])('says that %j is not there', async reference => {
	await expect(app.readImage(reference)).rejects.toMatchObject({code: 'api/not-found'});
});
