import {WizardError} from '../shared/errors.ts';
import {safeLine} from '../shared/safe-line.ts';
import type {Command} from './command.ts';

export const platformKeysRevokeCommand: Command = {
	arguments: [{name: 'id', description: 'of the key, as `platform keys list` shows it', required: true}],
	flags: [{name: 'data-dir', value: 'DIR', description: 'of another data folder'}],
	async run({args: [id = ''], flags}, {localPlatform}) {
		const revoked = await (await localPlatform.keys(flags.text('data-dir'))).revoke(id);
		if (!revoked) {
			throw new WizardError('api/not-found', {
				message: `There is no key "${safeLine(id, 60)}".`,
				hint: 'See which there are.',
				next: [{command: 'cs-wizard platform keys list', when: 'to see them'}],
			});
		}
		return {
			json: {changed: [id], revoked: true},
			text: [`Revoked ${id}. Sessions that it opened have ended; a Vault token in use ends within the hour.`],
		};
	},
};
