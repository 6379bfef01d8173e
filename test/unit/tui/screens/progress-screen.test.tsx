import {afterEach, expect, test} from 'vitest';
import type {EventSink} from '../../../../source/shared/events.ts';
import type {Progress} from '../../../../source/wizard-engine/prompter.ts';
import {type InkTerminal, openInkTerminal} from '../../../support/ink-terminal.ts';

const timestamp = '2026-01-05T12:04:00Z';

let terminal: InkTerminal;
afterEach(() => terminal.close());

/** A run that says what it is told and ends when it is told. */
function stagedRun() {
	const ended = Promise.withResolvers<string>();
	const started = Promise.withResolvers<{sink: EventSink; signal: AbortSignal; detach: AbortSignal}>();
	const progress: Progress<string> = {
		title: 'Deploying hello-node, release 5',
		tasks: [
			{task: 'build', title: 'Build'},
			{task: 'push', title: 'Push'},
			{task: 'release', title: 'Release', waiting: 'old release stays up until GET / answers 200'},
		],
		stopping: task => ({question: `Stop the ${task}? Nothing has changed for your users.`, canDetach: true}),
		run: (sink, signal, detach) => {
			started.resolve({sink, signal, detach});
			return ended.promise;
		},
	};
	return {progress, started: started.promise, end: ended.resolve};
}

test('shows what is done, what is under way and what waits, with the output below', async () => {
	let now = 0;
	terminal = openInkTerminal({now: () => now});
	const {progress, started, end} = stagedRun();
	const done = terminal.prompter.progress(progress);
	const {sink} = await started;

	sink({type: 'task.started', task: 'build', title: 'Build', timestamp});
	sink({type: 'task.finished', task: 'build', summary: '2 layers, 38.2 MB', duration_ms: 6100, timestamp});
	sink({type: 'task.started', task: 'push', title: 'Push', timestamp});
	sink({type: 'task.progress', task: 'push', done: 1, total: 38_200_000, unit: 'bytes', timestamp});
	now = 4000;
	sink({type: 'task.progress', task: 'push', done: 22_100_000, total: 38_200_000, unit: 'bytes', timestamp});
	sink({type: 'task.log', task: 'push', stream: 'stdout', content: 'layer one\n\u001B[2Jlayer two\n', timestamp});

	await terminal.sees('layer two');
	expect((await terminal.frame()).replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/, '*')).toMatchInlineSnapshot(`
		"
		 cs-wizard

		 Deploying hello-node, release 5                                           0:04

		   ✔ Build      2 layers, 38.2 MB                                         6.1 s
		   * Push       ██████████████░░░░░░░░░░  22.1 of 38.2 MB  5.5 MB/s    3 s left
		   ○ Release    old release stays up until GET / answers 200

		   layer one
		   layer two












		 ──────────────────────────────────────────────────────────────────────────────
		 l all output   ctrl+c stop or detach (nothing has changed for your users)
		"
	`);
	end('live');
	expect(await done).toBe('live');
});

test('ctrl+c asks once; escape stays, y stops', async () => {
	terminal = openInkTerminal();
	const {progress, started, end} = stagedRun();
	const done = terminal.prompter.progress(progress);
	const {sink, signal, detach} = await started;
	sink({type: 'task.started', task: 'push', title: 'Push', timestamp});

	await terminal.sees('ctrl+c');
	await terminal.press('ctrl+c');
	expect(await terminal.sees('y stop   d detach   esc stay')).toContain(
		'Stop the push? Nothing has changed for your users.',
	);
	await terminal.press('escape');
	expect(signal.aborted).toBe(false);
	await terminal.press('ctrl+c', 'y');
	await terminal.sees('Stopping after this step.');

	expect([signal.aborted, detach.aborted]).toEqual([true, false]);
	end('stopped');
	expect(await done).toBe('stopped');
});

test('d detaches, and a second ctrl+c means yes', async () => {
	terminal = openInkTerminal();
	const first = stagedRun();
	const detached = terminal.prompter.progress(first.progress);
	const {detach} = await first.started;
	await terminal.sees('ctrl+c');
	await terminal.press('ctrl+c', 'd');
	expect(detach.aborted).toBe(true);
	first.end('running');
	await detached;

	const second = stagedRun();
	const stopped = terminal.prompter.progress(second.progress);
	const {signal} = await second.started;
	await terminal.sees('ctrl+c');
	await terminal.press('ctrl+c', 'ctrl+c');
	expect(signal.aborted).toBe(true);
	second.end('stopped');
	await stopped;
});

test('l shows all output and scrolls in it', async () => {
	terminal = openInkTerminal();
	const {progress, started, end} = stagedRun();
	const done = terminal.prompter.progress(progress);
	const {sink} = await started;
	const lines = Array.from({length: 200}, (_, index) => `line ${index}.`).join('\n');
	sink({type: 'task.log', task: 'build', stream: 'stdout', content: lines, timestamp});

	await terminal.sees('line 199.');
	await terminal.press('l');
	await terminal.sees('line 199.');
	await terminal.press('home');
	await terminal.sees('line 0.');
	await terminal.press('l');
	await terminal.sees('line 199.');
	end('live');
	await done;
});

test('a run that throws rejects with what it threw', async () => {
	terminal = openInkTerminal();
	const broken = new Error('the registry is gone');

	await expect(terminal.prompter.progress({...stagedRun().progress, run: () => Promise.reject(broken)})).rejects.toBe(
		broken,
	);
});
