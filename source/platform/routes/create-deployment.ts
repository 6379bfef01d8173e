import {createDeploymentReplySchema, createDeploymentRequestSchema} from '../../shared/api-contract.ts';
import {deploymentSpecFor} from '../deployments/deployment-request.ts';
import {insertDeployment} from '../deployments/deployment-store.ts';
import {findService} from '../services/service-store.ts';
import {defineRoute, noInput} from './route.ts';

export const createDeployment = defineRoute(
	{
		...noInput,
		method: 'post',
		path: '/api/v1/deployments',
		summary: 'Release an image that was pushed; with an Idempotency-Key the same request twice is one deployment',
		body: createDeploymentRequestSchema,
		reply: createDeploymentReplySchema,
		status: 201,
	},
	async ({principal, body, header}, {clock, onlyOnce, registry, runner}) => {
		const {tenantId, accountId} = principal;
		const {serviceId, image} = body;
		const {response, replayed} = await onlyOnce(
			{tenantId, key: header('idempotency-key') ?? null, request: {operation: 'create-deployment', body}},
			async within => {
				const {name: serviceName} = await findService(within, {tenantId, serviceId});
				const spec = deploymentSpecFor(body, {principal, registry, serviceName});
				const asked = {tenantId, accountId, serviceId, image, spec, now: clock.now()};
				const {id, status} = await insertDeployment(within, asked);
				return {deploymentId: id, status};
			},
		);
		const reply = createDeploymentReplySchema.parse(JSON.parse(response));
		if (!replayed) runner.start(reply.deploymentId);
		return reply;
	},
);
