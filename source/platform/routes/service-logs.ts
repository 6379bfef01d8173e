import * as z from 'zod';
import {logsReplySchema} from '../../shared/api-contract.ts';
import {logsQuerySchema, readLines} from '../logs/log-store.ts';
import {findService} from '../services/service-store.ts';
import {defineRoute, noInput} from './route.ts';

export const serviceLogs = defineRoute(
	{
		...noInput,
		method: 'get',
		path: '/api/v1/services/{id}/logs',
		summary: 'Lines of a service after a seq, oldest first; the newest 50 000 are kept',
		params: z.object({id: z.string()}),
		query: logsQuerySchema,
		reply: logsReplySchema,
	},
	async ({principal: {tenantId}, params: {id}, query: {after, limit}}, {db}) => {
		const service = await findService(db, {tenantId, serviceId: id});
		return {lines: [...(await readLines(db, {serviceId: id, after, limit}))], last: service.last_seq};
	},
);
