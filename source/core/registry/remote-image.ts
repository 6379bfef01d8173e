/** An image in a registry, read as far as others are built upon it: its manifest and its config (OCI image specification 1.1). */
import {createHash} from 'node:crypto';
import * as z from 'zod';
import {WizardError} from '../../shared/errors.ts';
import {jsonObject} from '../build/json-object.ts';
import {type Clock, systemClock} from '../machine/clock.ts';
import {openExchanges} from '../machine/http-exchange.ts';
import {createRetryPolicy, type RetryPolicy} from '../machine/retry.ts';
import type {ImagePlace} from './image-reference.ts';
import {createRegistryClient, type RegistryClient, type RegistryCredentials} from './registry-client.ts';
import {codesOf, failed} from './registry-errors.ts';
import {readRemoteBlob} from './remote-blob.ts';

export interface RemoteLayer {
	readonly mediaType: string;
	readonly digest: string;
	readonly size: number;
	/** Digest of the tar inside, which a config names. */
	readonly diffId: string;
}

export interface RemoteImage {
	/** As it was asked for: `node:22`. */
	readonly name: string;
	readonly place: ImagePlace;
	/** Of the manifest for one platform. */
	readonly digest: string;
	readonly layers: readonly RemoteLayer[];
	readonly config: z.infer<typeof configSchema>;
}

export interface RemoteImageOptions {
	/** Node's name of the machine the image is to run on: `x64`. */
	readonly arch: string;
	readonly credentials: () => Promise<RegistryCredentials | null>;
	readonly signal?: AbortSignal | undefined;
	readonly clock?: Clock;
	readonly policy?: RetryPolicy;
}

const digest = z.string().regex(/^sha256:[\da-f]{64}$/);
const descriptor = z.object({mediaType: z.string(), digest, size: z.int().nonnegative()});
const manifestSchema = z.object({schemaVersion: z.literal(2), config: descriptor, layers: z.array(descriptor)});
const platform = z.object({os: z.string(), architecture: z.string(), variant: z.string().optional()});
const indexSchema = z.object({
	schemaVersion: z.literal(2),
	manifests: z.array(descriptor.extend({platform: platform.optional()})),
});
const configSchema = z.object({
	os: z.string(),
	architecture: z.string(),
	variant: z.string().optional(),
	config: z.object({Env: z.array(z.string()).nullish(), User: z.string().nullish()}).nullish(),
	rootfs: z.object({diff_ids: z.array(digest)}),
	history: z.array(z.object({created_by: z.string().optional(), empty_layer: z.boolean().optional()})).nullish(),
});

const accepted = [
	'application/vnd.oci.image.index.v1+json',
	'application/vnd.oci.image.manifest.v1+json',
	'application/vnd.docker.distribution.manifest.list.v2+json',
	'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Docker's names for the same layers. */
const layerTypes: Readonly<Record<string, string>> = {
	'application/vnd.docker.image.rootfs.diff.tar': 'application/vnd.oci.image.layer.v1.tar',
	'application/vnd.docker.image.rootfs.diff.tar.gzip': 'application/vnd.oci.image.layer.v1.tar+gzip',
};
const architectures: Readonly<Record<string, string>> = {x64: 'amd64', ia32: '386'};

/** @throws `registry/failed` when it is out of reach, `registry/refused`, `build/failed` when it is not there or not for this machine */
export async function readRemoteImage(
	name: string,
	place: ImagePlace,
	options: RemoteImageOptions,
): Promise<RemoteImage> {
	const exchanges = openExchanges(process.env);
	try {
		const client = createRegistryClient({
			...place,
			credentials: options.credentials,
			actions: 'pull',
			exchanges,
			clock: options.clock ?? systemClock,
			policy: options.policy ?? createRetryPolicy({interactive: false}),
			signal: options.signal,
			onWait: () => undefined,
		});
		return await read(client, {name, place, arch: options.arch});
	} finally {
		exchanges.close();
	}
}

async function read(
	client: RegistryClient,
	{name, place, arch}: Pick<RemoteImage, 'name' | 'place'> & {readonly arch: string},
): Promise<RemoteImage> {
	const architecture = architectures[arch] ?? arch;
	let found = await fetchManifest(client, {name, place});
	const index = indexSchema.safeParse(found.json);
	if (index.success) {
		const fitting = index.data.manifests.find(
			one => one.platform?.os === 'linux' && one.platform.architecture === architecture,
		);
		if (fitting === undefined) throw unusable(name, `is not there for linux/${architecture}`);
		found = await fetchManifest(client, {name, place: {...place, reference: fitting.digest}});
	}
	const manifest = manifestSchema.safeParse(found.json);
	if (!manifest.success) throw unusable(name, 'has a manifest of a kind that is not known');
	const text = await readRemoteBlob(client, place, manifest.data.config);
	const config = configSchema.safeParse(jsonObject(text));
	if (!config.success) throw unusable(name, 'has a config that does not read');
	if (config.data.os !== 'linux' || config.data.architecture !== architecture)
		throw unusable(name, `is for ${config.data.os}/${config.data.architecture} and not for linux/${architecture}`);
	const diffIds = config.data.rootfs.diff_ids;
	if (diffIds.length !== manifest.data.layers.length) throw unusable(name, 'has a config that names other layers');
	const layers = manifest.data.layers.map(({mediaType, ...layer}, at) => {
		const type = layerTypes[mediaType] ?? mediaType;
		if (!/^application\/vnd\.oci\.image\.layer\.v1\.tar(?:\+(?:gzip|zstd))?$/.test(type))
			throw unusable(name, 'has a layer of a kind that is not known');
		return {...layer, mediaType: type, diffId: diffIds[at] ?? ''};
	});
	return {name, place, digest: found.digest, layers, config: config.data};
}

async function fetchManifest(
	client: RegistryClient,
	{name, place}: Pick<RemoteImage, 'name' | 'place'>,
): Promise<{readonly digest: string; readonly json: unknown}> {
	const {registry, repository, reference} = place;
	const url = new URL(`/v2/${repository}/manifests/${reference}`, client.origin);
	const reply = await client.send({method: 'GET', url, headers: {accept: accepted}});
	if (reply.status === 404) throw unusable(name, `is not in the registry ${registry}`);
	if (reply.status !== 200) throw failed(registry, `answers ${codesOf(reply)} when it is asked for ${name}`);
	const held = `sha256:${createHash('sha256').update(reply.text).digest('hex')}`;
	if (reference.startsWith('sha256:') && held !== reference) throw unusable(name, 'is not what its digest says');
	return {digest: held, json: jsonObject(reply.text)};
}

function unusable(name: string, what: string): WizardError {
	return new WizardError('build/failed', {
		message: `The base image ${name} ${what}.`,
		hint: 'Name another one, or none: the image then says which runtime its host needs.',
		facts: {base: name},
	});
}
