import {appTokenReplySchema, appTokenRequestSchema} from '../../shared/api-contract.ts';
import {defineRoute, noInput} from './route.ts';

export const cliAppToken = defineRoute(
	{
		...noInput,
		method: 'post',
		path: '/api/cli/app-token',
		summary: 'Registry credentials for one push',
		body: appTokenRequestSchema,
		reply: appTokenReplySchema,
	},
	async ({principal, address, requestId}, {credentials, audit}) => {
		await audit({event: 'app-token', outcome: 'accepted', subject: principal.sessionId, address, requestId});
		return credentials.appToken(principal);
	},
);
