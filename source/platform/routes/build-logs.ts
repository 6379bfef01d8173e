import * as z from 'zod';
import {streamLog} from '../logs/stream-log.ts';
import {findLogSource} from '../logs/log-source.ts';
import {defineRoute, noInput} from './route.ts';

export const buildLogs = defineRoute(
	{
		...noInput,
		method: 'get',
		path: '/build-logs/{id}',
		summary: 'The log of a build and deployment as server-sent events; resumes by Last-Event-ID or ?after=',
		params: z.object({id: z.string()}),
		query: z.object({after: z.coerce.number().int().min(0).default(0)}),
	},
	async ({principal: {tenantId}, params: {id}, query, header, signal}, parts) => {
		await findLogSource(parts.db, {tenantId, id});
		const resumed = Number(header('last-event-id') ?? Number.NaN);
		const after = Number.isSafeInteger(resumed) && resumed >= 0 ? resumed : query.after;
		return streamLog({tenantId, id, after, signal}, parts);
	},
);
