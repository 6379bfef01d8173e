import {credentialReplySchema} from '../../shared/api-contract.ts';
import {presentedBodySchema, principalOfCredential} from '../auth/principal-of-credential.ts';
import {definePublicRoute, noInput} from './route.ts';

export const cliAuth = definePublicRoute(
	{
		...noInput,
		method: 'post',
		path: '/api/cli/auth',
		summary: 'Sign in: {api_key, client_id}, the headers x-api-key and x-client-id, or the Bearer of a session',
		body: presentedBodySchema,
		reply: credentialReplySchema,
	},
	async (call, parts) => parts.credentials.reply(await principalOfCredential({...call, event: 'exchange'}, parts)),
);
