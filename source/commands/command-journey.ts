import {join} from 'node:path';
import type {Stack} from '../core/build/stack.ts';
import type {Session} from '../core/credentials/credentials.ts';
import type {DeployPlan, DeployResult} from '../core/deploy/deploy-plan.ts';
import {runChecks} from '../core/doctor/run-checks.ts';
import {lastJournal} from '../core/journal/journal.ts';
import {writeText} from '../core/machine/files.ts';
import {openUrl} from '../core/machine/open-url.ts';
import type {Project} from '../core/project/project.ts';
import type {Deployment} from '../shared/api-contract.ts';
import {isErrorWithCode} from '../shared/errors.ts';
import type {Menu} from '../wizard-engine/prompter.ts';
import type {CommandResult} from './command.ts';
import {recordedAnswers} from './command-ask.ts';
import {doctorChecks} from './command-checks.ts';
import {causingStep, deployAnswers, deployPlan, exitCodeOf, runDeploy} from './command-deploy.ts';
import {failureMenu} from './command-failure-screen.ts';
import {answerOf, type Answered} from './command-answer-of.ts';
import {doctorMenu, doneMenu, homeMenu, resumeMenu} from './command-journey-screens.ts';
import {filesOfAnswers, keepDeployAnswers} from './command-keep-answers.ts';
import {watchService} from './command-logs.ts';
import {type LinkedService, openProjectOf, platformTitle} from './command-project.ts';
import {resultLines} from './command-result.ts';
import {reviewOf} from './command-review.ts';
import {addMissingSecret, type AppSecrets, appSecrets, secretToAdd} from './command-secrets.ts';
import {type SecretsAnswers, vaultAnswers} from './command-secrets-answers.ts';
import {askAndOnboard} from './command-secrets-onboarding.ts';
import {TaskTimes} from './command-task-times.ts';
import type {Services} from './command-services.ts';
import {type Stop, stopOf} from './command-stops.ts';

interface Place {
	readonly project: Project;
	readonly stack: Stack;
	readonly session: Session;
	readonly service: LinkedService;
	readonly secrets: AppSecrets;
}

/** From a linked folder on: home, deploy, failure, done, panes, and back, until the person leaves. */
export class Journey {
	readonly #services: Services;
	#place: Place;
	readonly #chapter: (at: 'home' | 'deploy' | 'watch') => void;
	#result: DeployResult | null = null;
	#note: string | null = null;
	/** Of the deploy wizard, as they hold in this run. */
	#answers: unknown = undefined;
	#secrets: AppSecrets;
	#times = new TaskTimes();
	/** What answers as far as we heard: for the words at the end, which wait for nobody. */
	#live: Deployment | undefined;
	/** What the address said after the last deploy. */
	#answered: Answered | null = null;
	#secretsCheckedAt: number | undefined;
	/** What doctor found last in this run. */
	#checked: string | undefined;

	constructor(services: Services, place: Place, chapter: (at: 'home' | 'deploy' | 'watch') => void) {
		this.#services = services;
		this.#place = place;
		this.#chapter = chapter;
		this.#secrets = place.secrets;
	}

