import {WizardError} from '../shared/errors.ts';
import type {Command} from './command.ts';
import {linkedService, openProjectOf} from './command-project.ts';
import {openSession} from './command-session.ts';

export const deployStatusCommand: Command = {
	arguments: [{name: 'id', description: 'the deployment; the newest one unless told'}],
	flags: [{name: 'service', value: 'NAME', description: 'another service than the one of this folder'}],
	wizards: ['sign-in'],
	async run({args: [id], flags}, services) {
		const project = await openProjectOf(services);
		const session = await openSession(services, project);
		const api = await services.api(session.apiUrl);
		const newest = async () =>
			(
				await api.deployments(
					session.token,
					(
						await linkedService(services, session, project, flags.text('service'))
					).id,
				)
			)[0];
		const deployment = id === undefined ? await newest() : await api.deployment(session.token, id);
		if (deployment === undefined) throw nothingDeployed();
		const {status, image, url, createdAt, release, active, phases, error} = deployment;
		return {
			json: {
				id: deployment.id,
				status,
				image,
				url: url ?? null,
				created_at: createdAt,
				release,
				active,
				phases,
				error: error ?? null,
			},
			text: [
				`release ${release}  ${active ? 'live' : status.toLowerCase().replace('_', ' ')}${url === undefined ? '' : `  ${url}`}`,
				...phases.map(phase => `  ${phase.name.padEnd(9)}${phase.status.replace('_', ' ')}`),
				...(error === undefined ? [] : [`  ${error}`]),
			],
		};
	},
};

function nothingDeployed(): WizardError {
	return new WizardError('api/not-found', {
		message: 'Nothing was deployed yet.',
		hint: 'Deploy the folder first.',
		next: [{command: 'cs-wizard up', when: 'to deploy it'}],
	});
}
