import {explainSources} from '../core/credentials/credential-sources.ts';
import {isErrorWithCode, toWizardError} from '../shared/errors.ts';
import type {Command} from './command.ts';

export const authStatusCommand: Command = {
	async run(_input, {credentials, context, store}) {
		const settings = await (await credentials()).settings();
		const backend = settings.credential_store ?? 'keychain';
		const keeper = await store(backend);
		const sources = [...explainSources(context.env, settings, context.env['CS_API_URL'])];
		const problem = await keeper.probe().then(
			() => null,
			(error: unknown) => {
				if (isErrorWithCode(error, 'internal/bug')) throw error;
				return toWizardError(error);
			},
		);
		if (problem !== null) sources.push({source: backend, state: 'broken', detail: problem.message});
		const credentialStore = {backend: keeper.backend, durable: keeper.durable, location: keeper.location};
		return {
			json: {credential_store: credentialStore, sources},
			text: [
				`credentials go to ${keeper.location}, which ${keeper.durable ? 'survives a reboot' : 'is gone at the next start'}`,
				...(problem === null ? [] : [`! ${problem.message} ${problem.hint}`]),
				...sources.map(({source, state, detail}) => `${state.padEnd(9)}${source.padEnd(12)}${detail}`),
			],
		};
	},
};
