/** Build → Registry → Deploy → Release: the pipeline of `up`, as steps that a killed run can be taken up from. */
import {createHash} from 'node:crypto';
import {v7 as uuidv7} from 'uuid';
import type {Deployment} from '../../shared/api-contract.ts';
import {isErrorWithCode, toWizardError, WizardError} from '../../shared/errors.ts';
import type {EventSink, TaskReporter} from '../../shared/events.ts';
import type {BuiltImage} from '../build/builders/builder.ts';
import {type Journal, type JournalState, lastJournal, openJournal} from '../journal/journal.ts';
import {type RunStep, runSteps} from '../tasks/run-steps.ts';
import {buildOutput} from './build-output.ts';
import {buildRequest} from './build-request.ts';
import {buildSummary} from './build-summary.ts';
import {createWhenFree} from './create-when-free.ts';
import type {DeployPlan, DeployResult, DeployTools} from './deploy-plan.ts';
import {deploymentError, followDeployment, hasEnded} from './follow-deployment.ts';
import {pushToRegistry} from './push-to-registry.ts';

interface Signals {
	readonly sink: EventSink;
	readonly signal: AbortSignal;
	readonly detach?: AbortSignal;
}

/** Never rejects for a deploy that failed: the outcome says so. Rejects when it was stopped before anything was deployed. */
export async function deployApp(plan: DeployPlan, tools: DeployTools, signals: Signals): Promise<DeployResult> {
	const started = tools.clock.monotonic();
	const earlier = await lastJournal(tools.journals, {kind: 'up', project: plan.folder});
	const journal = await openJournal(
		{folder: tools.journals, clock: tools.clock},
		{kind: 'up', project: plan.folder, facts: {service: plan.serviceName}},
	);
	const outcome = await new DeployRun(plan, tools, signals, {journal, earlier: openEnded(earlier)}).start();
	// What is live is live, also when the disk is full by now: an open journal only makes the next run ask.
	await journal.close(outcome.outcome).catch(() => undefined);
	return {...outcome, duration_ms: Math.round(tools.clock.monotonic() - started)};
}

/** An earlier run that never learnt what became of its deployment: it was killed, or the platform went away. */
function openEnded(earlier: JournalState | null): JournalState | null {
	return earlier?.outcome === null || earlier?.outcome === 'unknown' ? earlier : null;
}

type Ended = Omit<DeployResult, 'duration_ms'>;

/** One run from build to release. It has a life (what is built, pushed, created so far), so it is a class. */
class DeployRun {
	readonly #plan: DeployPlan;
	readonly #tools: DeployTools;
	readonly #signals: Signals;
	readonly #journal: Journal;
	readonly #earlier: JournalState | null;
	#image: BuiltImage | undefined;
	#ref: string | undefined;
	#deployment: Deployment | undefined;
	#deploymentId: string | undefined;
	/** Settles when the platform has the output of the build; waited for at the end. */
	#told: Promise<void> = Promise.resolve();
	#asked = false;

	constructor(
		plan: DeployPlan,
		tools: DeployTools,
		signals: Signals,
		journals: {readonly journal: Journal; readonly earlier: JournalState | null},
	) {
		this.#plan = plan;
		this.#tools = tools;
		this.#signals = signals;
		this.#journal = journals.journal;
		this.#earlier = journals.earlier;
	}

