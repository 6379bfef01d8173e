import * as z from 'zod';
import {deploymentSchema} from '../../shared/api-contract.ts';
import {showDeployment} from '../deployments/deployment-row.ts';
import {findDeployment} from '../deployments/deployment-store.ts';
import {findService} from '../services/service-store.ts';
import {defineRoute, noInput} from './route.ts';

export const getDeployment = defineRoute(
	{
		...noInput,
		method: 'get',
		path: '/api/v1/deployments/{id}',
		summary: 'One deployment',
		params: z.object({id: z.string()}),
		reply: deploymentSchema,
	},
	async ({principal: {tenantId}, params: {id}}, {db, runner}) => {
		const row = await findDeployment(db, {tenantId, deploymentId: id});
		const service = await findService(db, {tenantId, serviceId: row.service_id});
		return showDeployment(row, {serviceName: service.name, waitingFor: runner.waitingFor(id)});
	},
);
