import type {Command} from './command.ts';

export const authRepairCommand: Command = {
	details: ['Removes accounts whose credential is gone or damaged, and session files that no account owns.'],
	async run(_input, {credentials}) {
		const repaired = await (await credentials()).repair();
		return {
			json: {repaired},
			text: repaired.length === 0 ? ['Nothing to repair.'] : repaired.map(what => `removed ${what}`),
		};
	},
};