	async run(): Promise<CommandResult> {
		const prompter = await this.#services.prompter();
		let stop: Stop = 'start';
		try {
			while (stop !== 'leave') stop = await this.#at(stop);
		} catch (error) {
			// Whoever leaves in the middle is told the same as whoever leaves by the menu.
			if (isStopped(error)) await prompter.close(this.#lastWords().map(text => ({text})));
			throw error;
		}
		await prompter.close();
		return {text: this.#lastWords(), exitCode: this.#result === null ? 0 : exitCodeOf(this.#result)};
	}

	async #at(stop: Stop): Promise<Stop> {
		const services = this.#services;
		const place = this.#place;
		const prompter = await services.prompter();
		switch (stop) {
			case 'start':
				return this.#start();
			case 'home':
				this.#chapter('home');
				return stopOf(await prompter.menu(await this.#home()));
			case 'deploy':
			case 'resume':
			case 'edit':
			case 'mend':
				this.#chapter('deploy');
				return this.#deploy(stop);
			case 'add-secret':
				return this.#addSecret();
			case 'failed':
				return stopOf(await prompter.menu(await this.#failure()));
			case 'done': {
				const note = this.#note;
				this.#note = null;
				const result = this.#required();
				this.#answered ??= await answerOf(services, result.url);
				const about = {service: place.service.name, result, note, answers: this.#answered, tasks: this.#times.all()};
				return stopOf(await prompter.menu(doneMenu(about)));
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
			case 'secrets':
				await this.#checkSecrets();
				return 'home';
			case 'doctor': {
				const menu = doctorMenu(await runChecks(doctorChecks(services), services.clock));
				this.#checked = menu.title;
				await prompter.menu(menu);
				return 'home';
			}
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
		const {project, stack, session, service} = this.#place;
		const secrets = this.#secrets;
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
				const review = reviewOf({
					plan,
					deployments,
					now,
					platform: platformTitle(session.apiUrl),
					files: isAnswered ? filesOfAnswers(project, made.tasks) : [],
					answers: await recordedAnswers(services),
				});
				const {choice} = await prompter.review(review);
				if (choice === 'back') return deployments.some(one => one.active) ? 'home' : 'leave';
				wantsEdit = choice === 'edit';
				if (wantsEdit) continue;
			}
			if (isAnswered) await keepDeployAnswers(project, made.tasks);
			return this.#run(plan);
		}
	}

	async #run(plan: DeployPlan): Promise<Stop> {
		const {deployments} = await this.#standing();
		const next = (deployments[0]?.release ?? 0) + 1;
		this.#times = new TaskTimes();
		this.#answered = null;
		const title = `Deploying ${plan.serviceName}, release ${next}`;
		this.#result = await runDeploy(this.#services, this.#place.session, plan, title, this.#times.listen);
		await this.#standing().catch(() => undefined);
		return this.#ended();
	}

	/** From the env file into the vault, and the same deploy again: it was agreed to already. */
	async #addSecret(): Promise<Stop> {
		const {project, service, session} = this.#place;
		const name = await this.#missing();
		if (name !== null) this.#secrets = await addMissingSecret(this.#services, session, {project, service, name});
		return this.#deploy('resume');
	}

	/** The secret that the app's last words ask for, where the folder has one to give. */
	async #missing(): Promise<string | null> {
		const {project} = this.#place;
		const lines = this.#result?.error?.facts?.['last_lines'];
		if (!Array.isArray(lines) || project.file?.secrets?.provider === 'none') return null;
		const said = lines.filter(line => typeof line === 'string');
		return secretToAdd(project, this.#secrets, said);
	}

	async #failure(): Promise<Menu> {
		const result = this.#required();
		return failureMenu({
			result,
			exitCode: exitCodeOf(result),
			tasks: this.#times.all(),
			live: this.#live?.release ?? null,
			missing: await this.#missing(),
		});
	}

	async #home(): Promise<Menu> {
		const {service} = this.#place;
		const standing = await this.#standing();
		const answers = await answerOf(this.#services, this.#live?.url ?? null);
		const secrets = {...this.#secrets, checkedAt: this.#secretsCheckedAt};
		return homeMenu({...standing, service: service.name, secrets, answers, checked: this.#checked});
	}

	/** The Secrets chapter again: takes in what the env file has by now, and checks the vault. */
	async #checkSecrets(): Promise<void> {
		const {project, service, session} = this.#place;
		const services = this.#services;
		const about = await vaultAnswers(services, {project, session, service: service.name});
		const known: SecretsAnswers['known'] = {envFile: {value: 'none', source: 'default'}, ...about.known};
		const waysOut = [{value: 'home', label: 'Back', key: 'h'}];
		await askAndOnboard(services, {project, about: {...about, known}, review: false, waysOut});
		this.#place = {...this.#place, project: await openProjectOf(services)};
		this.#secrets = await appSecrets(services, session, this.#place.project, service);
		this.#secretsCheckedAt = services.clock.now();
	}

	#ended(): Stop {
		return ['live', 'unchanged'].includes(this.#required().outcome) ? 'done' : 'failed';
	}

	async #standing(): Promise<{readonly deployments: readonly Deployment[]; readonly now: number}> {
		const {session, service} = this.#place;
		const api = await this.#services.api(session.apiUrl);
		const deployments = await api.deployments(session.token, service.id);
		this.#live = deployments.find(one => one.active);
		return {deployments, now: this.#services.clock.now()};
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
	#lastWords(): readonly string[] {
		const {service} = this.#place;
		const next = ['  cs-wizard up      deploy again', '  cs-wizard logs    its logs'];
		if (this.#result !== null)
			return [...resultLines(this.#result, service.name), ...(this.#result.error === undefined ? next : [])];
		const url = this.#live?.url;
		return url === undefined
			? ['Nothing was deployed.', '  cs-wizard         go on from here']
			: [`${service.name} is live at ${url}`, ...next];
	}

	#required(): DeployResult {
		if (this.#result === null) throw new Error('nothing was deployed yet');
		return this.#result;
	}
}

/** A person or a signal ended it, no error of ours. */
const isStopped = (error: unknown): boolean =>
	isErrorWithCode(error, 'wizard/interrupted') || (error instanceof DOMException && error.name === 'AbortError');
