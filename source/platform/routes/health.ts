import {healthReplySchema} from '../../shared/api-contract.ts';
import {definePublicRoute, noInput} from './route.ts';

export const health = definePublicRoute(
	{...noInput, method: 'get', path: '/api/health', summary: 'Is the platform up?', reply: healthReplySchema},
	async (_call, {db, version}) => {
		// A platform that lost its database is not up.
		await db.selectFrom('counter').select('name').limit(1).execute();
		return {status: 'ok' as const, name: 'cs-wizard platform' as const, version};
	},
);
