/** The registry of images: the OCI distribution specification 1.1 over HTTP, without referrers and catalog. */
import {join} from 'node:path';
import {Hono} from 'hono';
import {type Clock, systemClock} from '../../core/machine/clock.ts';
import {answerBlob} from './blob-requests.ts';
import {BlobUploads} from './blob-uploads.ts';
import {isUnder} from './image-names.ts';
import {ImageStore} from './image-store.ts';
import {answerManifest} from './manifest-requests.ts';
import {readImage, type StoredImage} from './read-image.ts';
import {RegistryError} from './registry-errors.ts';
import {parseRegistryPath, type RegistryPath} from './registry-paths.ts';
import {answerTags} from './tag-list.ts';
import {removeUnlinkedContent} from './unlinked-content.ts';
import {continueUpload, startUpload} from './upload-requests.ts';

const sweepEveryMs = 60 * 60 * 1000;

interface RegistryOptions {
	/** Holds all images; made when it is not there. */
	readonly folder: string;
	/** Who this is, and the namespace whose repositories they may pull and push; null refuses. */
	readonly authenticate: (user: string, password: string) => Promise<{readonly namespace: string} | null>;
	/** Told of what went wrong on our side. */
	readonly log?: (message: string, error: unknown) => void;
	readonly clock?: Clock;
}

export interface RegistryApp {
	fetch(request: Request): Response | Promise<Response>;
	/** An image without HTTP, for the runtime. @throws `api/not-found` */
	readImage(reference: string): Promise<StoredImage>;
	/** Ends the sweeping of abandoned uploads. */
	close(): Promise<void>;
}

interface Scene {
	readonly request: Request;
	readonly store: ImageStore;
	readonly uploads: BlobUploads;
	readonly namespace: string;
	readonly query: URLSearchParams;
}

export function createRegistryApp({folder, authenticate, log, clock = systemClock}: RegistryOptions): RegistryApp {
	const store = new ImageStore(folder);
	const uploads = new BlobUploads(join(folder, 'uploads'), clock);
	const stopping = new AbortController();
	const tidied = tidyUp(folder, {uploads, clock, log});
	const sweeping = sweepForEver(uploads, {clock, log, signal: stopping.signal});

	const app = new Hono();
	app.onError(error => {
		if (error instanceof RegistryError) return error.toResponse();
		log?.('A registry request ended in an error.', error);
		return new RegistryError('UNKNOWN', {
			message: 'the registry has a problem of its own; its log says which',
		}).toResponse();
	});
	app.use(async (context, next) => {
		await next();
		context.header('Docker-Distribution-API-Version', 'registry/2.0');
		context.header('X-Content-Type-Options', 'nosniff');
	});
	app.all('*', async context => {
		const request = context.req.raw;
		const {pathname, searchParams: query} = new URL(request.url);
		const user = await whoAsks(request, authenticate);
		const path = parseRegistryPath(pathname);
		if (path === null) throw new RegistryError('UNSUPPORTED', {message: 'there is nothing at this path', status: 404});
		if (path.kind !== 'base' && !isUnder(path.name, user.namespace)) {
			throw new RegistryError('DENIED', {
				message: 'requested access to the resource is denied',
				detail: {name: path.name},
			});
		}
		await tidied;
		return await answer(path, {request, store, uploads, namespace: user.namespace, query});
	});

	return {
		fetch: request => app.fetch(request),
		readImage: reference => readImage(store, reference),
		async close() {
			stopping.abort();
			await Promise.all([tidied, sweeping]);
		},
	};
}

function answer(path: RegistryPath, scene: Scene): Response | Promise<Response> {
	const {method} = scene.request;
	switch (path.kind) {
		case 'base':
			return Response.json({});
		case 'blob':
			return answerBlob(path.name, path.digest, scene);
		case 'uploads':
			if (method !== 'POST') throw new RegistryError('UNSUPPORTED', {message: 'an upload starts by POST'});
			return startUpload(path.name, scene.request, scene);
		case 'upload':
			return continueUpload(path.name, path.id, scene);
		case 'manifest':
			return answerManifest(path.name, path.reference, scene);
		case 'tags':
			if (method !== 'GET' && method !== 'HEAD')
				throw new RegistryError('UNSUPPORTED', {message: 'tags are listed by GET'});
			return answerTags(path.name, scene);
	}
}

async function whoAsks(request: Request, authenticate: RegistryOptions['authenticate']) {
	const [, encoded] = /^basic +([\w+/=-]+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
	const pair = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
	const colon = pair.indexOf(':');
	const user = colon === -1 ? null : await authenticate(pair.slice(0, colon), pair.slice(colon + 1));
	if (user === null) {
		throw new RegistryError('UNAUTHORIZED', {
			message: 'authentication required',
			headers: {'WWW-Authenticate': 'Basic realm="cs-wizard registry", charset="UTF-8"'},
		});
	}
	return user;
}

interface Keeping {
	readonly uploads: BlobUploads;
	readonly clock: Clock;
	readonly log: RegistryOptions['log'];
}

/** What a crash left behind. A registry that cannot tidy up still serves. */
async function tidyUp(folder: string, {uploads, clock, log}: Keeping): Promise<void> {
	try {
		await uploads.sweep();
		await removeUnlinkedContent(folder, clock.now());
	} catch (error) {
		log?.('The registry does not get to tidy up its folder.', error);
	}
}

async function sweepForEver(
	uploads: BlobUploads,
	{clock, log, signal}: Omit<Keeping, 'uploads'> & {readonly signal: AbortSignal},
): Promise<void> {
	while (!signal.aborted) {
		try {
			await clock.sleep(sweepEveryMs, signal);
			await uploads.sweep();
		} catch (error) {
			if (!signal.aborted) log?.('The registry does not get to remove abandoned uploads.', error);
		}
	}
}
