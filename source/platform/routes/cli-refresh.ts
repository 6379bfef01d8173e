import {credentialReplySchema} from '../../shared/api-contract.ts';
import {presentedBodySchema, principalOfCredential} from '../auth/principal-of-credential.ts';
import {definePublicRoute, noInput} from './route.ts';

export const cliRefresh = definePublicRoute(
	{
		...noInput,
		method: 'post',
		path: '/api/cli/refresh',
		summary: 'The reply of a sign-in again, with a new Vault token; takes the same three forms',
		body: presentedBodySchema,
		reply: credentialReplySchema,
	},
	async (call, parts) => parts.credentials.reply(await principalOfCredential({...call, event: 'refresh'}, parts)),
);
