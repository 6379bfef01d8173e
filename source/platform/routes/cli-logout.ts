import {logoutReplySchema} from '../../shared/api-contract.ts';
import {defineRoute, noInput} from './route.ts';

export const cliLogout = defineRoute(
	{
		...noInput,
		method: 'post',
		path: '/api/cli/logout',
		summary: 'End the session and revoke its Vault tokens; API keys stay valid',
		reply: logoutReplySchema,
	},
	async ({principal, address, requestId}, {credentials, audit}) => {
		await audit({event: 'logout', outcome: 'accepted', subject: principal.sessionId, address, requestId});
		return {logged_out: true, revoked: await credentials.end(principal)};
	},
);