	async start(): Promise<Ended> {
		const {sink, signal} = this.#signals;
		const options = {sink, signal, clock: this.#tools.clock, journal: this.#journal};
		try {
			await runSteps([this.#build()], options);
			const live = await this.#unchanged();
			if (live !== null) return this.#ended('unchanged', live);
			await runSteps([this.#push(), this.#create(), ...(this.#plan.detach ? [] : [this.#release()])], options);
			return this.#ended(this.#plan.detach ? 'running' : 'live', this.#deployment);
		} catch (thrown) {
			return await this.#failed(thrown);
		} finally {
			await this.#told;
		}
	}

	#build(): RunStep {
		const {api, session, clock} = this.#tools;
		const {stack, builder, serviceId} = this.#plan;
		return {
			task: 'image.build',
			title: 'Build',
			run: async (report, signal) => {
				const output = buildOutput({
					send: request => api.buildLines(session.token, request),
					serviceId,
					buildId: this.#journal.id,
					clock,
				});
				const told: TaskReporter = {
					progress: now => report.progress(now),
					log: (content, stream) => {
						report.log(content, stream);
						output.line('build', content, stream);
					},
				};
				const detected = `detected ${stack.title} (${stack.evidence.join(', ')})`;
				report.log(detected);
				output.line('detect', detected);
				try {
					this.#image = await builder.build(buildRequest(this.#plan, this.#tools, signal), told);
				} catch (error) {
					output.line('build', toWizardError(error).message, 'stderr');
					await output.end('failed');
					throw error;
				}
				const summary = buildSummary(this.#image);
				output.line('build', summary);
				this.#told = output.end('success');
				return {summary, facts: {digest: this.#image.manifest.digest}};
			},
		};
	}

	#push(): RunStep {
		return {
			task: 'image.push',
			title: 'Push',
			run: async (report, signal) => {
				const pushed = await pushToRegistry({
					image: this.#built(),
					serviceName: this.#plan.serviceName,
					tools: this.#tools,
					report,
					signal,
				});
				this.#ref = pushed.ref;
				return {summary: pushed.summary, facts: {ref: pushed.ref}};
			},
		};
	}

	#create(): RunStep {
		return {
			task: 'deployment.create',
			title: 'Deploy',
			run: async report => {
				const {serviceName, count} = this.#plan;
				const earlierKey = this.#earlierKey();
				const taken = earlierKey === null ? null : await this.#takeUp(earlierKey, report);
				const {id, release} = taken ?? (await this.#ask(uuidv7(), report));
				const summary = `release ${release} of ${serviceName}, ${count} ${count === 1 ? 'instance' : 'instances'}`;
				return {summary, facts: {deployment_id: id}};
			},
		};
	}

	/** Asks for the deployment under a key that is on the disk first: a later run can ask for the same one. */
	async #ask(key: string, report: TaskReporter): Promise<Deployment> {
		const {target, clock} = this.#tools;
		const {serviceId, secrets, health, count} = this.#plan;
		const fingerprint = this.#fingerprint();
		await this.#journal.began('deployment.create', {key, fingerprint});
		const request = {
			serviceId,
			image: this.#ref ?? '',
			secretsPath: secrets.path,
			secretNames: secrets.names,
			health,
			count,
			healthTimeoutMs: null,
			fingerprint,
		};
		this.#asked = true;
		this.#deploymentId = await createWhenFree({request, key, target, clock, report, signal: this.#signals.signal});
		this.#deployment = await target.get(this.#deploymentId);
		return this.#deployment;
	}

	/** The deployment of an earlier run, or null when it is over and not what runs: then this run wants one of its own. */
	async #takeUp(key: string, report: TaskReporter): Promise<Deployment | null> {
		try {
			const deployment = await this.#ask(key, report);
			const isOver = hasEnded(deployment) && !(deployment.status === 'SUCCESS' && deployment.active);
			return isOver ? null : deployment;
		} catch (error) {
			if (isErrorWithCode(error, 'api/idempotency-mismatch')) return null;
			throw error;
		}
	}

	#release(): RunStep {
		const {target, clock} = this.#tools;
		return {
			task: 'deployment.release',
			title: 'Release',
			run: async (report, signal) => {
				const {detach} = this.#signals;
				const {timeoutMs, health} = this.#plan;
				const ended = await followDeployment(this.#deploymentId ?? '', {
					target,
					clock,
					signal,
					onChange: now => {
						this.#deployment = now;
						if (now.waitingFor !== undefined) report.progress({done: 0, unit: 'tries', message: now.waitingFor});
					},
					...(detach === undefined ? {} : {detach}),
					...(timeoutMs === undefined ? {} : {timeoutMs}),
				});
				this.#deployment = ended;
				if (ended.status !== 'SUCCESS') throw deploymentError(ended);
				return {summary: health.type === 'http' ? `healthy: GET ${health.path} 200 (3 of 3)` : 'healthy, switched'};
			},
		};
	}

	/** The live release when it is already what this run would make. */
	async #unchanged(): Promise<Deployment | null> {
		const deployments = await this.#tools.target.list(this.#plan.serviceId);
		const [newest] = deployments;
		const live = deployments.find(one => one.active) ?? null;
		const settled = newest === undefined || (newest.status !== 'IN_PROGRESS' && newest.status !== 'PENDING');
		return settled && live !== null && live.fingerprint === this.#fingerprint() ? live : null;
	}

	#fingerprint(): string {
		const {secrets, health, count} = this.#plan;
		const what = [
			this.#built().manifest.digest,
			secrets.path,
			[...secrets.names].sort(),
			secrets.version,
			health,
			count,
		];
		return createHash('sha256').update(JSON.stringify(what)).digest('hex');
	}

	/** A killed run may have created the deployment and not lived to hear of it: its key asks for the same one. */
	#earlierKey(): string | null {
		const began = this.#earlier?.began.get('deployment.create');
		return began?.['fingerprint'] === this.#fingerprint() && typeof began['key'] === 'string' ? began['key'] : null;
	}

	#built(): BuiltImage {
		if (this.#image === undefined) throw new Error('nothing is built yet');
		return this.#image;
	}

	async #failed(thrown: unknown): Promise<Ended> {
		const {signal} = this.#signals;
		if (signal.aborted) return this.#stopped(signal);
		const error = toWizardError(thrown);
		if (isErrorWithCode(error, 'deploy/still-running'))
			return {...this.#ended('running', this.#deployment), error: error.toJSON()};
		if (isErrorWithCode(error, 'internal/bug')) throw error;
		const unknown = this.#asked && isErrorWithCode(error, 'api/unreachable', 'api/not-ours', 'api/failed');
		const outcome = isErrorWithCode(error, 'deploy/reverted') ? 'reverted' : unknown ? 'unknown' : 'failed';
		return {...this.#ended(outcome, this.#deployment), error: error.toJSON()};
	}

	async #stopped(signal: AbortSignal): Promise<Ended> {
		if (this.#deploymentId === undefined) {
			// Asked for and not heard of: the journal stays open, and the next run asks again by the same key.
			if (!this.#asked) await this.#journal.close('stopped');
			throw signal.reason;
		}
		try {
			await this.#tools.target.cancel(this.#deploymentId);
		} catch (thrown) {
			return {...this.#ended('unknown', this.#deployment), error: toWizardError(thrown).toJSON()};
		}
		return {...this.#ended('failed', this.#deployment), error: cancelled().toJSON()};
	}

	#ended(outcome: DeployResult['outcome'], deployment: Deployment | undefined): Ended {
		const ref = this.#ref ?? deployment?.image;
		return {
			type: 'result',
			outcome,
			deployment_id: deployment?.id ?? this.#deploymentId ?? null,
			release: deployment?.release ?? null,
			image: ref === undefined || this.#image === undefined ? null : {ref, digest: this.#image.manifest.digest},
			url: deployment?.url ?? null,
		};
	}
}

function cancelled(): WizardError {
	return new WizardError('deploy/cancelled', {
		message: 'You stopped the deployment.',
		hint: 'The old release is still live, if there was one. Deploy again when you are ready.',
		next: [{command: 'cs-wizard up', when: 'to deploy again'}],
	});
}
