import {isErrorWithCode} from '../../shared/errors.ts';
import type {TaskReporter} from '../../shared/events.ts';
import type {Clock} from '../machine/clock.ts';
import type {DeployTarget, ReleaseRequest} from './targets/target.ts';

interface Options {
	readonly request: ReleaseRequest;
	readonly key: string;
	readonly target: DeployTarget;
	readonly clock: Clock;
	readonly report: TaskReporter;
	readonly signal: AbortSignal;
}

/** A service has one release under way at a time: one that a killed run left is waited for, up to ten minutes. */
const patienceMs = 10 * 60_000;

/** Gives the deployment's id. @throws `deploy/locked` when another release never ends */
export async function createWhenFree({request, key, target, clock, report, signal}: Options): Promise<string> {
	const deadline = clock.monotonic() + patienceMs;
	for (let tries = 1; ; tries += 1) {
		try {
			return (await target.create(request, key)).deploymentId;
		} catch (error) {
			if (!isErrorWithCode(error, 'deploy/locked') || clock.monotonic() > deadline) throw error;
		}
		report.progress({done: tries, unit: 'tries', message: 'waiting for the release under way to end'});
		await clock.sleep(500, signal);
	}
}
