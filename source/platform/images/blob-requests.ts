import {requireDigest} from './image-names.ts';
import type {ImageStore} from './image-store.ts';
import {RegistryError} from './registry-errors.ts';

/** `GET`, `HEAD` and `DELETE …/blobs/<digest>`; GET takes one range of bytes (RFC 9110, section 14). */
export async function answerBlob(
	name: string,
	reference: string,
	{request, store}: {readonly request: Request; readonly store: ImageStore},
): Promise<Response> {
	const digest = requireDigest(reference);
	const size = await store.blobSize(name, digest);
	if (size === null) {
		throw new RegistryError('BLOB_UNKNOWN', {
			message: 'this repository has no such blob',
			detail: {digest: digest.text},
		});
	}
	const headers = {
		'Content-Type': 'application/octet-stream',
		'Docker-Content-Digest': digest.text,
		ETag: `"${digest.text}"`,
		'Accept-Ranges': 'bytes',
		'Cache-Control': 'private, max-age=31536000, immutable',
	};
	if (request.method === 'HEAD') return new Response(null, {headers: {...headers, 'Content-Length': String(size)}});
	if (request.method === 'DELETE') {
		await store.removeBlob(name, digest);
		return new Response(null, {status: 202, headers: {'Content-Length': '0'}});
	}
	if (request.method !== 'GET') throw new RegistryError('UNSUPPORTED', {message: 'blobs know GET, HEAD and DELETE'});
	const range = requestedRange(request.headers.get('range'), size);
	const {start, end} = range ?? {start: 0, end: size};
	const body = ReadableStream.from(store.readBlob(digest, start, end));
	const partial = range === null ? {} : {'Content-Range': `bytes ${start}-${end - 1}/${size}`};
	return new Response(body, {
		status: range === null ? 200 : 206,
		headers: {...headers, ...partial, 'Content-Length': String(end - start)},
	});
}

/** Null for none, and for forms a server may ignore: several ranges, another unit. @throws RANGE_INVALID */
function requestedRange(header: string | null, size: number): {readonly start: number; readonly end: number} | null {
	const [whole, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
	if (whole === undefined || (first === '' && last === '')) return null;
	const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
	const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
	if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
	if (start >= size) {
		throw new RegistryError('RANGE_INVALID', {
			message: 'the blob has no such bytes',
			detail: {size},
			headers: {'Content-Range': `bytes */${size}`},
		});
	}
	return {start, end};
}
