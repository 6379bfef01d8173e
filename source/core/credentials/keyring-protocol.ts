import * as z from 'zod';

/** What the keyring child is asked on its standard input, and answers on its standard output: one line of JSON each. */
export const keyringRequestSchema = z.discriminatedUnion('op', [
	z.object({op: z.literal('get'), service: z.string(), account: z.string()}),
	z.object({op: z.literal('set'), service: z.string(), account: z.string(), value: z.string()}),
	z.object({op: z.literal('delete'), service: z.string(), account: z.string()}),
	z.object({op: z.literal('probe'), service: z.string()}),
]);
export type KeyringRequest = z.infer<typeof keyringRequestSchema>;

export const keyringReplySchema = z.union([
	z.object({ok: z.literal(true), value: z.string().nullable()}),
	z.object({
		ok: z.literal(false),
		problem: z.enum(['missing-package', 'unavailable', 'locked', 'too-long', 'other']),
		detail: z.string(),
	}),
]);
export type KeyringReply = z.infer<typeof keyringReplySchema>;
