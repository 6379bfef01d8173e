import type {Command} from './command.ts';

export const platformKeysCreateCommand: Command = {
	flags: [{name: 'data-dir', value: 'DIR', description: 'of another data folder'}],
	async run({flags}, {localPlatform}) {
		const made = await (await localPlatform.keys(flags.text('data-dir'))).create();
		// Shown here and nowhere else: the platform keeps only a digest of it.
		const key = made.api_key.reveal();
		return {
			json: {id: made.id, api_key: key, client_id: made.client_id},
			text: [`client   ${made.client_id}`, `api key  ${key}   (shown once)`],
		};
	},
};
