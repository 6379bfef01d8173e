/** `cs-wizard` without a command: sign in → link → secrets → deploy → watch, each skipped when its result holds. */
import type {Session} from '../core/credentials/credentials.ts';
import type {DeployResult} from '../core/deploy/deploy-plan.ts';
import type {Stack} from '../core/build/stack.ts';
import type {Project} from '../core/project/project.ts';
import {WizardError} from '../shared/errors.ts';
import type {Chapter} from '../wizard-engine/prompter.ts';
import {deployAnswers, deployPlan, exitCodeOf, folderName, requireStack, runDeploy} from './command-deploy.ts';
import {doneMenu, failureMenu, homeMenu, reviewOf} from './command-journey-screens.ts';
import {watchService} from './command-logs.ts';
import {type LinkedService, openProjectOf, openService} from './command-project.ts';
import {resultLines} from './command-result.ts';
import {type AppSecrets, appSecrets} from './command-secrets.ts';
import {openSession} from './command-session.ts';
import type {Command, CommandResult} from './command.ts';
import type {Services} from './command-services.ts';

const titles = ['Sign in', 'Link', 'Secrets', 'Deploy', 'Watch'] as const;

function chapters(current: (typeof titles)[number]): readonly Chapter[] {
	const at = titles.indexOf(current);
	return titles.map((title, index) => ({
		id: title,
		title,
		state: index < at ? 'done' : index === at ? 'current' : 'waiting',
	}));
}

export const journeyCommand: Command = {
	wizards: ['sign-in', 'link', 'deploy'],
	async run(_input, services) {
		if (!services.context.interactive) throw needsTerminal();
		const project = await openProjectOf(services);
		const stack = await requireStack(project);
		const prompter = await services.prompter();
		prompter.frame({
			who: '',
			service: '',
			connection: {state: 'none', text: 'not signed in'},
			chapters: chapters('Sign in'),
		});
		const session = await openSession(services, project);
		const who = `${session.account.user.email.split('@')[0] ?? ''}@${new URL(session.apiUrl).host}`;
		prompter.frame({who, connection: {state: 'ok', text: 'signed in'}, chapters: chapters('Link')});
		const service = await openService(services, session, project, stack.name || folderName(project));
		prompter.frame({service: service.name, chapters: chapters('Secrets')});
		const secrets = await appSecrets(services, session, project, service);
		return new Journey(services, {project, stack, session, service, secrets}).run();
	},
};

interface Place {
	readonly project: Project;
	readonly stack: Stack;
	readonly session: Session;
	readonly service: LinkedService;
	readonly secrets: AppSecrets;
}

/** From a linked folder on: home, deploy, failure, done, panes, and back, until the person leaves. */
class Journey {
	readonly #services: Services;
	readonly #place: Place;
	#result: DeployResult | null = null;

	constructor(services: Services, place: Place) {
		this.#services = services;
		this.#place = place;
	}

	async run(): Promise<CommandResult> {
		const {session, service} = this.#place;
		const deployments = await (await this.#services.api(session.apiUrl)).deployments(session.token, service.id);
		const live = deployments.find(one => one.active);
		let next: string = live === undefined ? 'deploy' : 'home';
		while (next !== 'leave') next = await this.#step(next);
		const prompter = await this.#services.prompter();
		const lines = this.#result === null ? [] : resultLines(this.#result, service.name);
		await prompter.close(lines.map(text => ({text})));
		return {text: [], exitCode: this.#result === null ? 0 : exitCodeOf(this.#result)};
	}

	async #step(now: string): Promise<string> {
		const prompter = await this.#services.prompter();
		switch (now) {
			case 'deploy':
				prompter.frame({chapters: chapters('Deploy')});
				return this.#deploy();
			case 'watch':
				prompter.frame({chapters: chapters('Watch')});
				await this.#watch();
				return this.#result === null ? 'home' : 'done';
			case 'done':
				return prompter.menu(doneMenu(this.#place.service.name, this.#required()));
			case 'failed':
				return prompter.menu(failureMenu(this.#required(), exitCodeOf(this.#required())));
			default:
				return this.#home();
		}
	}

	async #home(): Promise<string> {
		const {session, service} = this.#place;
		const prompter = await this.#services.prompter();
		const deployments = await (await this.#services.api(session.apiUrl)).deployments(session.token, service.id);
		return prompter.menu(
			homeMenu({service: service.name, deployments, secrets: this.#place.secrets, now: this.#services.clock.now()}),
		);
	}

	async #deploy(): Promise<string> {
		const {project, stack, session, service, secrets} = this.#place;
		const prompter = await this.#services.prompter();
		const {tasks} = await deployAnswers(this.#services, project, {stack, secrets});
		const plan = await deployPlan(this.#services, {project, service, stack, tasks, secrets});
		const deployments = await (await this.#services.api(session.apiUrl)).deployments(session.token, service.id);
		const chosen = await prompter.review(reviewOf({plan, deployments, now: this.#services.clock.now()}));
		if (chosen.choice !== 'go') return deployments.some(one => one.active) ? 'home' : 'leave';
		this.#result = await runDeploy(this.#services, session, plan, `Deploying ${service.name}`);
		return this.#result.outcome === 'live' || this.#result.outcome === 'unchanged' ? 'done' : 'failed';
	}

	#watch(): Promise<void> {
		const {session, service} = this.#place;
		return watchService(this.#services, {
			session,
			service,
			deploymentId: this.#result?.deployment_id ?? null,
			facts: this.#facts(),
		});
	}

	#facts(): readonly string[] {
		const release = this.#result?.release;
		return release === null || release === undefined ? [] : [`release ${release} live`];
	}

	#required(): DeployResult {
		if (this.#result === null) throw new Error('nothing was deployed yet');
		return this.#result;
	}
}

function needsTerminal(): WizardError {
	return new WizardError('usage/needs-terminal', {
		message: 'The journey needs a terminal to ask on.',
		hint: 'Without one, deploy from flags and an answers file.',
		next: [
			{command: 'cs-wizard up --non-interactive --answers-file FILE', when: 'to deploy unattended'},
			{command: 'cs-wizard answers template', when: 'to get a file to fill in'},
			{command: 'cs-wizard --help', when: 'to see every command'},
		],
	});
}
