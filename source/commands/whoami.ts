import type {Account} from '../core/credentials/account.ts';
import type {Command} from './command.ts';

export const whoamiCommand: Command = {
	flags: [
		{name: 'verify', description: 'ask the server instead of remembering'},
		{name: 'api-url', value: 'URL', description: 'the account of this platform'},
	],
	async run({flags}, {remembered, credentials}) {
		const apiUrl = flags.text('api-url');
		const known = flags.on('verify') ? null : await remembered(apiUrl);
		const account = known ?? (await (await credentials()).session(apiUrl)).account;
		return {json: account, text: lines(account)};
	},
};

function lines({
	user,
	api_url: apiUrl,
	client_id: clientId,
	source,
	credential_store: store,
	services,
}: Account): readonly string[] {
	const rows: readonly (readonly [string, string])[] = [
		['user', user.email],
		['platform', apiUrl],
		['client', clientId],
		['source', source],
		['kept in', `${store.location}${store.durable ? '' : ' (not durable)'}`],
		['services', String(services)],
	];
	return rows.map(([name, value]) => `${name.padEnd(10)}${value}`);
}
