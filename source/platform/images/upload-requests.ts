/** Pushing blobs: whole, in pieces, or by mounting what another repository has (OCI distribution specification, "Pushing blobs"). */
import {type BlobUploads, rangeOf} from './blob-uploads.ts';
import {type Digest, isRepositoryName, isUnder, parseDigest, requireDigest} from './image-names.ts';
import type {ImageStore} from './image-store.ts';
import {RegistryError} from './registry-errors.ts';

interface UploadContext {
	readonly store: ImageStore;
	readonly uploads: BlobUploads;
	readonly namespace: string;
	readonly query: URLSearchParams;
}

/** `POST …/blobs/uploads/`: starts one, or does all at once with `?digest=` or `?mount=`. */
export async function startUpload(name: string, request: Request, context: UploadContext): Promise<Response> {
	const {store, uploads, query} = context;
	const mounted = await mountBlob(name, context);
	if (mounted !== null) return created(name, mounted);
	const wanted = query.get('digest');
	const digest = wanted === null ? null : requireDigest(wanted);
	const id = await uploads.start(name);
	if (digest === null) return accepted(name, id, 0);
	try {
		await uploads.finish(name, id, {digest, piece: pieceOf(request), take: file => store.addBlob(name, digest, file)});
	} catch (error) {
		// Nobody was told of this upload, so nobody can go on with it.
		await uploads.cancel(name, id).catch(() => undefined);
		throw error;
	}
	return created(name, digest);
}

/** `PATCH` adds a piece, `PUT` ends it, `GET` tells how far it is, `DELETE` gives it up. */
export async function continueUpload(
	name: string,
	id: string,
	{request, store, uploads, query}: UploadContext & {readonly request: Request},
): Promise<Response> {
	switch (request.method) {
		case 'PATCH':
			return accepted(name, id, await appendPiece(name, id, {request, uploads}));
		case 'PUT': {
			const digest = requireDigest(query.get('digest') ?? '');
			const take = (file: string) => store.addBlob(name, digest, file);
			await withLocation(name, id, () => uploads.finish(name, id, {digest, piece: pieceOf(request), take}));
			return created(name, digest);
		}
		case 'GET':
		case 'HEAD': {
			const Range = rangeOf(await uploads.size(name, id));
			return new Response(null, {status: 204, headers: {...uploadHeaders(name, id), Range}});
		}
		case 'DELETE':
			await uploads.cancel(name, id);
			return new Response(null, {status: 204});
		default:
			throw new RegistryError('UNSUPPORTED', {message: 'uploads know PATCH, PUT, GET and DELETE'});
	}
}

function appendPiece(
	name: string,
	id: string,
	{request, uploads}: {readonly request: Request; readonly uploads: BlobUploads},
): Promise<number> {
	return withLocation(name, id, () => uploads.append(name, id, pieceOf(request)));
}

/** A sender that is out of step is told where to go on. */
async function withLocation<Result>(name: string, id: string, work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof RegistryError) || error.code !== 'RANGE_INVALID') throw error;
		const {message, detail, headers} = error;
		throw new RegistryError('RANGE_INVALID', {message, detail, headers: {...headers, ...uploadHeaders(name, id)}});
	}
}

/** Only what the same user may read is mounted; for anything else the client uploads. */
async function mountBlob(name: string, {store, namespace, query}: UploadContext): Promise<Digest | null> {
	const digest = parseDigest(query.get('mount') ?? '');
	const from = query.get('from') ?? '';
	if (digest === null || !isRepositoryName(from) || !isUnder(from, namespace)) return null;
	if ((await store.blobSize(from, digest)) === null) return null;
	await store.linkBlob(name, digest);
	return digest;
}

function pieceOf(request: Request) {
	return {pieces: request.body ?? nothing(), range: contentRange(request.headers.get('content-range'))};
}

/** `0-1023`, without a unit (the specification's own form), or as in HTTP: `bytes 0-1023/*`. */
function contentRange(header: string | null): readonly [number, number] | null {
	if (header === null) return null;
	const [, first, last] = /^(?:bytes[ =])?(\d{1,15})-(\d{1,15})(?:\/.*)?$/.exec(header) ?? [];
	if (first === undefined || last === undefined || Number(last) < Number(first)) {
		throw new RegistryError('RANGE_INVALID', {
			message: 'Content-Range is not of the form first-last',
			detail: {header},
		});
	}
	return [Number(first), Number(last)];
}

async function* nothing(): AsyncGenerator<Uint8Array> {
	// A request without a body has no piece.
}

function accepted(name: string, id: string, size: number): Response {
	const headers = {...uploadHeaders(name, id), Range: rangeOf(size), 'Content-Length': '0'};
	return new Response(null, {status: 202, headers});
}

function uploadHeaders(name: string, id: string): Record<string, string> {
	return {Location: `/v2/${name}/blobs/uploads/${id}`, 'Docker-Upload-UUID': id};
}

function created(name: string, digest: Digest): Response {
	return new Response(null, {
		status: 201,
		headers: {
			Location: `/v2/${name}/blobs/${digest.text}`,
			'Docker-Content-Digest': digest.text,
			'Content-Length': '0',
		},
	});
}
