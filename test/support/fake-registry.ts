/** A registry that a test makes misbehave: the push half of the OCI distribution protocol, in memory. */
import {createHash} from 'node:crypto';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';

export interface Seen {
	readonly method: string;
	readonly path: string;
	readonly authorization: string | undefined;
	readonly bytes: number;
}

/** Answers in place of the registry when it returns true. */
type Interfere = (seen: Omit<Seen, 'bytes'>, response: ServerResponse, request: IncomingMessage) => boolean;

export async function fakeRegistry(interfere: Interfere = () => false) {
	const seen: Seen[] = [];
	const blobs = new Map<string, Buffer>();
	const manifests = new Map<string, Buffer>();
	const uploads = new Map<string, Buffer>();
	const server = createServer((request, response) => {
		const {method = '', url: path = '', headers} = request;
		const about = {method, path, authorization: headers.authorization};
		if (interfere(about, response, request)) {
			seen.push({...about, bytes: 0});
			return;
		}
		void serve(request, response, about);
	});

	async function serve(request: IncomingMessage, response: ServerResponse, about: Omit<Seen, 'bytes'>): Promise<void> {
		const body = await bodyOf(request);
		seen.push({...about, bytes: body.byteLength});
		const url = new URL(about.path, 'http://registry');
		const name = url.pathname.split('/').at(-1) ?? '';
		const upload = uploads.get(name);
		const location = `/v2/acme/app/blobs/uploads/${name}?state=${uploads.size}`;
		if (about.method === 'HEAD') {
			response.writeHead(blobs.has(name) ? 200 : 404).end();
		} else if (about.method === 'POST') {
			const id = `u${uploads.size}`;
			uploads.set(id, Buffer.alloc(0));
			response.writeHead(202, {location: `/v2/acme/app/blobs/uploads/${id}`}).end();
		} else if (url.pathname.includes('/manifests/')) {
			manifests.set(name, body);
			response.writeHead(201, {'docker-content-digest': digestOf(body)}).end();
		} else if (upload === undefined) {
			response.writeHead(404).end();
		} else if (about.method === 'GET') {
			response.writeHead(204, {location, range: `0-${Math.max(0, upload.byteLength - 1)}`}).end();
		} else if (about.method === 'PATCH') {
			const whole = Buffer.concat([upload, body]);
			uploads.set(name, whole);
			response.writeHead(202, {location, range: `0-${whole.byteLength - 1}`}).end();
		} else {
			const whole = Buffer.concat([upload, body]);
			const digest = digestOf(whole);
			if (digest !== url.searchParams.get('digest')) {
				response.writeHead(400).end('{"errors": [{"code": "DIGEST_INVALID"}]}');
				return;
			}
			blobs.set(digest, whole);
			response.writeHead(201, {'docker-content-digest': digest}).end();
		}
	}

	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		registry: `127.0.0.1:${address.port}`,
		seen,
		blobs,
		manifests,
		uploads,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise(resolve => server.close(resolve));
		},
	};
}

/** What has come of a body, also when its connection broke. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	try {
		for await (const part of request) if (part instanceof Buffer) parts.push(part);
	} catch {
		// The sender is gone.
	}
	return Buffer.concat(parts);
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
