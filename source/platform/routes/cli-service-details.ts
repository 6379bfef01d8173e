import {serviceDetailsRequestSchema, serviceDetailsSchema} from '../../shared/api-contract.ts';
import {findService} from '../services/service-store.ts';
import {showServiceDetails} from '../services/show-service.ts';
import {defineRoute, noInput} from './route.ts';

export const cliServiceDetails = defineRoute(
	{
		...noInput,
		method: 'post',
		path: '/api/cli/service-details',
		summary: 'One of your services',
		body: serviceDetailsRequestSchema,
		reply: serviceDetailsSchema,
	},
	async ({principal, body}, {db}) =>
		showServiceDetails(await findService(db, {tenantId: principal.tenantId, serviceId: body.service_id})),
);
