import type {TaskReporter} from '../../shared/events.ts';
import type {BuiltImage, ImageBlob} from '../build/builders/builder.ts';
import {type Clock, systemClock} from '../machine/clock.ts';
import {withFile} from '../machine/file-streams.ts';
import {openExchanges} from '../machine/http-exchange.ts';
import {createRetryPolicy, type RetryPolicy} from '../machine/retry.ts';
import {createRegistryClient, type RegistryClient, type RegistryCredentials} from './registry-client.ts';
import {codesOf, digestMismatch, failed} from './registry-errors.ts';
import {remotePieces} from './remote-blob.ts';
import {hasBlob, mountBlob, passOnBlob, uploadBlob} from './upload-blob.ts';

export interface PushTarget {
	/** `host:port` */
	readonly registry: string;
	/** `namespace/name` */
	readonly repository: string;
	readonly tag: string;
	/** Plain http, for this machine only. */
	readonly insecure: boolean;
}

interface PushOptions {
	readonly image: BuiltImage;
	readonly target: PushTarget;
	/** Used for this push and kept nowhere. */
	readonly credentials: RegistryCredentials;
	readonly report: TaskReporter;
	readonly signal?: AbortSignal;
	readonly clock?: Clock;
	readonly policy?: RetryPolicy;
	readonly chunkBytes?: number;
}

export interface PushedImage {
	/** `host:port/namespace/name@sha256:…` */
	readonly ref: string;
	readonly digest: string;
	/** Layers that the registry did not have. */
	readonly pushed: number;
	/** Layers that it had, or took from another of its repositories. */
	readonly skipped: number;
	/** Bytes sent, the config among them. */
	readonly bytes: number;
}

const parallel = 3;

async function* noPieces(): AsyncGenerator<Uint8Array> {}

/**
 * Pushes an image: first what the registry lacks of its blobs, then the manifest that names them.
 * @throws `registry/refused`, `registry/failed`, `registry/digest-mismatch`, `api/insecure`
 */
export async function pushImage(options: PushOptions): Promise<PushedImage> {
	const {image, target, credentials, report, signal, clock = systemClock, chunkBytes = 8 * 1024 * 1024} = options;
	const {registry, repository} = target;
	const baseLayers = image.base?.layers ?? [];
	const exchanges = openExchanges(process.env);
	const sent = new Map<string, number>();
	const total = [image, ...baseLayers].reduce((sum, {size}) => sum + size, 0);
	const say = (message?: string): void => {
		const done = [...sent.values()].reduce((sum, bytes) => sum + bytes, 0);
		report.progress({done, total, unit: 'bytes', ...(message === undefined ? {} : {message})});
	};
	try {
		const common = {
			exchanges,
			clock,
			policy: options.policy ?? createRetryPolicy({interactive: false}),
			signal,
			onWait: (attempt: number) => say(`still trying (${attempt + 1}/5)…`),
		};
		const client = createRegistryClient({
			...target,
			...common,
			credentials: async () => credentials,
			actions: 'pull,push',
		});
		const fromBase = baseSource(options, common);
		const pushed: Blob[] = [];
		const put = async (blob: Blob): Promise<void> => {
			const onProgress = (bytes: number): void => {
				sent.set(blob.digest, bytes);
				say();
			};
			const upload = {client, registry, repository, blob, onProgress, chunkBytes};
			if (await hasBlob(upload)) {
				onProgress(blob.size);
				return;
			}
			if (blob.file !== null) await uploadBlob(upload, blob.file);
			else if (fromBase.mountFrom !== null && (await mountBlob(upload, fromBase.mountFrom))) {
				onProgress(blob.size);
				return;
			} else await passOnBlob(upload, () => fromBase.pieces(blob));
			pushed.push(blob);
		};
		// The first one alone: the rest then has its authorization.
		await put(image.config);
		const layers = unique([...baseLayers.map(layer => ({...layer, file: null})), ...image.layers]);
		await inParallel(layers, put);
		await putManifest(client, {image, target});
		const digest = image.manifest.digest;
		const newLayers = pushed.filter(blob => blob !== image.config).length;
		return {
			ref: `${registry}/${repository}@${digest}`,
			digest,
			pushed: newLayers,
			skipped: layers.length - newLayers,
			bytes: pushed.reduce((sum, blob) => sum + blob.size, 0),
		};
	} finally {
		exchanges.close();
	}
}

/** A layer of the base has no file here. */
type Blob = Pick<ImageBlob, 'digest' | 'size'> & {readonly file: string | null};

/** Where the layers of the base come from: another repository of the same registry, or else its own registry, piece by piece. */
function baseSource(
	{image: {base}, target, credentials}: PushOptions,
	common: Pick<Parameters<typeof createRegistryClient>[0], 'exchanges' | 'clock' | 'policy' | 'signal' | 'onWait'>,
) {
	if (base === undefined) return {mountFrom: null, pieces: noPieces};
	const {place} = base;
	const isSame = place.registry === target.registry;
	const source = createRegistryClient({
		...place,
		...common,
		credentials: async () => (isSame ? credentials : null),
		actions: 'pull',
	});
	return {
		mountFrom: isSame ? place.repository : null,
		pieces: (blob: Blob) => remotePieces(source, place, blob),
	};
}

async function putManifest(
	client: RegistryClient,
	{image, target: {registry, repository, tag}}: Pick<PushOptions, 'image' | 'target'>,
): Promise<void> {
	const {digest, mediaType, file} = image.manifest;
	const bytes = await withFile(file, async opened => {
		const parts: Uint8Array[] = [];
		for await (const piece of opened.pieces()) parts.push(piece);
		return {size: opened.size, parts};
	});
	const reply = await client.send({
		method: 'PUT',
		url: new URL(`/v2/${repository}/manifests/${tag}`, client.origin),
		headers: {'content-type': mediaType},
		body: {size: bytes.size, pieces: () => bytes.parts},
	});
	if (reply.status !== 201) throw failed(registry, `answers ${codesOf(reply)} to the image's manifest`);
	const held = reply.headers['docker-content-digest'] ?? (await digestOf(client, {repository, digest, mediaType}));
	if (held !== digest) throw digestMismatch(registry, {digest, other: held});
}

async function digestOf(
	client: RegistryClient,
	{repository, digest, mediaType}: {readonly repository: string; readonly digest: string; readonly mediaType: string},
): Promise<string> {
	const url = new URL(`/v2/${repository}/manifests/${digest}`, client.origin);
	const reply = await client.send({method: 'HEAD', url, headers: {accept: mediaType}});
	return reply.status === 200 ? (reply.headers['docker-content-digest'] ?? digest) : 'nothing';
}

async function inParallel(blobs: readonly Blob[], put: (blob: Blob) => Promise<void>): Promise<void> {
	const waiting = [...blobs];
	const work = async (): Promise<void> => {
		for (let blob = waiting.shift(); blob !== undefined; blob = waiting.shift()) {
			await put(blob).catch((error: unknown) => {
				// One failure is enough: nothing new is begun.
				waiting.length = 0;
				throw error;
			});
		}
	};
	const ended = await Promise.allSettled(Array.from({length: parallel}, work));
	const broken = ended.find(one => one.status === 'rejected');
	if (broken !== undefined) throw broken.reason;
}

const unique = (blobs: readonly Blob[]): readonly Blob[] => [
	...new Map(blobs.map(blob => [blob.digest, blob])).values(),
];
