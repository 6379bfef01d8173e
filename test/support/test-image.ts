import {createHash} from 'node:crypto';

export const sha256 = (bytes: Uint8Array | string): string =>
	`sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export interface TestBlob {
	readonly bytes: Buffer;
	readonly digest: string;
}

export interface TestImage {
	readonly config: TestBlob;
	readonly layers: readonly TestBlob[];
	readonly manifest: TestBlob;
}

export const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
export const ociIndex = 'application/vnd.oci.image.index.v1+json';

export function testBlob(content: Uint8Array | string): TestBlob {
	const bytes = Buffer.from(content);
	return {bytes, digest: sha256(bytes)};
}

interface ImageForm {
	/** Of the layers. */
	readonly mediaType?: string;
	/** More fields of the config, or other ones. */
	readonly config?: Readonly<Record<string, unknown>>;
}

/** A whole image out of layers that need not be real archives for a registry. */
export function testImage(
	layers: readonly TestBlob[],
	{mediaType = 'application/vnd.oci.image.layer.v1.tar', config = {}}: ImageForm = {},
): TestImage {
	const configBlob = testBlob(
		JSON.stringify({
			architecture: 'amd64',
			os: 'linux',
			config: {Cmd: ['node', 'server.js']},
			rootfs: {type: 'layers', diff_ids: layers.map(layer => layer.digest)},
			...config,
		}),
	);
	const describe = (type: string, {bytes, digest}: TestBlob) => ({mediaType: type, digest, size: bytes.length});
	const manifest = testBlob(
		JSON.stringify({
			schemaVersion: 2,
			mediaType: ociManifest,
			config: describe('application/vnd.oci.image.config.v1+json', configBlob),
			layers: layers.map(layer => describe(mediaType, layer)),
		}),
	);
	return {config: configBlob, layers, manifest};
}
