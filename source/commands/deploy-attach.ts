import {allTargets} from '../core/deploy/all-targets.ts';
import type {DeployResult} from '../core/deploy/deploy-plan.ts';
import {deploymentError, followDeployment} from '../core/deploy/follow-deployment.ts';
import type {RunEvent} from '../shared/events.ts';
import {isErrorWithCode, toWizardError} from '../shared/errors.ts';
import type {Deployment} from '../shared/api-contract.ts';
import {runSteps} from '../core/tasks/run-steps.ts';
import {exitCodeOf, stopping} from './command-deploy.ts';
import {linkedService, openProjectOf} from './command-project.ts';
import {resultLines} from './command-result.ts';
import {openSession} from './command-session.ts';
import {WizardError} from '../shared/errors.ts';
import type {Command} from './command.ts';

export const deployAttachCommand: Command = {
	arguments: [{name: 'id', description: 'the deployment; the newest one unless told'}],
	flags: [{name: 'service', value: 'NAME', description: 'another service than the one of this folder'}],
	wizards: ['sign-in'],
	async run({args: [given], flags}, services) {
		const {clock, context, output} = services;
		const project = await openProjectOf(services);
		const session = await openSession(services, project);
		const api = await services.api(session.apiUrl);
		const target = allTargets.platform({api, token: session.token});
		const id =
			given ?? (await target.list((await linkedService(services, session, project, flags.text('service'))).id))[0]?.id;
		if (id === undefined)
			throw new WizardError('api/not-found', {
				message: 'Nothing was deployed yet.',
				hint: 'Deploy the folder first.',
				next: [{command: 'cs-wizard up', when: 'to deploy it'}],
			});
		const started = clock.monotonic();
		const seen: {deployment: Deployment} = {deployment: await target.get(id)};
		const prompter = await services.prompter();
		const error = await prompter.progress({
			title: `Release ${seen.deployment.release}`,
			tasks: [{task: 'deployment.release', title: 'Release'}],
			stopping,
			run: async (sink, signal, detach) => {
				const tee = (event: RunEvent) => {
					if (context.json) output.json(event);
					sink(event);
				};
				const release = {
					task: 'deployment.release',
					title: 'Release',
					run: async (report: Parameters<Parameters<typeof runSteps>[0][number]['run']>[0]) => {
						seen.deployment = await followDeployment(id, {
							target,
							clock,
							signal,
							detach,
							onChange: now => {
								if (now.waitingFor !== undefined) report.progress({done: 0, unit: 'tries', message: now.waitingFor});
							},
							...(context.timeoutMs === undefined ? {} : {timeoutMs: context.timeoutMs}),
						});
						if (seen.deployment.status !== 'SUCCESS') throw deploymentError(seen.deployment);
						return {summary: 'healthy, switched'};
					},
				};
				return runSteps([release], {sink: tee, clock, signal: AbortSignal.any([signal, context.signal])}).then(
					() => null,
					toWizardError,
				);
			},
		});
		await prompter.close();
		const {deployment} = seen;
		const result: DeployResult = {
			type: 'result',
			outcome:
				error === null
					? 'live'
					: isErrorWithCode(error, 'deploy/still-running')
						? 'running'
						: isErrorWithCode(error, 'deploy/reverted')
							? 'reverted'
							: 'failed',
			deployment_id: id,
			release: deployment.release,
			image: {ref: deployment.image, digest: deployment.image.split('@')[1] ?? ''},
			url: deployment.url ?? null,
			duration_ms: Math.round(clock.monotonic() - started),
			...(error === null ? {} : {error: error.toJSON()}),
		};
		return {json: result, text: resultLines(result, `release ${deployment.release}`), exitCode: exitCodeOf(result)};
	},
};
