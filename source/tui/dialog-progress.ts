/** Runs work that Ctrl+C may stop: the first press says what stopping means, the second does it. */
import type {EventSink, RunEvent} from '../shared/events.ts';
import type {Progress} from '../wizard-engine/prompter.ts';
import type {DialogTerminal} from './dialog-terminal.ts';

export async function runInterruptible<Result>(
	{run, stopping}: Progress<Result>,
	terminal: DialogTerminal,
	draw: (event: RunEvent) => void,
): Promise<Result> {
	const stop = new AbortController();
	const detach = new AbortController();
	let task: string | undefined;
	let warned = false;
	const release = terminal.onInterrupt(() => {
		const {question, canDetach} = stopping(task);
		if (!warned) {
			warned = true;
			terminal.write(`${question} Press Ctrl+C again to ${canDetach ? 'leave it running' : 'stop'}.\n`);
			return;
		}

		// Whoever presses it a third time wants to be gone at once: from here on it does what it always does.
		release();
		(canDetach ? detach : stop).abort();
	});
	const sink: EventSink = event => {
		if (event.type === 'task.started') task = event.task;
		draw(event);
	};
	try {
		return await run(sink, stop.signal, detach.signal);
	} finally {
		release();
	}
}

/** Aborts at the first Ctrl+C: for checks, which change nothing. */
export async function runStoppable<Result>(
	run: (signal: AbortSignal) => Promise<Result>,
	terminal: DialogTerminal,
): Promise<Result> {
	const stop = new AbortController();
	const release = terminal.onInterrupt(() => stop.abort());
	try {
		return await run(stop.signal);
	} finally {
		release();
	}
}
