import * as z from 'zod';
import {type Digest, parseDigest} from './image-names.ts';
import {RegistryError} from './registry-errors.ts';

/** The specification asks for at least 4 MiB; more is not a manifest. */
export const largestManifest = 4 * 1024 * 1024;

const descriptor = z.object({
	mediaType: z.string(),
	digest: z.string().refine(text => parseDigest(text) !== null, 'not a digest'),
	size: z.int().min(0),
	/** Content that lives elsewhere and is not pushed. */
	urls: z.array(z.string()).optional(),
	annotations: z.record(z.string(), z.string()).optional(),
});

const imageSchema = z.object({
	schemaVersion: z.literal(2),
	mediaType: z.string().optional(),
	config: descriptor,
	layers: z.array(descriptor),
});

const indexSchema = z.object({
	schemaVersion: z.literal(2),
	mediaType: z.string().optional(),
	manifests: z.array(
		descriptor.extend({platform: z.object({os: z.string(), architecture: z.string()}).loose().optional()}),
	),
});

type ImageManifest = z.infer<typeof imageSchema>;
export type ImageIndex = z.infer<typeof indexSchema>;

const imageTypes = [
	'application/vnd.oci.image.manifest.v1+json',
	'application/vnd.docker.distribution.manifest.v2+json',
];
const indexTypes = [
	'application/vnd.oci.image.index.v1+json',
	'application/vnd.docker.distribution.manifest.list.v2+json',
];

type ParsedManifest =
	| {readonly kind: 'image'; readonly image: ImageManifest}
	| {readonly kind: 'index'; readonly index: ImageIndex};

/** @throws MANIFEST_INVALID, UNSUPPORTED */
export function parseManifest(text: string, mediaType: string): ParsedManifest {
	if (imageTypes.includes(mediaType)) return {kind: 'image', image: read(text, mediaType, imageSchema)};
	if (indexTypes.includes(mediaType)) return {kind: 'index', index: read(text, mediaType, indexSchema)};
	throw new RegistryError('MANIFEST_INVALID', {
		message: 'the Content-Type is none of the manifest types that are taken here',
		detail: {type: mediaType.slice(0, 200), taken: [...imageTypes, ...indexTypes]},
		status: 415,
	});
}

/** What has to be in the repository before the manifest may come. */
export function contentOf(manifest: ParsedManifest): {
	readonly blobs: readonly Digest[];
	readonly manifests: readonly Digest[];
} {
	if (manifest.kind === 'index') return {blobs: [], manifests: digestsOf(manifest.index.manifests)};
	const {config, layers} = manifest.image;
	return {blobs: digestsOf([config, ...layers].filter(one => (one.urls ?? []).length === 0)), manifests: []};
}

function digestsOf(descriptors: readonly {readonly digest: string}[]): Digest[] {
	return descriptors.map(one => parseDigest(one.digest)).filter(digest => digest !== null);
}

function read<Shape extends z.ZodType<{mediaType?: string | undefined}>>(
	text: string,
	mediaType: string,
	schema: Shape,
): z.infer<Shape> {
	const problem = (detail: unknown) =>
		new RegistryError('MANIFEST_INVALID', {message: 'the manifest does not have the form of its type', detail});
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		throw problem('not JSON');
	}
	const parsed = schema.safeParse(json);
	if (!parsed.success) {
		throw problem(parsed.error.issues.slice(0, 10).map(({path, message}) => ({path: path.join('.'), message})));
	}
	// A client that trusts the one and a client that trusts the other must not see two different things.
	if (parsed.data.mediaType !== undefined && parsed.data.mediaType !== mediaType) {
		throw problem({mediaType: parsed.data.mediaType, contentType: mediaType});
	}
	return parsed.data;
}
