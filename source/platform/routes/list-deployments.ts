import * as z from 'zod';
import {deploymentsReplySchema} from '../../shared/api-contract.ts';
import {showDeployment} from '../deployments/deployment-row.ts';
import {listDeployments as listRows} from '../deployments/deployment-store.ts';
import {findService, listServices} from '../services/service-store.ts';
import {defineRoute, noInput} from './route.ts';

export const listDeployments = defineRoute(
	{
		...noInput,
		method: 'get',
		path: '/api/v1/deployments',
		summary: 'Your newest deployments, newest first; of one service with serviceId',
		query: z.object({serviceId: z.string().optional()}),
		reply: deploymentsReplySchema,
	},
	async ({principal, query: {serviceId}}, {db, runner}) => {
		const {tenantId} = principal;
		const services =
			serviceId === undefined ? await listServices(db, {tenantId}) : [await findService(db, {tenantId, serviceId})];
		const names = new Map(services.map(({id, name}) => [id, name]));
		const rows = await listRows(db, {tenantId, serviceId});
		return {
			deployments: rows.map(row =>
				showDeployment(row, {
					serviceName: names.get(row.service_id) ?? '',
					waitingFor: runner.waitingFor(row.id),
				}),
			),
		};
	},
);
