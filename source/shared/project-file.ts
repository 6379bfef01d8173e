import * as z from 'zod';

const deploySettings = z.strictObject({
	target: z.string().optional(),
	port: z.int().min(1).max(65_535).optional(),
	health: z
		.strictObject({
			type: z.enum(['http', 'tcp', 'none']).optional(),
			path: z.string().startsWith('/').optional(),
			status: z.int().optional(),
		})
		.optional(),
	count: z.int().min(1).max(8).optional(),
});

const one = {
	service: z.string().optional(),
	build: z
		.strictObject({
			builder: z.string().optional(),
			start: z.string().optional(),
			base: z.string().optional(),
			ignore: z.array(z.string()).optional(),
		})
		.optional(),
	deploy: deploySettings.optional(),
	secrets: z
		.strictObject({
			provider: z.string().optional(),
			path: z.string().optional(),
			names: z.array(z.string()).optional(),
		})
		.optional(),
};

/** `cloudstation.json`: committed with the project, no secrets, no ids of one machine. */
export const projectFileSchema = z.strictObject({
	$schema: z.string().optional(),
	...one,
	/** `local`, or the address of the platform. */
	platform: z.union([z.literal('local'), z.url()]).optional(),
	/** A monorepo: one entry a service. */
	services: z.record(z.string(), z.strictObject({folder: z.string(), ...one})).optional(),
});
export type ProjectFile = z.infer<typeof projectFileSchema>;
