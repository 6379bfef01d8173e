import {servicesReplySchema} from '../../shared/api-contract.ts';
import {listServices} from '../services/service-store.ts';
import {showService} from '../services/show-service.ts';
import {defineRoute, noInput} from './route.ts';

export const cliServices = defineRoute(
	{...noInput, method: 'post', path: '/api/cli/services', summary: 'Your services', reply: servicesReplySchema},
	async ({principal}, {db, runtime}) => {
		const rows = await listServices(db, principal);
		return {services: rows.map(row => showService(row, runtime.state(row.id)))};
	},
);
