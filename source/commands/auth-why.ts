import {explainSources} from '../core/credentials/credential-sources.ts';
import type {Command} from './command.ts';

export const authWhyCommand: Command = {
	details: ['Credentials are looked for in this order; the first one that is there wins.'],
	async run(_input, {credentials, context, store}) {
		const settings = await (await credentials()).settings();
		const keeper = await store(settings.credential_store ?? 'keychain');
		const sources = explainSources(context.env, settings, context.env['CS_API_URL']);
		return {
			json: {credential_store: {backend: keeper.backend, durable: keeper.durable, location: keeper.location}, sources},
			text: sources.map(({source, state, detail}) => `${state.padEnd(9)}${source.padEnd(12)}${detail}`),
		};
	},
};
