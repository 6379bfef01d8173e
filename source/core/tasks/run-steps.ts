import {isErrorWithCode, toWizardError} from '../../shared/errors.ts';
import type {EventSink, TaskReporter} from '../../shared/events.ts';
import type {Clock} from '../machine/clock.ts';
import type {Journal} from '../journal/journal.ts';

/** One task, ready to run: the part of a plan that changes the world. */
export interface RunStep {
	readonly task: string;
	readonly title: string;
	/** Gives the one line that stands behind the task when it is done, and what a later run must know. */
	run(
		report: TaskReporter,
		signal: AbortSignal,
	): Promise<{readonly summary: string; readonly facts?: Readonly<Record<string, string | number | boolean>>}>;
}

interface Options {
	readonly sink: EventSink;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	readonly journal?: Journal;
}

/** Runs the steps in order; the first that fails ends the run, and its error is both an event and the rejection. */
export async function runSteps(steps: readonly RunStep[], {sink, clock, signal, journal}: Options): Promise<void> {
	for (const step of steps) {
		const {task, title} = step;
		const timestamp = () => new Date(clock.now()).toISOString();
		const started = clock.monotonic();
		const took = () => Math.round(clock.monotonic() - started);
		signal.throwIfAborted();
		await journal?.began(task);
		sink({type: 'task.started', task, title, timestamp: timestamp()});
		try {
			const report: TaskReporter = {
				progress: now => sink({type: 'task.progress', task, ...now, timestamp: timestamp()}),
				log: (content, stream = 'stdout') => sink({type: 'task.log', task, stream, content, timestamp: timestamp()}),
			};
			const {summary, facts} = await step.run(report, signal);
			await journal?.done(task, facts);
			sink({type: 'task.finished', task, summary, duration_ms: took(), timestamp: timestamp()});
		} catch (thrown) {
			if (signal.aborted) throw signal.reason;
			const error = toWizardError(thrown);
			// Detaching is not a failure: the deployment goes on.
			if (!isErrorWithCode(error, 'deploy/still-running')) {
				sink({type: 'task.failed', task, error: error.toJSON(), duration_ms: took(), timestamp: timestamp()});
			}
			throw error;
		}
	}
}
