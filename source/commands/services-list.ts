import type {Command} from './command.ts';
import {openProjectOf} from './command-project.ts';
import {openSession} from './command-session.ts';

export const servicesListCommand: Command = {
	wizards: ['sign-in'],
	async run(_input, services) {
		const session = await openSession(services, await openProjectOf(services));
		const found = await (await services.api(session.apiUrl)).services(session.token);
		const width = Math.max(4, ...found.map(({name}) => name.length));
		return {
			json: {services: found.map(({id, name, project_id, status}) => ({id, name, project_id, status}))},
			text:
				found.length === 0
					? ['No services yet. `cs-wizard up` makes the first one.']
					: found.map(
							({name, status, url}) => `${name.padEnd(width)}  ${status}${url === undefined ? '' : `  ${url}`}`,
						),
		};
	},
};
