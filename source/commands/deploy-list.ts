import type {Deployment} from '../shared/api-contract.ts';
import {agoText} from '../shared/units.ts';
import type {Command} from './command.ts';
import {linkedService, openProjectOf} from './command-project.ts';
import {openSession} from './command-session.ts';

export const deployListCommand: Command = {
	flags: [{name: 'service', value: 'NAME', description: 'another service than the one of this folder'}],
	wizards: ['sign-in'],
	async run({flags}, services) {
		const project = await openProjectOf(services);
		const session = await openSession(services, project);
		const service = await linkedService(services, session, project, flags.text('service'));
		const deployments = await (await services.api(session.apiUrl)).deployments(session.token, service.id);
		const now = services.clock.now();
		return {
			json: {deployments: deployments.map(row)},
			text:
				deployments.length === 0
					? [`${service.name} has no releases yet.`]
					: deployments.map(
							one =>
								`release ${one.release}  ${state(one).padEnd(12)}${agoText(Date.parse(one.createdAt), now).padEnd(18)}${one.id}`,
						),
		};
	},
};

export function row({
	id,
	status,
	image,
	url,
	createdAt,
	release,
	active,
}: Deployment): Readonly<Record<string, unknown>> {
	return {id, status, image, url: url ?? null, created_at: createdAt, release, active};
}

function state({active, status}: Deployment): string {
	return active ? 'live' : status.toLowerCase().replace('_', ' ');
}
