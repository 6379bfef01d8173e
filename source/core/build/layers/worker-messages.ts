/** What the build and its worker tell each other. */
import * as z from 'zod';
import {isErrorCode} from '../../../shared/error-catalog.ts';
import {WizardError} from '../../../shared/errors.ts';
import type {LayerJob} from './pack-layer.ts';

export interface PackRequest {
	readonly cacheFolder: string;
	readonly job: LayerJob;
}

const strings = z.array(z.string());
export const packRequest: z.ZodType<PackRequest> = z.object({
	cacheFolder: z.string(),
	job: z.object({
		folder: z.string(),
		content: z.enum(['source', 'built', 'installed']),
		prefix: z.string(),
		ignore: strings,
		without: strings,
		extraFiles: z.array(z.object({path: z.string(), text: z.string()})),
	}),
});

export const packReply = z.discriminatedUnion('type', [
	z.object({type: z.literal('progress'), bytes: z.number()}),
	z.object({type: z.literal('left-out'), path: z.string(), why: z.string()}),
	z.object({
		type: z.literal('packed'),
		layer: z.object({diffId: z.string(), digest: z.string(), size: z.number(), cached: z.boolean()}),
	}),
	z.object({
		type: z.literal('failed'),
		error: z.object({
			code: z.string(),
			message: z.string(),
			hint: z.string(),
			facts: z.record(z.string(), z.unknown()).optional(),
		}),
	}),
]);
export type PackReply = z.infer<typeof packReply>;

/** An error that crossed from the worker, as it was there. */
export function errorFrom({code, message, hint, facts}: Extract<PackReply, {type: 'failed'}>['error']): WizardError {
	return new WizardError(isErrorCode(code) ? code : 'internal/bug', {
		message,
		hint,
		...(facts === undefined ? {} : {facts}),
	});
}
