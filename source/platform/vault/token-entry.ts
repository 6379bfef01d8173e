import {z} from 'zod';

/** What is stored about a token. Its id is not: only a keyed hash of it, which is the entry's name. */
export const tokenEntrySchema = z.object({
	key: z.string(),
	accessor: z.string(),
	/** The parent's key; null for an orphan. */
	parent: z.string().nullable(),
	path: z.string(),
	displayName: z.string(),
	policies: z.array(z.string()),
	meta: z.array(z.tuple([z.string(), z.string()])).nullable(),
	renewable: z.boolean(),
	/** Milliseconds since 1970, as all times here. */
	issuedAt: z.number(),
	/** Null never ends. */
	expiresAt: z.number().nullable(),
	renewedAt: z.number().nullable(),
	/** Seconds, as it was made with and as it was last granted; 0 never ends. */
	creationTtl: z.number(),
	ttl: z.number(),
	explicitMaxTtl: z.number(),
});

export type TokenEntry = z.infer<typeof tokenEntrySchema>;
