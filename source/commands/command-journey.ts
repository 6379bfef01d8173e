import {join} from 'node:path';
import type {Stack} from '../core/build/stack.ts';
import type {Session} from '../core/credentials/credentials.ts';
import type {DeployResult} from '../core/deploy/deploy-plan.ts';
import {runChecks} from '../core/doctor/run-checks.ts';
import {lastJournal} from '../core/journal/journal.ts';
import {writeText} from '../core/machine/files.ts';
import {openUrl} from '../core/machine/open-url.ts';
import type {Project} from '../core/project/project.ts';
import type {Deployment} from '../shared/api-contract.ts';
import type {CommandResult} from './command.ts';
import {recordedAnswers} from './command-ask.ts';
import {doctorChecks} from './command-checks.ts';
import {causingStep, deployAnswers, deployPlan, exitCodeOf, keepDeployAnswers, runDeploy} from './command-deploy.ts';
import {doctorMenu, doneMenu, failureMenu, homeMenu, resumeMenu, reviewOf} from './command-journey-screens.ts';
import {watchService} from './command-logs.ts';
import type {LinkedService} from './command-project.ts';
import {resultLines} from './command-result.ts';
import type {AppSecrets} from './command-secrets.ts';
import type {Services} from './command-services.ts';

interface Place {
	readonly project: Project;
	readonly stack: Stack;
	readonly session: Session;
	readonly service: LinkedService;
	readonly secrets: AppSecrets;
}

type Stop =
	| 'start'
	| 'home'
	| 'deploy'
	| 'resume'
	| 'mend'
	| 'edit'
	| 'done'
	| 'failed'
	| 'watch'
	| 'open'
	| 'write'
	| 'doctor'
	| 'leave';

const stops: readonly Stop[] = [
	'start',
	'home',
	'deploy',
	'resume',
	'mend',
	'edit',
	'done',
	'failed',
	'watch',
	'open',
	'write',
	'doctor',
	'leave',
];
const stopOf = (value: string): Stop => stops.find(stop => stop === value) ?? 'leave';

/** From a linked folder on: home, deploy, failure, done, panes, and back, until the person leaves. */
export class Journey {
	readonly #services: Services;
	readonly #place: Place;
	readonly #chapter: (at: 'deploy' | 'watch') => void;
	#result: DeployResult | null = null;
	#note: string | null = null;
	/** Of the deploy wizard, as they hold in this run. */
	#answers: unknown = undefined;

	constructor(services: Services, place: Place, chapter: (at: 'deploy' | 'watch') => void) {
		this.#services = services;
		this.#place = place;
		this.#chapter = chapter;
	}

