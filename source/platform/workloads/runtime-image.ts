import * as z from 'zod';

/** Docker writes null where OCI leaves out. */
const words = z.array(z.string()).nullish();

/** The parts of an image's config (OCI image spec, "Image Configuration") that say how it runs. */
export const imageConfigSchema = z.object({
	architecture: z.string().optional(),
	os: z.string().optional(),
	config: z
		.object({
			Entrypoint: words,
			Cmd: words,
			Env: words,
			WorkingDir: z.string().nullish(),
			Labels: z.record(z.string(), z.string()).nullish(),
		})
		.nullish(),
	rootfs: z.object({diff_ids: z.array(z.string())}).nullish(),
});
export type ImageConfig = z.infer<typeof imageConfigSchema>;

export interface RuntimeLayer {
	readonly digest: string;
	readonly mediaType: string;
	readonly annotations?: Readonly<Record<string, string>>;
	open(): Promise<AsyncIterable<Uint8Array>>;
}

/** An image as the platform's registry holds it. */
export interface RuntimeImage {
	/** The parsed JSON of its config blob, not checked yet. */
	readonly config: unknown;
	readonly layers: readonly RuntimeLayer[];
}

/** `ref` is `host:port/namespace/name@sha256:…`; rejects when the image is not there. */
export type ReadImage = (ref: string) => Promise<RuntimeImage>;
