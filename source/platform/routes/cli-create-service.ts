import {createServiceRequestSchema, serviceDetailsSchema} from '../../shared/api-contract.ts';
import {insertService, takenPorts} from '../services/service-store.ts';
import {showServiceDetails} from '../services/show-service.ts';
import {defineRoute, noInput} from './route.ts';

export const cliCreateService = defineRoute(
	{
		...noInput,
		method: 'post',
		path: '/api/cli/create-service',
		summary: 'Make a service',
		body: createServiceRequestSchema,
		reply: serviceDetailsSchema,
	},
	async ({principal, body, header}, {clock, onlyOnce, choosePort}) => {
		const {tenantId} = principal;
		const {response} = await onlyOnce(
			{tenantId, key: header('idempotency-key') ?? null, request: {operation: 'create-service', body}},
			async within => {
				const {name, project_name: projectName = 'default', repo_url: repoUrl = '', branch = ''} = body;
				const port = await choosePort(await takenPorts(within));
				const row = {tenantId, name, projectName, repoUrl, branch, port, now: clock.now()};
				return showServiceDetails(await insertService(within, row));
			},
		);
		return serviceDetailsSchema.parse(JSON.parse(response));
	},
);
