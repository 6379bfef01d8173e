/** An HTTP request as an operation on a path. */
import {Fields} from './fields.ts';
import {readBody} from './request-body.ts';
import type {Operation} from './vault-call.ts';
import {badRequest, leftOut, VaultError} from './vault-error.ts';

export interface VaultRequest {
	readonly operation: Operation;
	/** Below `/v1/`, decoded; a folder to list ends in a slash. */
	readonly path: string;
	readonly fields: Fields;
	/** Empty when none was sent. */
	readonly token: string;
}

/** @throws VaultError */
export function pathOf(request: Request): string {
	const {pathname} = new URL(request.url);
	if (!pathname.startsWith('/v1/')) throw new VaultError(404);
	try {
		return decodeURIComponent(pathname.slice('/v1/'.length));
	} catch {
		throw badRequest('the path is not encoded as a URL');
	}
}

/** @throws VaultError */
export async function parseRequest(request: Request): Promise<VaultRequest> {
	const path = pathOf(request);
	checkNamespace(request);
	const query = new URL(request.url).searchParams;
	const operation = operationOf(request, query);
	if (!['', '0'].includes(request.headers.get('x-vault-wrap-ttl') ?? '')) throw leftOut('a wrapped response');
	const hasBody = operation === 'update' || operation === 'patch';
	if (hasBody && path.endsWith('/')) throw badRequest("cannot write to a path ending in '/'");
	const isFolder = operation === 'list' || operation === 'scan';
	return {
		operation,
		path: isFolder && !path.endsWith('/') ? `${path}/` : path,
		fields: new Fields(hasBody ? await readBody(request) : Object.fromEntries(query)),
		token: tokenOf(request),
	};
}

function operationOf(request: Request, query: URLSearchParams): Operation {
	switch (request.method) {
		case 'GET':
			return readOperation(query);
		case 'POST':
		case 'PUT':
			return 'update';
		case 'DELETE':
			return 'delete';
		case 'LIST':
			return 'list';
		case 'SCAN':
			return 'scan';
		case 'PATCH':
			checkPatchType(request);
			return 'patch';
		default:
			throw new VaultError(405);
	}
}

/** Clients that have only the usual methods ask for a list with `?list=true`. */
function readOperation(query: URLSearchParams): Operation {
	const [list, scan] = [truth(query.get('list')), truth(query.get('scan'))];
	if (list && scan) throw new VaultError(400);
	return list ? 'list' : scan ? 'scan' : 'read';
}

function truth(value: string | null): boolean {
	if (value === null || value === '') return false;
	if (/^(?:1|t|true)$/i.test(value)) return true;
	if (/^(?:0|f|false)$/i.test(value)) return false;
	throw new VaultError(400);
}

function checkPatchType(request: Request): void {
	const wanted = 'application/merge-patch+json';
	const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
	if (type === '') throw badRequest('mime: no media type');
	if (type !== wanted) throw new VaultError(415, `PATCH requires Content-Type of ${wanted}, provided ${type}`);
}

/** There is only the root namespace. */
function checkNamespace(request: Request): void {
	const namespace = (request.headers.get('x-vault-namespace') ?? '').replaceAll(/^\/+|\/+$/g, '');
	if (namespace !== '' && namespace !== 'root') throw new VaultError(404, 'namespace not found');
}

function tokenOf(request: Request): string {
	const own = request.headers.get('x-vault-token');
	if (own !== null && own !== '') return own;
	return /^Bearer +(?<token>\S+)$/i.exec(request.headers.get('authorization') ?? '')?.groups?.['token'] ?? '';
}
