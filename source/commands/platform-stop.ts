import type {Command} from './command.ts';

export const platformStopCommand: Command = {
	flags: [{name: 'data-dir', value: 'DIR', description: 'of another data folder'}],
	details: ['Ends the platform and its apps. What was deployed starts again with it.'],
	async run({flags}, {localPlatform}) {
		const stopped = await localPlatform.stop(flags.text('data-dir') ?? localPlatform.dataFolder);
		return {json: {stopped}, text: [stopped ? 'Stopped the platform and its apps.' : 'The platform was not running.']};
	},
};
