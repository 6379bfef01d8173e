/** Runs deployments: one attempt from begin to end, and after a kill the ones that were cut off again. */
import type {Kysely} from 'kysely';
import type {Clock} from '../../core/machine/clock.ts';
import {WizardError} from '../../shared/errors.ts';
import {loggable} from '../http/loggable.ts';
import type {PlatformLog} from '../http/platform-app.ts';
import type {ReleaseOutcome, ReleaseSpec, Runtime, RuntimeEvents} from '../runtimes/runtime.ts';
import type {PlatformSchema} from '../store/schema.ts';
import type {Announcer, LineOwner} from './announcer.ts';
import {type DeploymentRow, pendingPhases, specOf} from './deployment-row.ts';
import {activeDeployment, beginAttempt, type Ending, endDeployment, keepPhases} from './deployment-store.ts';
import {createPhaseTrack, type PhaseTrack} from './phase-track.ts';

/** A release that was cut off this often is given up: it may be what kills the platform. */
const maxAttempts = 3;
const retryMs = 1000;

export interface DeploymentRunner {
	/** Begins a stored deployment and comes back at once. */
	start(deploymentId: string): void;
	cancel(deploymentId: string): Promise<void>;
	/** Once the last word on it was said; at once when it does not run. */
	settled(deploymentId: string): Promise<void>;
	/** What it waits for now. */
	waitingFor(deploymentId: string): string | null;
	/** After a start of the platform: live releases are found again, cut-off deployments run again. */
	recover(): Promise<void>;
	/** Lets go of what runs; it is taken up again at the next start. */
	close(): Promise<void>;
}

interface Needs {
	readonly db: Kysely<PlatformSchema>;
	readonly clock: Clock;
	readonly announcer: Announcer;
	readonly log: PlatformLog;
	/** Before a service's first release: sees that its URL can be held. */
	readonly preparePort: (serviceId: string) => Promise<void>;
	readonly environmentOf: (row: DeploymentRow) => ReleaseSpec['environment'];
	/** Gets what the runtime reports; made first, because the runner reports to it in turn. */
	readonly makeRuntime: (events: RuntimeEvents) => Runtime;
}

interface Run {
	readonly stop: AbortController;
	readonly ended: Promise<void>;
}

