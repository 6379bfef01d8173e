/** What `up` and the journey share: from a folder to a plan, from a plan to a release. */
import {allBuilders} from '../core/build/all-builders.ts';
import type {Stack} from '../core/build/stack.ts';
import type {Session} from '../core/credentials/credentials.ts';
import {allTargets} from '../core/deploy/all-targets.ts';
import {deployApp} from '../core/deploy/deploy-app.ts';
import {type DeployPlan, type DeployResult, deployLock, deployTasks} from '../core/deploy/deploy-plan.ts';
import type {Project} from '../core/project/project.ts';
import {type ErrorData, WizardError} from '../shared/errors.ts';
import type {AnyWizard} from '../wizard-engine/define.ts';
import type {EventSink, RunEvent} from '../shared/events.ts';
import type {Task} from '../shared/tasks.ts';
import {editAnswers} from '../wizard-engine/edit-answers.ts';
import {knownAnswers} from '../wizard-engine/resolve-answers.ts';
import type {KnownAnswer, LookupLoaders} from '../wizard-engine/session.ts';
import {answersOf} from './command-ask.ts';
import {unattendedAnswers} from '../wizard-engine/unattended.ts';
import type {LinkedService} from './command-project.ts';
import type {AppSecrets} from './command-secrets.ts';
import type {Services} from './command-services.ts';

export interface DeployAnswers {
	readonly tasks: readonly Task[];
	readonly answers: unknown;
}

interface Asking {
	readonly stack: Stack;
	readonly secrets: AppSecrets;
	/** A failed deploy comes back to the question that caused it. */
	readonly problem?: {readonly step: string; readonly error: ErrorData};
	/** Answers that the person wants to change one of. */
	readonly edit?: unknown;
	/** Answers of this run that hold until they are changed. */
	readonly earlier?: unknown;
}

/** The answers of the deploy wizard: what the folder and cloudstation.json tell is not asked. */
export async function deployAnswers(
	services: Services,
	project: Project,
	{stack, secrets, problem, edit, earlier}: Asking,
): Promise<DeployAnswers> {
	const wizard = await services.wizard('deploy');
	const known = {
		...fromProject(project, stack),
		...asKnown(earlier),
		...(await knownAnswers(wizard, await services.answers.collected(), services.answers.references)),
	};
	const lookups: LookupLoaders = {
		builders: async () => builderChoices(project.folder, stack),
		secrets: async () => secrets.names.map(name => ({value: name, label: name})),
	};
	const request = {wizard, known, lookups, ...(problem === undefined ? {} : {problem})};
	if (edit !== undefined) {
		const edited = await editAnswers(await services.prompter(), request, edit);
		services.records.push({wizard, answers: edited});
		return {answers: edited, tasks: wizard.plan(edited)};
	}
	const isOpen = problem !== undefined || known['start'] === undefined;
	const answers = isOpen ? await answersOf(services, request) : settled(services, request);
	return {answers, tasks: wizard.plan(answers)};
}

function fromProject({file}: Project, stack: Stack): Record<string, KnownAnswer> {
	const known: Record<string, KnownAnswer> = {};
	const say = (id: string, value: unknown) => {
		if (value !== undefined) known[id] = {value, source: 'saved', origin: 'cloudstation.json'};
	};
	say('builder', file?.build?.builder);
	say('start', file?.build?.start ?? startOf(stack));
	say('base', file?.build?.base);
	say('health', file?.deploy?.health?.type);
	say('healthPath', file?.deploy?.health?.path);
	say('count', file?.deploy?.count);
	say('secretNames', file?.secrets?.names);
	return known;
}

/** Empty when the folder tells it; a Dockerfile has its own. */
export const startOf = ({id, start}: Stack): '' | undefined => (start === null && id !== 'dockerfile' ? undefined : '');

function asKnown(answers: unknown): Record<string, KnownAnswer> {
	const entries: readonly (readonly [string, unknown])[] =
		typeof answers === 'object' && answers !== null ? Object.entries(answers) : [];
	return Object.fromEntries(entries.map(([step, value]) => [step, {value, source: 'saved'} as const]));
}

/** Nothing is open, so nobody is asked. */
function settled(
	services: Services,
	{wizard, known}: {readonly wizard: AnyWizard; readonly known: Readonly<Record<string, KnownAnswer>>},
): unknown {
	const answers = unattendedAnswers(wizard, {known});
	services.records.push({wizard, answers});
	return answers;
}

async function builderChoices(folder: string, stack: Stack) {
	const choices = [];
	for (const builder of allBuilders) {
		const refusal = await builder.refuses({folder, stack});
		choices.push({value: builder.id, label: builder.title, ...(refusal === null ? {} : {hint: refusal})});
	}
	return choices;
}

