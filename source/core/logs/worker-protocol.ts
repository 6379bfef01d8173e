/** What the main thread and the log thread say to each other. Secrets travel as text, for a class does not survive the way. */
import * as z from 'zod';
import {paneIds} from '../../shared/log-feed.ts';

const access = z.object({
	nats: z.object({servers: z.array(z.string()), nkeySeed: z.string(), prefix: z.string()}),
	api: z.object({url: z.string(), sessionToken: z.string()}),
});
export type PlainAccess = z.infer<typeof access>;

const level = z.enum(['error', 'warn', 'info', 'debug']);
const filter = z.object({grep: z.string().exactOptional(), level: level.exactOptional()});
const pane = z.enum(paneIds);
const rowsRequest = z.object({
	pane,
	at: z.union([z.object({tail: z.literal(true)}), z.object({before: z.number()}), z.object({after: z.number()})]),
	count: z.int().min(0),
	filter: filter.exactOptional(),
});

export const toWorkerSchema = z.discriminatedUnion('type', [
	z.object({
		type: z.literal('open'),
		access,
		service: z.object({id: z.string(), name: z.string()}),
		deploymentId: z.string().exactOptional(),
		secrets: z.array(z.string()),
		canRefresh: z.boolean(),
	}),
	z.object({type: z.literal('rows'), id: z.int(), request: rowsRequest}),
	z.object({
		type: z.literal('search'),
		id: z.int(),
		words: z.string(),
		limit: z.int().min(0),
		filter: filter.exactOptional(),
	}),
	z.object({type: z.literal('save'), id: z.int(), pane, path: z.string()}),
	/** The answer to `refresh`: a new access, none to be had, or nobody could be asked just now. */
	z.object({
		type: z.literal('refreshed'),
		access: access.exactOptional(),
		outcome: z.enum(['had', 'none', 'unreachable']),
	}),
	z.object({type: z.literal('close')}),
]);
export type ToWorker = z.infer<typeof toWorkerSchema>;

const row = z.object({
	index: z.int(),
	kind: z.enum(['line', 'gap', 'notice']),
	seq: z.int().exactOptional(),
	timestamp: z.number(),
	level: level.exactOptional(),
	source: z.string(),
	text: z.string(),
});

const status = z.object({
	panes: z
		.array(
			z.object({
				id: pane,
				title: z.string(),
				first: z.int(),
				next: z.int(),
				state: z.enum(['live', 'reconnecting', 'ended', 'waiting']),
				reason: z.string().exactOptional(),
			}),
		)
		.readonly(),
	connection: z.object({
		state: z.enum(['connecting', 'connected', 'reconnecting', 'closed']),
		detail: z.string(),
		since: z.number(),
	}),
	lines_per_second: z.number(),
	lag_ms: z.number(),
	lost: z.int(),
});

export const fromWorkerSchema = z.discriminatedUnion('type', [
	z.object({type: z.literal('status'), status}),
	z.object({type: z.literal('rows'), id: z.int(), rows: z.array(row).readonly()}),
	z.object({
		type: z.literal('found'),
		id: z.int(),
		hits: z.array(z.object({pane, index: z.int()})).readonly(),
		total: z.int(),
	}),
	z.object({type: z.literal('saved'), id: z.int(), path: z.string(), lines: z.int()}),
	z.object({
		type: z.literal('failed'),
		id: z.int(),
		message: z.string(),
		hint: z.string(),
		code: z.string(),
	}),
	z.object({type: z.literal('refresh')}),
	z.object({type: z.literal('closed')}),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
