import type {Command} from './command.ts';

export const platformKeysListCommand: Command = {
	flags: [{name: 'data-dir', value: 'DIR', description: 'of another data folder'}],
	async run({flags}, {localPlatform}) {
		const keys = await (await localPlatform.keys(flags.text('data-dir'))).list();
		return {
			json: {keys},
			text:
				keys.length === 0
					? ['No keys.']
					: keys.map(
							({id, prefix, revoked_at: revoked, created_at: created}) =>
								`${id}  ${prefix}…  made ${created}${revoked === null ? '' : `  revoked ${revoked}`}`,
						),
		};
	},
};
