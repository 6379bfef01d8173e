import {removeLink} from '../core/project/project.ts';
import type {Command} from './command.ts';
import {openProjectOf} from './command-project.ts';

export const unlinkCommand: Command = {
	details: [
		'Forgets on this machine which service the folder is. cloudstation.json stays: it belongs to your repository.',
	],
	async run(_input, services) {
		const {link, folder, path} = await openProjectOf(services);
		await removeLink(services.home, folder);
		return {
			json: {service: link === null ? null : {id: link.service_id, name: link.service_name}, file: path},
			text: [link === null ? 'This folder was not linked.' : `Unlinked ${folder} from ${link.service_name}.`],
		};
	},
};