interface Making {
	readonly project: Project;
	readonly service: LinkedService;
	readonly stack: Stack;
	readonly tasks: readonly Task[];
	readonly secrets: AppSecrets;
	readonly detach?: boolean;
}

/** @throws `build/tool-missing` when no builder takes the folder */
export async function deployPlan(
	{context}: Services,
	{project, service, stack, tasks, secrets, detach}: Making,
): Promise<DeployPlan> {
	const build = tasks.find(one => one.task === 'image.build');
	const create = tasks.find(one => one.task === 'deployment.create');
	const builder = allBuilders.find(one => one.id === build?.builder);
	if (builder === undefined) {
		throw new WizardError('usage/bad-value', {
			message: `There is no builder "${build?.builder ?? ''}".`,
			hint: `Builders: ${allBuilders.map(({id}) => id).join(', ')}.`,
		});
	}
	const refusal = await builder.refuses({folder: project.folder, stack});
	if (refusal !== null)
		throw new WizardError('build/tool-missing', {
			message: refusal,
			hint: 'Choose another builder, or install what it needs.',
			facts: {builder: builder.id},
		});
	const chosen = create?.secretNames ?? [];
	return {
		folder: project.folder,
		serviceId: service.id,
		serviceName: service.name,
		stack,
		builder,
		start: build?.start ?? null,
		ignore: project.file?.build?.ignore ?? [],
		// What only the project's file names is wanted where it can be reached; what this run was told is meant.
		base: build?.base === undefined ? null : {name: build.base, required: build.base !== project.file?.build?.base},
		secrets: {...secrets, names: chosen.length > 0 ? chosen : secrets.names},
		health: {type: create?.health?.type ?? 'http', path: create?.health?.path ?? '/'},
		count: create?.count ?? 1,
		...(context.timeoutMs === undefined ? {} : {timeoutMs: context.timeoutMs}),
		...(detach ? {detach} : {}),
	};
}

/** Draws the run and, with `--json`, writes each event on stdout. */
export async function runDeploy(
	services: Services,
	session: Session,
	plan: DeployPlan,
	title: string,
	listen: EventSink = () => undefined,
): Promise<DeployResult> {
	const {context, clock, home, output} = services;
	const api = await services.api(session.apiUrl);
	const prompter = await services.prompter();
	const tools = {
		api,
		session,
		target: allTargets.platform({api, token: session.token}),
		clock,
		journals: home.journals,
		cache: home.cache,
	};
	return services.withLock(deployLock(home.locks, plan.folder), `the deploy of ${plan.serviceName}`, () =>
		prompter.progress({
			title,
			tasks: deployTasks,
			stopping,
			run: async (sink, signal, detach) => {
				const tee = (event: RunEvent) => {
					listen(event);
					if (context.json) output.json(event);
					sink(event);
				};
				try {
					return await deployApp(plan, tools, {sink: tee, signal: AbortSignal.any([signal, context.signal]), detach});
				} catch (error) {
					throw signal.aborted ? stopped() : error;
				}
			},
		}),
	);
}

/** A person stopped it before there was a deployment. */
const stopped = (): WizardError =>
	new WizardError('wizard/interrupted', {
		message: 'You stopped it. Nothing has changed for your users.',
		hint: 'Deploy again when you are ready.',
		next: [{command: 'cs-wizard up', when: 'to deploy again'}],
	});

/** The question that a failed deploy comes back to. */
export function causingStep({code, facts}: ErrorData): string {
	if (code === 'build/tool-missing') return 'builder';
	if (facts?.['base'] !== undefined) return 'base';
	return facts?.['cause'] === 'unhealthy' ? 'healthPath' : 'start';
}

/** What stopping means depends on how far it is: before the release nothing has changed for anybody. */
export function stopping(task: string | undefined): {readonly question: string; readonly canDetach: boolean} {
	if (task === 'deployment.create' || task === 'deployment.release') {
		return {question: 'Stop the release? The old one stays live.', canDetach: true};
	}
	const what = task === 'image.push' ? 'the push' : 'the build';
	return {question: `Stop ${what}? Nothing has changed for your users.`, canDetach: false};
}

const exitCodes: Readonly<Record<DeployResult['outcome'], number>> = {
	live: 0,
	unchanged: 0,
	failed: 7,
	reverted: 8,
	running: 9,
	unknown: 10,
};

/** The result's own code; an error that names a closer one (not signed in, this machine) goes first. */
export function exitCodeOf(result: DeployResult): number {
	return result.outcome === 'failed' ? (result.error?.exitCode ?? exitCodes.failed) : exitCodes[result.outcome];
}
