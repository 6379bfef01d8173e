/** A small image to build upon, and a registry that everybody may read it from. */
import {createServer, type ServerResponse} from 'node:http';
import {gzipSync} from 'node:zlib';
import {tarOf} from './memory-image.ts';
import {ociIndex, ociManifest, sha256, type TestImage, testBlob, testImage} from './test-image.ts';

export const imageArchitecture = process.arch === 'x64' ? 'amd64' : process.arch;

export async function smallBase(): Promise<TestImage> {
	const tars = await Promise.all([
		tarOf([{name: 'etc/base-release', content: 'small base\n'}]),
		tarOf([{name: 'app/from-the-base.txt', content: 'the base was unpacked\n'}]),
	]);
	return testImage(
		tars.map(tar => testBlob(gzipSync(tar))),
		{
			mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
			config: {
				architecture: imageArchitecture,
				config: {Env: ['PATH=/usr/local/bin:/usr/bin', 'NODE_ENV=test'], Entrypoint: ['/entry'], User: 'node'},
				rootfs: {type: 'layers', diff_ids: tars.map(sha256)},
				history: [{created_by: 'ADD rootfs'}, {created_by: 'ENV', empty_layer: true}, {created_by: 'COPY'}],
			},
		},
	);
}

export interface Asked {
	readonly method: string;
	readonly path: string;
	readonly authorization: string | undefined;
}

/** Answers in place of the registry when it returns true. */
type Interfere = (asked: Asked, response: ServerResponse, host: string) => boolean;

/** Gives the image by the tag `image` and by digest, and by the tag `index` as one of several platforms. */
export async function openRegistry(image: TestImage, interfere: Interfere = () => false) {
	const index = testBlob(JSON.stringify({schemaVersion: 2, mediaType: ociIndex, manifests: platformsOf(image)}));
	const blobs = new Map([image.config, ...image.layers].map(({digest, bytes}) => [digest, bytes]));
	const manifests = new Map([
		['index', {type: ociIndex, bytes: index.bytes}],
		['image', {type: ociManifest, bytes: image.manifest.bytes}],
		[image.manifest.digest, {type: ociManifest, bytes: image.manifest.bytes}],
	]);
	const asked: Asked[] = [];
	const server = createServer(({method = '', url = '', headers}, response) => {
		const now = {method, path: url, authorization: headers.authorization};
		asked.push(now);
		if (interfere(now, response, headers.host ?? '')) return;
		const name = url.split('/').at(-1) ?? '';
		const manifest = url.includes('/manifests/') ? manifests.get(name) : undefined;
		const body = manifest?.bytes ?? blobs.get(name);
		if (body === undefined) response.writeHead(404).end('{"errors": [{"code": "MANIFEST_UNKNOWN"}]}');
		else response.writeHead(200, {'content-type': manifest?.type ?? 'application/octet-stream'}).end(body);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		host: `127.0.0.1:${address.port}`,
		asked,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise(resolve => server.close(resolve));
		},
	};
}

function platformsOf({manifest}: TestImage): readonly object[] {
	const entry = (digest: string, architecture: string, os = 'linux') => ({
		mediaType: ociManifest,
		digest,
		size: manifest.bytes.length,
		platform: {os, architecture},
	});
	const other = `sha256:${'0'.repeat(64)}`;
	return [
		entry(other, 's390x'),
		entry(other, imageArchitecture, 'windows'),
		entry(manifest.digest, imageArchitecture),
		entry(other, 'unknown', 'unknown'),
	];
}
