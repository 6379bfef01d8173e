import {WizardError} from '../../shared/errors.ts';
import {parseDigest, parseImageReference} from './image-names.ts';
import type {ImageStore} from './image-store.ts';
import {type ImageIndex, parseManifest} from './manifest-content.ts';

export interface StoredLayer {
	readonly digest: string;
	readonly mediaType: string;
	readonly size: number;
	readonly annotations: Readonly<Record<string, string>>;
	open(): Promise<AsyncIterable<Uint8Array>>;
}

export interface StoredImage {
	/** The parsed JSON of its config blob, not checked yet. */
	readonly config: unknown;
	readonly layers: readonly StoredLayer[];
}

const largestConfig = 4 * 1024 * 1024;

/** An image out of the store, without HTTP: `[host/]name[:tag][@digest]`. Of an index, the image of this machine. @throws `api/not-found` */
export async function readImage(store: ImageStore, text: string): Promise<StoredImage> {
	const at = parseImageReference(text);
	const stored = at === null ? null : await store.manifest(at.name, at.reference);
	if (at === null || stored === null) throw notThere(text, 'The registry has no such image.');
	const manifest = parseManifest(stored.text, stored.mediaType);
	if (manifest.kind === 'index') {
		const digest = chooseForThisMachine(manifest.index);
		if (digest === null) throw notThere(text, 'The image is built for other machines only.');
		return await readImage(store, `${at.name}@${digest}`);
	}
	const {config, layers} = manifest.image;
	const open = async (digest: string) => await openBlob(store, at.name, {digest, image: text});
	return {
		config: await readJson(await open(config.digest), text),
		layers: layers.map(({digest, mediaType, size, annotations = {}}) => ({
			digest,
			mediaType,
			size,
			annotations,
			open: () => open(digest),
		})),
	};
}

async function openBlob(
	store: ImageStore,
	name: string,
	{digest: wanted, image}: {readonly digest: string; readonly image: string},
): Promise<AsyncIterable<Uint8Array>> {
	const digest = parseDigest(wanted);
	const size = digest === null ? null : await store.blobSize(name, digest);
	if (digest === null || size === null) throw notThere(image, `Its content ${wanted} is gone.`);
	return store.readBlob(digest, 0, size);
}

async function readJson(pieces: AsyncIterable<Uint8Array>, image: string): Promise<unknown> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const piece of pieces) {
		size += piece.length;
		if (size > largestConfig) throw notThere(image, 'Its config is over 4 MiB.');
		parts.push(piece);
	}
	try {
		const json: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
		return json;
	} catch {
		throw notThere(image, 'Its config is not JSON.');
	}
}

/** Node's names of machines to those of images. */
const architectures: Readonly<Record<string, string>> = {x64: 'amd64', ia32: '386'};

function chooseForThisMachine({manifests}: ImageIndex): string | null {
	const architecture = architectures[process.arch] ?? process.arch;
	const fitting = manifests.find(one => one.platform?.os === 'linux' && one.platform.architecture === architecture);
	const only = manifests.length === 1 ? manifests[0] : undefined;
	return (fitting ?? only)?.digest ?? null;
}

function notThere(image: string, why: string): WizardError {
	return new WizardError('api/not-found', {
		message: `The image ${image} does not read. ${why}`,
		hint: 'Push it again, then deploy it.',
		next: [{command: 'cs-wizard up', when: 'to build, push and deploy'}],
		facts: {image},
	});
}
