import {createHash} from 'node:crypto';
import {type Digest, isTag, parseDigest, requireDigest} from './image-names.ts';
import type {ImageStore, StoredManifest} from './image-store.ts';
import {contentOf, largestManifest, parseManifest} from './manifest-content.ts';
import {RegistryError} from './registry-errors.ts';

interface Context {
	readonly request: Request;
	readonly store: ImageStore;
}

/** `GET`, `HEAD`, `PUT` and `DELETE …/manifests/<tag or digest>`. */
export async function answerManifest(name: string, reference: string, {request, store}: Context): Promise<Response> {
	if (reference.includes(':')) requireDigest(reference);
	else if (!isTag(reference)) {
		throw new RegistryError('TAG_INVALID', {
			message: 'a tag has at most 128 letters, digits, dots, dashes and underscores',
			detail: {tag: reference.slice(0, 200)},
		});
	}
	switch (request.method) {
		case 'PUT':
			return await putManifest(name, reference, {request, store});
		case 'DELETE':
			return await deleteManifest(name, reference, store);
		case 'GET':
		case 'HEAD':
			return answerWith(await requireManifest(name, reference, store), request.method);
		default:
			throw new RegistryError('UNSUPPORTED', {message: 'manifests know GET, HEAD, PUT and DELETE'});
	}
}

function answerWith({digest, mediaType, text}: StoredManifest, method: string): Response {
	return new Response(method === 'HEAD' ? null : text, {
		headers: {
			'Content-Type': mediaType,
			'Content-Length': String(Buffer.byteLength(text)),
			'Docker-Content-Digest': digest.text,
			ETag: `"${digest.text}"`,
		},
	});
}

async function putManifest(name: string, reference: string, {request, store}: Context): Promise<Response> {
	const bytes = await wholeBody(request);
	const text = bytes.toString('utf8');
	const mediaType = (request.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
	const manifest = parseManifest(text, mediaType);
	const wanted = parseDigest(reference);
	const digest = digestOf(bytes, wanted?.algorithm ?? 'sha256');
	if (wanted !== null && wanted.text !== digest.text) {
		throw new RegistryError('DIGEST_INVALID', {
			message: 'the manifest does not have the digest it was put under',
			detail: {announced: wanted.text, actual: digest.text},
		});
	}
	const missing = await missingContent(name, contentOf(manifest), store);
	if (missing.length > 0) {
		throw new RegistryError('MANIFEST_BLOB_UNKNOWN', {
			message: 'the manifest names content that this repository does not have',
			detail: {digests: missing.map(one => one.text)},
		});
	}
	await store.putManifest(name, {digest, mediaType, text});
	if (wanted === null) await store.tag(name, reference, digest);
	return new Response(null, {
		status: 201,
		headers: {
			Location: `/v2/${name}/manifests/${digest.text}`,
			'Docker-Content-Digest': digest.text,
			'Content-Length': '0',
		},
	});
}

async function deleteManifest(name: string, reference: string, store: ImageStore): Promise<Response> {
	const {digest} = await requireManifest(name, reference, store);
	if (parseDigest(reference) === null) await store.removeTag(name, reference);
	else await store.removeManifest(name, digest);
	return new Response(null, {status: 202, headers: {'Content-Length': '0'}});
}

async function requireManifest(name: string, reference: string, store: ImageStore): Promise<StoredManifest> {
	const manifest = await store.manifest(name, reference);
	if (manifest === null) {
		throw new RegistryError('MANIFEST_UNKNOWN', {message: 'this repository has no such manifest', detail: {reference}});
	}
	return manifest;
}

async function missingContent(
	name: string,
	{blobs, manifests}: {readonly blobs: readonly Digest[]; readonly manifests: readonly Digest[]},
	store: ImageStore,
): Promise<readonly Digest[]> {
	const missing: Digest[] = [];
	for (const digest of blobs) if ((await store.blobSize(name, digest)) === null) missing.push(digest);
	for (const digest of manifests) if ((await store.manifest(name, digest.text)) === null) missing.push(digest);
	return missing;
}

/** @throws MANIFEST_INVALID over 4 MiB, and for bytes that are not UTF-8: they would not read back the same */
async function wholeBody(request: Request): Promise<Buffer> {
	const pieces: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const piece of request.body ?? []) {
			size += piece.length;
			// The rest is not waited for.
			if (size > largestManifest) break;
			pieces.push(piece);
		}
	} catch {
		throw new RegistryError('MANIFEST_INVALID', {message: 'the request breaks off'});
	}
	if (size > largestManifest) {
		throw new RegistryError('MANIFEST_INVALID', {message: 'the manifest is over 4 MiB', status: 413});
	}
	const bytes = Buffer.concat(pieces);
	if (!bytes.equals(Buffer.from(bytes.toString('utf8')))) {
		throw new RegistryError('MANIFEST_INVALID', {message: 'the manifest is not UTF-8'});
	}
	return bytes;
}

function digestOf(bytes: Uint8Array, algorithm: Digest['algorithm']): Digest {
	const hex = createHash(algorithm).update(bytes).digest('hex');
	return {text: `${algorithm}:${hex}`, algorithm, hex};
}
