import * as z from 'zod';
import {credentialReplySchema} from '../../shared/api-contract.ts';

/** An entry of a credential store, as it was written. */
export const storedSchema = z.object({
	version: z.literal(1),
	api_url: z.string(),
	client_id: z.string(),
	api_key: z.string(),
	reply: credentialReplySchema,
	clock_skew_ms: z.number().default(0),
});
