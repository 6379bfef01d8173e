import * as z from 'zod';
import {deploymentSchema} from '../../shared/api-contract.ts';
import {showDeployment} from '../deployments/deployment-row.ts';
import {findDeployment, requestCancel} from '../deployments/deployment-store.ts';
import {findService} from '../services/service-store.ts';
import {defineRoute, noInput} from './route.ts';

export const cancelDeployment = defineRoute(
	{
		...noInput,
		method: 'post',
		path: '/api/v1/deployments/{id}/cancel',
		summary: 'Stop a deployment that runs; the release before it stays live',
		params: z.object({id: z.string()}),
		reply: deploymentSchema,
	},
	async ({principal: {tenantId}, params: {id}}, {db, runner}) => {
		await requestCancel(db, {tenantId, deploymentId: id});
		await runner.cancel(id);
		const row = await findDeployment(db, {tenantId, deploymentId: id});
		const service = await findService(db, {tenantId, serviceId: row.service_id});
		return showDeployment(row, {serviceName: service.name, waitingFor: null});
	},
);
