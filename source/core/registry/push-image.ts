import type {TaskReporter} from '../../shared/events.ts';
import type {Secret} from '../../shared/secret.ts';
import type {BuiltImage, ImageBlob} from '../build/builders/builder.ts';
import {type Clock, systemClock} from '../machine/clock.ts';
import {withFile} from '../machine/file-streams.ts';
import {openExchanges} from '../machine/http-exchange.ts';
import {createRetryPolicy, type RetryPolicy} from '../machine/retry.ts';
import {createRegistryClient, type RegistryClient} from './registry-client.ts';
import {codesOf, digestMismatch, failed} from './registry-errors.ts';
import {hasBlob, uploadBlob} from './upload-blob.ts';

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
	readonly credentials: {readonly username: string; readonly password: Secret};
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
	/** Layers that it had. */
	readonly skipped: number;
	/** Bytes sent, the config among them. */
	readonly bytes: number;
}

const parallel = 3;

/**
 * Pushes an image: first what the registry lacks of its blobs, then the manifest that names them.
 * @throws `registry/refused`, `registry/failed`, `registry/digest-mismatch`, `api/insecure`
 */
export async function pushImage(options: PushOptions): Promise<PushedImage> {
	const {image, target, credentials, report, signal, clock = systemClock, chunkBytes = 8 * 1024 * 1024} = options;
	const {registry, repository} = target;
	const exchanges = openExchanges(process.env);
	const sent = new Map<string, number>();
	const say = (message?: string): void => {
		const done = [...sent.values()].reduce((total, bytes) => total + bytes, 0);
		report.progress({done, total: image.size, unit: 'bytes', ...(message === undefined ? {} : {message})});
	};
	try {
		const client = createRegistryClient({
			...target,
			credentials,
			exchanges,
			clock,
			policy: options.policy ?? createRetryPolicy({interactive: false}),
			signal,
			onWait: attempt => say(`still trying (${attempt + 1}/5)…`),
		});
		const pushed: ImageBlob[] = [];
		const put = async (blob: ImageBlob): Promise<void> => {
			const onProgress = (bytes: number): void => {
				sent.set(blob.digest, bytes);
				say();
			};
			const upload = {client, registry, repository, blob, onProgress, chunkBytes};
			if (await hasBlob(upload)) {
				onProgress(blob.size);
				return;
			}
			await uploadBlob(upload);
			pushed.push(blob);
		};
		// The first one alone: the rest then has its authorization.
		await put(image.config);
		await inParallel(unique(image.layers), put);
		await putManifest(client, {image, target});
		const digest = image.manifest.digest;
		const layers = pushed.filter(blob => blob !== image.config).length;
		return {
			ref: `${registry}/${repository}@${digest}`,
			digest,
			pushed: layers,
			skipped: image.layers.length - layers,
			bytes: pushed.reduce((total, blob) => total + blob.size, 0),
		};
	} finally {
		exchanges.close();
	}
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

async function inParallel(blobs: readonly ImageBlob[], put: (blob: ImageBlob) => Promise<void>): Promise<void> {
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

const unique = (blobs: readonly ImageBlob[]): readonly ImageBlob[] => [
	...new Map(blobs.map(blob => [blob.digest, blob])).values(),
];
