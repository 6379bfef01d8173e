import {basename} from 'node:path';
import {detectStack} from '../core/build/detect-stack.ts';
import type {Command} from './command.ts';
import {openProjectOf, openService} from './command-project.ts';
import {openSession} from './command-session.ts';

export const linkCommand: Command = {
	wizards: ['link', 'sign-in'],
	details: ['Writes cloudstation.json into the folder. It holds no secret: commit it.'],
	async run(_input, services) {
		const project = await openProjectOf(services);
		const session = await openSession(services, project);
		const stack = await detectStack(project.folder);
		// Linking again is asking again: what was linked before is only a suggestion.
		const service = await openService(
			services,
			session,
			{...project, link: null},
			stack?.name ?? basename(project.folder),
		);
		return {
			json: {service: {id: service.id, name: service.name}, file: project.path},
			text: [`Linked ${project.folder} to ${service.name}.`],
		};
	},
};