export function createDeploymentRunner(needs: Needs) {
	const {db, clock, announcer, log, preparePort, environmentOf, makeRuntime} = needs;
	const owners = new Map<string, LineOwner>();
	const waiting = new Map<string, string>();
	const tracks = new Map<string, PhaseTrack>();
	const runs = new Map<string, Run>();
	const state = {closing: false};
	const platformStops = new Error('The platform stops.');

	const trouble = (event: string, error: unknown, facts: Readonly<Record<string, unknown>> = {}) =>
		log({level: 'error', event, ...loggable(error), ...facts});

	/** What was unpacked and started is deployed; from here on it is waited for and switched to. */
	const beginRelease = (deploymentId: string) => {
		const track = tracks.get(deploymentId);
		if (track === undefined || !track.beginRelease()) return;
		keepPhases(db, deploymentId, track.phases()).catch(error => trouble('phases-not-kept', error, {deploymentId}));
	};

	const runtime = makeRuntime({
		line({serviceId, deploymentId, instance, stream, content, timestamp, partial = false}) {
			const owner = owners.get(deploymentId) ?? unknownOwner({serviceId, deploymentId});
			announcer.line(owner, {stream, phase: 'run', source: instance, content, timestamp, partial});
		},
		happened({serviceId, deploymentId, phase, message}) {
			const owner = owners.get(deploymentId) ?? unknownOwner({serviceId, deploymentId});
			// What happens to a live release is told like its release: the lines of `run` are the app's own.
			announcer.event(owner, phase === 'run' ? 'release' : phase, message);
			if (phase === 'release') beginRelease(deploymentId);
		},
		waiting({deploymentId, reason}) {
			waiting.set(deploymentId, reason);
			beginRelease(deploymentId);
		},
	});

	const remember = async (row: DeploymentRow): Promise<LineOwner> => {
		const account = await db
			.selectFrom('account')
			.select('uuid')
			.where('id', '=', row.account_id)
			.executeTakeFirstOrThrow();
		const owner = {
			serviceId: row.service_id,
			deploymentId: row.id,
			jobId: row.job_id,
			tenantId: row.tenant_id,
			accountUuid: account.uuid,
		};
		owners.set(row.id, owner);
		return owner;
	};

	const toSpec = async (row: DeploymentRow): Promise<ReleaseSpec> => {
		const {health, count, healthTimeoutMs} = specOf(row);
		const service = await db
			.selectFrom('service')
			.select(['name', 'port'])
			.where('id', '=', row.service_id)
			.executeTakeFirstOrThrow();
		return {
			serviceId: row.service_id,
			serviceName: service.name,
			deploymentId: row.id,
			release: row.release,
			image: row.image,
			port: service.port,
			count,
			health,
			healthTimeoutMs,
			environment: environmentOf(row),
		};
	};

	const release = async (row: DeploymentRow, isFirst: boolean, signal: AbortSignal): Promise<ReleaseOutcome> => {
		try {
			signal.throwIfAborted();
			if (isFirst && runtime.state(row.service_id) === null) await preparePort(row.service_id);
			const spec = await toSpec(row);
			// A secret that is missing is told at once, not by the app's end.
			await spec.environment();
			return await runtime.release(spec, signal);
		} catch (error) {
			if (signal.aborted) return {outcome: 'failed', cause: 'cancelled', message: 'It was cancelled.', lastLines: []};
			trouble('release-threw', error, {deployment_id: row.id});
			const message = error instanceof WizardError ? error.message : 'The release did not start.';
			return {outcome: 'failed', cause: 'start', message, lastLines: []};
		}
	};

	const end = async (row: DeploymentRow, ending: Ending, track: PhaseTrack) => {
		const phases = track.end(ending.status === 'SUCCESS' ? null : ending.error);
		if (!(await endDeployment(db, {row, ending, phases, now: clock.now()}))) return;
		const owner = owners.get(row.id) ?? (await remember(row));
		announcer.ended(owner, {succeeded: ending.status === 'SUCCESS', message: lastWord(row, ending)});
	};

	const attempt = async (deploymentId: string, signal: AbortSignal) => {
		const track = createPhaseTrack(pendingPhases, clock);
		tracks.set(deploymentId, track);
		track.beginDeploy();
		const row = await beginAttempt(db, {deploymentId, phases: track.phases()});
		if (row === null) return;
		const owner = await remember(row);
		const older = await activeDeployment(db, row.service_id);
		const fail = (
			status: 'FAILED' | 'CANCELLED',
			error: string,
			details: {cause: string; exitCode?: number; lastLines: string[]},
		) => end(row, {status, error, details: {...details, reverted: older !== null}}, track);
		if (row.cancel_requested === 1)
			return fail('CANCELLED', 'It was cancelled before it began.', {cause: 'cancelled', lastLines: []});
		if (row.attempts > maxAttempts)
			return fail('FAILED', 'The platform stopped in the middle of it too often.', {cause: 'abandoned', lastLines: []});
		announcer.began(owner, `Release ${row.release} begins.`);
		const outcome = await release(row, older === null, signal);
		// A stop of the platform is no verdict: the deployment stays as it is and runs again at the next start.
		if (signal.reason === platformStops && outcome.outcome === 'failed') return;
		if (outcome.outcome === 'live') return end(row, {status: 'SUCCESS', url: outcome.url}, track);
		const {cause, message, exitCode, lastLines} = outcome;
		await fail(cause === 'cancelled' ? 'CANCELLED' : 'FAILED', message, {
			cause,
			lastLines: [...lastLines],
			...(exitCode === undefined ? {} : {exitCode}),
		});
	};

	const start = (deploymentId: string) => {
		if (state.closing || runs.has(deploymentId)) return;
		const stop = new AbortController();
		const ended = attempt(deploymentId, stop.signal)
			.then(
				() => false,
				async (error: unknown) => {
					// The store did not answer. Whatever became of the release, another attempt leads to one that is on record.
					trouble('attempt-broke', error, {deployment_id: deploymentId});
					await clock.sleep(retryMs, stop.signal).catch(() => undefined);
					return true;
				},
			)
			.then(isToBeTriedAgain => {
				for (const map of [runs, tracks, waiting]) map.delete(deploymentId);
				if (isToBeTriedAgain) start(deploymentId);
			});
		runs.set(deploymentId, {stop, ended});
	};

	const settled = async (deploymentId: string) => {
		await runs.get(deploymentId)?.ended;
	};

	const runner: DeploymentRunner = {
		start,
		waitingFor: deploymentId => waiting.get(deploymentId) ?? null,
		settled,
		async cancel(deploymentId) {
			runs.get(deploymentId)?.stop.abort(new Error('cancelled'));
			await settled(deploymentId);
		},
		async recover() {
			const live = await db.selectFrom('deployment').selectAll().where('active', '=', 1).execute();
			for (const row of live) await remember(row);
			await runtime.recover(await Promise.all(live.map(toSpec)));
			const cutOff = await db
				.selectFrom('deployment')
				.select('id')
				.where('status', 'in', ['PENDING', 'IN_PROGRESS'])
				.execute();
			for (const {id} of cutOff) start(id);
		},
		async close() {
			state.closing = true;
			for (const {stop} of runs.values()) stop.abort(platformStops);
			await Promise.all([...runs.values()].map(({ended}) => ended));
		},
	};
	return {runner, runtime};
}

/** Lines that come from a release nobody here remembers are still shown with their service. */
function unknownOwner(known: {readonly serviceId: string; readonly deploymentId: string}): LineOwner {
	return {...known, jobId: 0, tenantId: '', accountUuid: ''};
}

function lastWord(row: DeploymentRow, ending: Ending): string {
	if (ending.status === 'SUCCESS') return `Release ${row.release} is live at ${ending.url}.`;
	const verb = ending.status === 'CANCELLED' ? 'was cancelled' : 'failed';
	const after = ending.details.reverted ? ' The release before it is still live.' : '';
	return `Release ${row.release} ${verb}: ${ending.error}${after}`;
}
