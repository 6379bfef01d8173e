import type {Command} from './command.ts';

export const logoutCommand: Command = {
	flags: [{name: 'api-url', value: 'URL', description: 'only the account of this platform'}],
	details: ['Ends the session on the server and revokes its Vault token. The API key itself stays valid.'],
	async run({flags}, {credentials}) {
		const result = await (await credentials()).signOut(flags.text('api-url'));
		const text = result.logged_out
			? `Signed out${result.revoked ? '; the session has ended on the server' : '; the server was not told'}.`
			: 'Not signed in.';
		return {json: result, text: [text]};
	},
};
