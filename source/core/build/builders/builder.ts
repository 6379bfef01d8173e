import type {TaskReporter} from '../../../shared/events.ts';
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
	readonly signal?: AbortSignal;
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
	readonly layers: readonly ImageBlob[];
	/** Bytes of config and layers together. */
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
