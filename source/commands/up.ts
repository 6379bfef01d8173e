import {deployAnswers, deployPlan, exitCodeOf, runDeploy, startOf} from './command-deploy.ts';
import {openProjectOf, openService, platformTitle} from './command-project.ts';
import {appSecrets} from './command-secrets.ts';
import {openSession} from './command-session.ts';
import {folderName, requireStack} from './command-stack.ts';
import {requireAnswers} from './command-unattended.ts';
import {resultLines} from './command-result.ts';
import type {Session} from '../core/credentials/credentials.ts';
import type {DeployPlan} from '../core/deploy/deploy-plan.ts';
import {isErrorWithCode, WizardError} from '../shared/errors.ts';
import {keepDeployAnswers} from './command-keep-answers.ts';
import {reviewOf} from './command-review.ts';
import type {Command} from './command.ts';
import type {Services} from './command-services.ts';

export const upCommand: Command = {
	wizards: ['deploy', 'link', 'sign-in'],
	flags: [
		{name: 'detach', description: 'stop watching once the deployment is handed over'},
		{name: 'resume', description: 'take up the run that was interrupted here (it is by itself, too)'},
	],
	details: [
		'Builds an image of this folder, pushes it and releases it. The old release stays up until the new one is healthy.',
	],
	examples: [
		{command: 'cs-wizard up', does: 'deploys; asks only what is not known'},
		{command: 'cs-wizard up --non-interactive --answers-file ci.yaml --json', does: 'in CI'},
	],
	async run({flags}, services) {
		const {context} = services;
		const project = await openProjectOf(services);
		const stack = await requireStack(project);
		await requireAnswers(services, project, {name: stack.name, start: startOf(stack)});
		if (context.dryRun) return dryRun(services, project, stack);
		const session = await openSession(services, project);
		const service = await openService(services, session, project, stack.name || folderName(project));
		const secrets = await appSecrets(services, session, project, service);
		const {tasks} = await deployAnswers(services, project, {stack, secrets});
		const plan = await deployPlan(services, {project, service, stack, tasks, secrets, detach: flags.on('detach')});
		if (services.asked.size > 0 && !(await agreed(services, session, plan))) throw declined();
		if (services.asked.has('deploy')) await keepDeployAnswers(project, tasks);
		const prompter = await services.prompter();
		const result = await runDeploy(services, session, plan, `Deploying ${service.name}`).catch(
			async (error: unknown) => {
				if (error instanceof WizardError && isErrorWithCode(error, 'wizard/interrupted'))
					await prompter.close([{text: error.message}, {text: '  cs-wizard up      deploy again'}]);
				throw error;
			},
		);
		await prompter.close();
		const detached = flags.on('detach') && result.outcome === 'running';
		return {json: result, text: resultLines(result, service.name), exitCode: detached ? 0 : exitCodeOf(result)};
	},
};

/** Somebody who was asked sees what will happen before it does. */
async function agreed(services: Services, session: Session, plan: DeployPlan): Promise<boolean> {
	const deployments = await (await services.api(session.apiUrl)).deployments(session.token, plan.serviceId);
	const {choice} = await (await services.prompter()).review(
		reviewOf({plan, deployments, now: services.clock.now(), platform: platformTitle(session.apiUrl)}),
	);
	return choice === 'go';
}

function declined(): WizardError {
	return new WizardError('wizard/declined', {
		message: 'Nothing was deployed.',
		hint: 'Your answers are in the flags and files that you gave; run it again when you are ready.',
		next: [{command: 'cs-wizard up', when: 'to be asked again'}],
	});
}

/** The tasks that would run, in order. Nothing is asked of the target and nothing is written. */
async function dryRun(
	services: Parameters<typeof deployPlan>[0],
	project: Awaited<ReturnType<typeof openProjectOf>>,
	stack: Awaited<ReturnType<typeof requireStack>>,
) {
	const {tasks} = await deployAnswers(services, project, {stack, secrets: {path: null, names: [], version: ''}});
	return {
		json: {dry_run: true, tasks},
		text: [
			'These tasks would run:',
			...tasks.map(
				({task, ...rest}) => `  ${task}${Object.keys(rest).length === 0 ? '' : `  ${JSON.stringify(rest)}`}`,
			),
		],
	};
}
