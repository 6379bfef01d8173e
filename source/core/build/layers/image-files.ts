/** An image's config and manifest as the OCI image specification 1.1 has them, without times, so that they are reproducible. */
import type {ImageBlob} from '../builders/builder.ts';

export const mediaTypes = {
	manifest: 'application/vnd.oci.image.manifest.v1+json',
	config: 'application/vnd.oci.image.config.v1+json',
	layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

const architectures: Readonly<Record<string, string>> = {x64: 'amd64', arm64: 'arm64', arm: 'arm', ia32: '386'};

export interface ImagePlan {
	readonly command: readonly string[];
	readonly env: readonly string[];
	readonly labels: Readonly<Record<string, string>>;
	/** Of this machine: installed dependencies may hold programs for it. */
	readonly machine: {readonly os: string; readonly architecture: string};
	readonly layers: readonly {readonly diffId: string; readonly title: string}[];
}

export function imageConfig({command, env, labels, machine, layers}: ImagePlan): string {
	return JSON.stringify({
		created: '1970-01-01T00:00:00Z',
		architecture: architectures[machine.architecture] ?? machine.architecture,
		os: machine.os,
		config: {Env: env, Cmd: command, WorkingDir: '/app', Labels: labels},
		rootfs: {type: 'layers', diff_ids: layers.map(({diffId}) => diffId)},
		history: layers.map(({title}) => ({created: '1970-01-01T00:00:00Z', created_by: `cs-wizard: ${title}`})),
	});
}

export function imageManifest(config: ImageBlob, layers: readonly ImageBlob[]): string {
	return JSON.stringify({
		schemaVersion: 2,
		mediaType: mediaTypes.manifest,
		config: descriptor(config),
		layers: layers.map(descriptor),
	});
}

const descriptor = ({mediaType, digest, size}: ImageBlob) => ({mediaType, digest, size});
