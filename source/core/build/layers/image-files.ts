/** An image's config and manifest as the OCI image specification 1.1 has them, without times, so that they are reproducible. */
import type {RemoteImage} from '../../registry/remote-image.ts';
import type {ImageBlob} from '../builders/builder.ts';

export const mediaTypes = {
	manifest: 'application/vnd.oci.image.manifest.v1+json',
	config: 'application/vnd.oci.image.config.v1+json',
	layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

const architectures: Readonly<Record<string, string>> = {x64: 'amd64', arm64: 'arm64', arm: 'arm', ia32: '386'};

/** Tells which layers are the app's own: a host without the base's file system unpacks only those. */
export const layerAnnotation = 'dev.cs-wizard.layer';

const epoch = '1970-01-01T00:00:00Z';

export interface ImagePlan {
	readonly command: readonly string[];
	readonly env: readonly string[];
	readonly labels: Readonly<Record<string, string>>;
	/** Of this machine: installed dependencies may hold programs for it. */
	readonly machine: {readonly os: string; readonly architecture: string};
	readonly layers: readonly {readonly diffId: string; readonly title: string}[];
	readonly base: Base | null;
}

type Base = Pick<RemoteImage, 'name' | 'digest' | 'layers' | 'config'>;

export function imageConfig({command, env, labels, machine, layers, base}: ImagePlan): string {
	const below = base?.config;
	const user = below?.config?.User;
	return JSON.stringify({
		created: epoch,
		architecture: below?.architecture ?? architectures[machine.architecture] ?? machine.architecture,
		...(below?.variant === undefined ? {} : {variant: below.variant}),
		os: below?.os ?? machine.os,
		config: {
			...(user ? {User: user} : {}),
			Env: mergedEnv(below?.config?.Env ?? [], env),
			Cmd: command,
			WorkingDir: '/app',
			Labels: labels,
		},
		rootfs: {type: 'layers', diff_ids: [...(base?.layers ?? []), ...layers].map(({diffId}) => diffId)},
		history: [
			...(base === null ? [] : baseHistory(base)),
			...layers.map(({title}) => ({created: epoch, created_by: `cs-wizard: ${title}`})),
		],
	});
}

export function imageManifest(config: ImageBlob, layers: readonly ImageBlob[], base: Base | null): string {
	return JSON.stringify({
		schemaVersion: 2,
		mediaType: mediaTypes.manifest,
		config: descriptor(config),
		layers: [
			...(base?.layers ?? []).map(descriptor),
			...layers.map(layer => ({...descriptor(layer), annotations: {[layerAnnotation]: layer.title}})),
		],
		...(base === null
			? {}
			: {
					annotations: {
						'org.opencontainers.image.base.digest': base.digest,
						'org.opencontainers.image.base.name': base.name,
					},
				}),
	});
}

const descriptor = ({mediaType, digest, size}: Pick<ImageBlob, 'mediaType' | 'digest' | 'size'>) => ({
	mediaType,
	digest,
	size,
});

/** Ours has the last word on a name that both have. */
function mergedEnv(below: readonly string[], own: readonly string[]): readonly string[] {
	const byName = new Map([...below, ...own].map(entry => [entry.split('=')[0], entry]));
	return [...byName.values()];
}

/** The base's own when it tells of each of its layers, else one line a layer. */
function baseHistory({name, layers, config}: Base): readonly object[] {
	const told = config.history ?? [];
	if (told.filter(entry => entry.empty_layer !== true).length === layers.length) return told;
	return layers.map(() => ({created: epoch, created_by: `base: ${name}`}));
}
