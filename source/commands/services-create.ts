import {v7 as uuidv7} from 'uuid';
import {serviceNameSchema} from '../shared/service-name.ts';
import {WizardError} from '../shared/errors.ts';
import {safeLine} from '../shared/safe-line.ts';
import type {Command} from './command.ts';
import {openProjectOf} from './command-project.ts';
import {openSession} from './command-session.ts';

export const servicesCreateCommand: Command = {
	arguments: [{name: 'name', description: 'lowercase letters, digits and dashes', required: true}],
	wizards: ['sign-in'],
	async run({args: [name = '']}, services) {
		const checked = serviceNameSchema.safeParse(name);
		if (!checked.success) {
			throw new WizardError('usage/bad-value', {
				message: `"${safeLine(name, 60)}" is not a name for a service.`,
				hint: `${checked.error.issues[0]?.message ?? 'Use lowercase letters, digits and dashes'}.`,
			});
		}
		const session = await openSession(services, await openProjectOf(services));
		const made = await (await services.api(session.apiUrl)).createService(session.token, checked.data, uuidv7());
		return {
			json: {id: made.service_id, name: made.service_name, project_id: made.project_id, status: 'created'},
			text: [`Made the service ${made.service_name}.`],
		};
	},
};
