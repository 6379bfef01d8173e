import {expect, test} from 'vitest';
import {noRetries} from '../../../../source/core/machine/retry.ts';
import {readRemoteImage} from '../../../../source/core/registry/remote-image.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import {openRegistry, smallBase} from '../../../support/base-image.ts';
import {type TestImage, testBlob} from '../../../support/test-image.ts';

interface Reading {
	readonly reference?: string;
	readonly arch?: string;
	readonly password?: string;
}

const read = (host: string, {reference = 'image', arch = process.arch, password = ''}: Reading = {}) =>
	readRemoteImage(
		`${host}/acme/base:${reference}`,
		{registry: host, repository: 'acme/base', reference, insecure: true},
		{
			arch,
			policy: noRetries,
			credentials: async () => (password === '' ? null : {username: 'alice', password: new Secret(password)}),
		},
	);

test.each(['image', 'index'])('an image is read by its %s', async reference => {
	const base = await smallBase();
	await using registry = await openRegistry(base);
	const image = await read(registry.host, {reference});

	expect(image.digest).toBe(base.manifest.digest);
	expect(image.layers.map(({digest}) => digest)).toEqual(base.layers.map(({digest}) => digest));
	expect(image.layers.map(({mediaType}) => mediaType)).toEqual(
		base.layers.map(() => 'application/vnd.oci.image.layer.v1.tar+gzip'),
	);
	expect(registry.asked.every(({authorization}) => authorization === undefined)).toBe(true);
});

test.each([
	['for nobody in particular', '', undefined],
	['for the one who asks', 'pass', `Basic ${Buffer.from('alice:pass').toString('base64')}`],
])('a token is fetched %s when the registry wants one', async (_, password, shown) => {
	await using registry = await openRegistry(await smallBase(), ({path, authorization}, response, host) => {
		if (path.startsWith('/token')) response.end('{"token": "tok"}');
		else if (authorization === 'Bearer tok') return false;
		else response.writeHead(401, {'www-authenticate': `Bearer realm="http://${host}/token",service="r"`}).end();
		return true;
	});
	await read(registry.host, {password});

	const tokens = registry.asked.filter(({path}) => path.startsWith('/token'));
	expect(tokens.map(({authorization}) => authorization)).toEqual([shown]);
	expect(tokens[0]?.path).toContain('scope=repository%3Aacme%2Fbase%3Apull');
});

test('a store that the registry sends on to gets no credential', async () => {
	const base = await smallBase();
	await using store = await openRegistry(base);
	const basic = `Basic ${Buffer.from('alice:pass').toString('base64')}`;
	await using registry = await openRegistry(base, ({path, authorization}, response) => {
		if (authorization !== basic) response.writeHead(401, {'www-authenticate': 'Basic realm="x"'}).end();
		else if (path.includes('/blobs/')) response.writeHead(307, {location: `http://${store.host}${path}`}).end();
		else return false;
		return true;
	});

	expect((await read(registry.host, {password: 'pass'})).layers).toHaveLength(2);
	expect(store.asked.map(({authorization}) => authorization)).toEqual([undefined]);
});

test('what is not there, for other machines, refused or out of reach is told apart', async () => {
	const base = await smallBase();
	await using registry = await openRegistry(base);
	await using locked = await openRegistry(base, (_, response) => {
		response.writeHead(401, {'www-authenticate': 'Basic realm="x"'}).end();
		return true;
	});
	await using broken = await openRegistry(base, (_, response) => {
		response.writeHead(503).end();
		return true;
	});

	await expect(read(registry.host, {reference: 'none'})).rejects.toMatchObject({code: 'build/failed'});
	await expect(read(registry.host, {reference: 'index', arch: 'mips'})).rejects.toThrow('not there for linux/mips');
	await expect(read(registry.host, {arch: 'mips'})).rejects.toThrow(`is for linux/`);
	await expect(read(locked.host)).rejects.toMatchObject({code: 'registry/refused'});
	await expect(read(broken.host)).rejects.toMatchObject({code: 'registry/failed'});
	await expect(read('127.0.0.1:1')).rejects.toMatchObject({code: 'registry/failed'});
});

test('bytes that are not those of their digest are refused', async () => {
	const base = await smallBase();
	const swapped: TestImage = {
		...base,
		config: {...base.config, bytes: Buffer.concat([base.config.bytes, Buffer.from(' ')])},
	};
	const cut: TestImage = {...base, config: {...base.config, bytes: Buffer.from('{}')}};
	const other: TestImage = {...base, manifest: {...base.manifest, bytes: testBlob('{"schemaVersion": 2}').bytes}};
	await using first = await openRegistry(swapped);
	await using second = await openRegistry(cut);
	await using third = await openRegistry(other);

	await expect(read(first.host)).rejects.toMatchObject({code: 'registry/digest-mismatch'});
	await expect(read(second.host)).rejects.toMatchObject({code: 'registry/digest-mismatch'});
	await expect(read(third.host, {reference: base.manifest.digest})).rejects.toThrow('is not what its digest says');
});
