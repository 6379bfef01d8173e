import type * as z from 'zod';
import {problemSchema} from '../../shared/api-contract.ts';
import type {PlatformApp} from './platform-app.ts';

interface Described {
	readonly method: 'get' | 'post';
	readonly path: string;
	readonly summary: string;
	readonly params: z.ZodObject;
	readonly query: z.ZodObject;
	readonly body: z.ZodType;
	readonly reply?: z.ZodType;
	readonly status?: number;
}

/** Puts a route into the document at /openapi.json. */
export function describeRoute(app: PlatformApp, route: Described, access: 'public' | 'session'): void {
	const {method, path, summary, params, query, body, reply, status = 200} = route;
	app.openAPIRegistry.registerPath({
		method,
		path,
		summary,
		...(access === 'session' ? {security: [{session: []}]} : {}),
		request: {
			params,
			query,
			...(method === 'post' ? {body: {content: {'application/json': {schema: body}}}} : {}),
		},
		responses: {
			[status]: {
				description: 'Done',
				...(reply === undefined
					? {content: {'text/event-stream': {}}}
					: {content: {'application/json': {schema: reply}}}),
			},
			default: {description: 'A problem', content: {'application/problem+json': {schema: problemSchema}}},
		},
	});
}
