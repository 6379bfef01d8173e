import type {TaskReporter} from '../../../shared/events.ts';
import type {RegistryCredentials} from '../../registry/registry-client.ts';
import type {RemoteImage} from '../../registry/remote-image.ts';
import type {Stack} from '../stack.ts';

export interface BuildRequest {
	/** The app's folder, absolute. */
	readonly folder: string;
	readonly stack: Stack;
	/** The command that starts the app, when it is not the stack's own. */
	readonly start?: string;
	readonly ignore?: readonly string[];
	/** Where layers are kept between builds (blobs by digest). */
	readonly cacheFolder: string;
	readonly base?: BaseRequest;
	readonly signal?: AbortSignal;
}

/** The image to build upon. */
export interface BaseRequest {
	/** `node:22`, `ghcr.io/acme/base@sha256:…` */
	readonly name: string;
	/** Out of reach, it ends the build; otherwise the build goes on without it and says so. */
	readonly required: boolean;
	/** What a registry is read with when it asks; null for what everybody may read. */
	readonly credentials: (registry: string) => Promise<RegistryCredentials | null>;
}

export interface ImageBlob {
	readonly mediaType: string;
	/** `sha256:…` */
	readonly digest: string;
	readonly size: number;
	/** The file that holds it, absolute. */
	readonly file: string;
	/** What people call it: `dependencies`, `application`, `config`. */
	readonly title: string;
	/** True when it was there from an earlier build. */
	readonly cached: boolean;
}

export interface BuiltImage {
	/** The manifest itself, as bytes on disk. */
	readonly manifest: ImageBlob;
	readonly config: ImageBlob;
	/** Our own, above those of the base. */
	readonly layers: readonly ImageBlob[];
	/** Its layers lie in its registry; a push brings them over. */
	readonly base?: Pick<RemoteImage, 'name' | 'place' | 'digest' | 'layers'>;
	/** Bytes of config and our own layers together. */
	readonly size: number;
}

/** One way to make an image from a folder. Adding one is a file here and a line in all-builders.ts. */
export interface Builder {
	readonly id: string;
	readonly title: string;
	/** Null when it can build this folder on this machine, else why not. */
	refuses(request: {readonly folder: string; readonly stack: Stack}): Promise<string | null>;
	build(request: BuildRequest, report: TaskReporter): Promise<BuiltImage>;
}
