import {logsReplySchema} from '../../shared/api-contract.ts';
import * as z from 'zod';
import {findLogSource} from '../logs/log-source.ts';
import {logsQuerySchema, readLines} from '../logs/log-store.ts';
import {findService} from '../services/service-store.ts';
import {defineRoute, noInput} from './route.ts';

export const deploymentLogs = defineRoute(
	{
		...noInput,
		method: 'get',
		path: '/api/v1/deployments/{id}/logs',
		summary: 'Lines of one deployment or build after a seq, oldest first',
		params: z.object({id: z.string()}),
		query: logsQuerySchema,
		reply: logsReplySchema,
	},
	async ({principal: {tenantId}, params: {id}, query: {after, limit}}, {db}) => {
		const {serviceId} = await findLogSource(db, {tenantId, id});
		const lines = await readLines(db, {serviceId, deploymentId: id, after, limit});
		const service = await findService(db, {tenantId, serviceId});
		return {lines: [...lines], last: service.last_seq};
	},
);