	async run(): Promise<CommandResult> {
		let stop: Stop = 'start';
		while (stop !== 'leave') stop = await this.#at(stop);
		const prompter = await this.#services.prompter();
		await prompter.close();
		return {text: await this.#lastWords(), exitCode: this.#result === null ? 0 : exitCodeOf(this.#result)};
	}

	async #at(stop: Stop): Promise<Stop> {
		const {services, place} = {services: this.#services, place: this.#place};
		const prompter = await services.prompter();
		switch (stop) {
			case 'start':
				return this.#start();
			case 'home':
				return stopOf(
					await prompter.menu(
						homeMenu({...(await this.#standing()), service: place.service.name, secrets: place.secrets}),
					),
				);
			case 'deploy':
			case 'resume':
			case 'edit':
			case 'mend':
				this.#chapter('deploy');
				return this.#deploy(stop);
			case 'failed':
				return stopOf(await prompter.menu(failureMenu(this.#required(), exitCodeOf(this.#required()))));
			case 'done': {
				const note = this.#note;
				this.#note = null;
				return stopOf(await prompter.menu(doneMenu(place.service.name, this.#required(), note)));
			}
			case 'watch':
				this.#chapter('watch');
				await this.#watch();
				return this.#result === null ? 'home' : this.#ended();
			case 'open':
				this.#note = (await openUrl(this.#result?.url ?? '', services.context.env))
					? null
					: 'No browser opens here: copy the address.';
				return 'done';
			case 'write':
				this.#note = await this.#writeAnswers();
				return 'done';
			case 'doctor':
				await prompter.menu(doctorMenu(await runChecks(doctorChecks(services), services.clock)));
				return 'home';
			default:
				return 'leave';
		}
	}

	/** An interrupted run is offered first; a live release shows how things stand; else there is something to deploy. */
	async #start(): Promise<Stop> {
		const {project} = this.#place;
		const earlier = await lastJournal(this.#services.home.journals, {kind: 'up', project: project.folder});
		if (earlier !== null && earlier.outcome === null) {
			const prompter = await this.#services.prompter();
			return stopOf(await prompter.menu(resumeMenu(earlier, this.#services.clock.now())));
		}
		const {deployments} = await this.#standing();
		return deployments.some(one => one.active) ? 'home' : 'deploy';
	}

	async #deploy(how: 'deploy' | 'resume' | 'edit' | 'mend'): Promise<Stop> {
		const {project, stack, session, service, secrets} = this.#place;
		const services = this.#services;
		const prompter = await services.prompter();
		const error = this.#result?.error;
		const problem = how === 'mend' && error !== undefined ? {step: causingStep(error), error} : undefined;
		const asking = {stack, secrets, earlier: this.#answers};
		let made = await deployAnswers(services, project, {...asking, ...(problem === undefined ? {} : {problem})});
		let isAnswered = problem !== undefined;
		let wantsEdit = how === 'edit';
		for (;;) {
			if (wantsEdit) made = await deployAnswers(services, project, {...asking, edit: made.answers});
			isAnswered ||= wantsEdit;
			this.#answers = made.answers;
			const plan = await deployPlan(services, {project, service, stack, tasks: made.tasks, secrets});
			if (how !== 'resume' || wantsEdit) {
				const {deployments, now} = await this.#standing();
				const {choice} = await prompter.review(reviewOf({plan, deployments, now}));
				if (choice === 'back') return deployments.some(one => one.active) ? 'home' : 'leave';
				wantsEdit = choice === 'edit';
				if (wantsEdit) continue;
			}
			if (isAnswered) await keepDeployAnswers(project, made.tasks);
			this.#result = await runDeploy(services, session, plan, `Deploying ${service.name}`);
			return this.#ended();
		}
	}

	#ended(): Stop {
		return ['live', 'unchanged'].includes(this.#required().outcome) ? 'done' : 'failed';
	}

	async #standing(): Promise<{readonly deployments: readonly Deployment[]; readonly now: number}> {
		const {session, service} = this.#place;
		const api = await this.#services.api(session.apiUrl);
		return {deployments: await api.deployments(session.token, service.id), now: this.#services.clock.now()};
	}

	async #watch(): Promise<void> {
		const {session, service} = this.#place;
		const live = (await this.#standing()).deployments.find(one => one.active);
		const facts = live === undefined ? [] : [`release ${live.release} live`];
		await watchService(this.#services, {
			session,
			service,
			deploymentId: this.#result?.deployment_id ?? live?.id ?? null,
			facts,
		});
	}

	async #writeAnswers(): Promise<string> {
		await writeText(join(this.#place.project.folder, 'ci.yaml'), await recordedAnswers(this.#services));
		return 'Wrote ci.yaml; it holds no secret.';
	}

	/** What is running, where, and what to type next. */
	async #lastWords(): Promise<readonly string[]> {
		const {service} = this.#place;
		if (this.#result !== null)
			return [
				...resultLines(this.#result, service.name),
				'  cs-wizard up      deploy again',
				'  cs-wizard logs    its logs',
			];
		const live = (await this.#standing()).deployments.find(one => one.active);
		return live?.url === undefined
			? []
			: [`${service.name} is live at ${live.url}`, '  cs-wizard up      deploy again', '  cs-wizard logs    its logs'];
	}

	#required(): DeployResult {
		if (this.#result === null) throw new Error('nothing was deployed yet');
		return this.#result;
	}
}
