import * as z from 'zod';

/** What a service may be called: its name is part of its address. */
export const serviceNameSchema = z
	.string()
	.regex(/^[a-z][a-z\d-]{0,38}[a-z\d]$/, 'Use 2 to 40 lowercase letters, digits and dashes, a letter first');
