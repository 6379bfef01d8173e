import {expect, test} from 'vitest';
import {WizardError} from '../../../source/shared/errors.ts';
import type {RunEvent} from '../../../source/shared/events.ts';
import type {LogFeed, LogRow} from '../../../source/shared/log-feed.ts';
import {PlainPrompter} from '../../../source/tui/plain-prompter.ts';
import {errorLines, plainStyleOf} from '../../../source/tui/plain-progress.ts';
import {deployWizard} from '../../../wizards/deploy.wizard.ts';
import {signInWizard} from '../../../wizards/sign-in.wizard.ts';
import {ScriptedTerminal} from '../../support/scripted-terminal.ts';

const timestamp = '2026-01-01T00:00:00Z';
const build = {task: 'image.build', timestamp} as const;
const release = {task: 'deployment.release', timestamp} as const;
const waiting = (tries: number) =>
	({
		...release,
		type: 'task.progress',
		done: tries,
		unit: 'tries',
		message: `GET / answered 502, ${tries} tries`,
	}) as const;
const error = new WizardError('deploy/reverted', {
	message: 'Release 5 did not start.\nIt exited.',
	hint: 'Look at its log.',
});
const events: readonly RunEvent[] = [
	{...build, type: 'task.started', title: 'Build'},
	{...build, type: 'task.progress', done: 0, unit: 'items', message: 'detected Node.js (package.json)'},
	{...build, type: 'task.log', stream: 'stdout', content: '::error::not mine \u001B[2J'},
	{...build, type: 'task.finished', summary: '2 layers, 38.2 MB, dependencies from cache', duration_ms: 6100},
	{...release, type: 'task.started', title: 'Release'},
	waiting(1),
	waiting(2),
	{...release, type: 'task.failed', error: error.toJSON(), duration_ms: 11_900},
];
const progress = {
	title: 'Deploying hello-node, release 5',
	tasks: [
		{task: 'image.build', title: 'Build'},
		{task: 'deployment.release', title: 'Release'},
	],
	stopping: () => ({question: 'Stop?', canDetach: false}),
	run: async (sink: (event: RunEvent) => void) => {
		for (const event of events) sink(event);
	},
};

async function outputOf(style: ConstructorParameters<typeof PlainPrompter>[1]): Promise<string> {
	const terminal = new ScriptedTerminal();
	await new PlainPrompter(terminal, style).progress(progress);
	return terminal.output;
}

test('a run is aligned lines: what, how it went, how long', async () => {
	expect(await outputOf({detail: 'normal', github: false})).toMatchInlineSnapshot(`
		"build    detected Node.js (package.json)
		build    2 layers, 38.2 MB, dependencies from cache              6.1 s
		release  GET / answered 502, 1 tries
		release  Release 5 did not start. It exited.                    11.9 s
		"
	`);
});

test('quiet tells problems only, verbose all output', async () => {
	expect(await outputOf({detail: 'quiet', github: false})).toBe(
		'release  Release 5 did not start. It exited.                    11.9 s\n',
	);
	expect(await outputOf({detail: 'verbose', github: false})).toContain('build    ::error::not mine\n');
});

test('the style follows the flags and where it runs', () => {
	expect(plainStyleOf({GITHUB_ACTIONS: 'true'}, {quiet: false, verbose: true})).toEqual({
		detail: 'verbose',
		github: true,
	});
	expect(plainStyleOf({}, {quiet: true, verbose: false})).toEqual({detail: 'quiet', github: false});
	expect(plainStyleOf({}, {quiet: false, verbose: false})).toEqual({detail: 'normal', github: false});
});

test('GitHub Actions gets groups and an annotation, and foreign lines give no commands', async () => {
	expect(await outputOf({detail: 'normal', github: true})).toMatchInlineSnapshot(`
		"::group::Build
		build    detected Node.js (package.json)
		| ::error::not mine 
		::endgroup::
		build    2 layers, 38.2 MB, dependencies from cache              6.1 s
		::group::Release
		release  GET / answered 502, 1 tries
		::endgroup::
		release  Release 5 did not start. It exited.                    11.9 s
		::error title=Release%3A deploy/reverted::Release 5 did not start.%0AIt exited.
		"
	`);
});

test('it never asks: defaults answer, and what has none is listed at once', async () => {
	const prompter = new PlainPrompter(new ScriptedTerminal(['1', '1']));

	expect(
		await prompter.ask({wizard: deployWizard, known: {}, suggested: {start: 'node server.js'}, lookups: {}}),
	).toEqual({
		builder: 'layers',
		start: 'node server.js',
		base: '',
		health: 'http',
		healthPath: '/',
		count: 1,
		secretNames: [],
	});
	await expect(prompter.ask({wizard: signInWizard, known: {}, lookups: {}})).rejects.toMatchObject({
		code: 'answers/missing',
		exitCode: 5,
		facts: {
			missing: [{key: 'sign_in.where', flag: '--where', env: 'CS_SIGN_IN_WHERE'}],
		},
	});
	const problem = {step: 'apiKey', error: error.toJSON()};
	await expect(prompter.ask({wizard: signInWizard, known: {}, lookups: {}, problem})).rejects.toMatchObject({
		exitCode: 8,
	});
	expect(await prompter.review({title: 'T', facts: [], files: [], asCommand: [], go: 'Deploy'})).toEqual({
		choice: 'go',
	});
	expect(await prompter.confirm({ask: 'Delete it all?', default: false})).toBe(false);
	await expect(prompter.menu({id: 'home', title: 'Home', lines: [], choices: []})).rejects.toMatchObject({exitCode: 2});
});

test('the ladder is lines as well', async () => {
	const terminal = new ScriptedTerminal();
	await new PlainPrompter(terminal).ladder({
		title: 'Checking Vault',
		run: async onLayer => onLayer({name: 'dns', status: 'ok', detail: '10.1.4.20', fix: '', duration_ms: 3}),
	});
	expect(terminal.output).toBe(
		'Checking Vault\ndns      ok: 10.1.4.20                                            3 ms\n',
	);
});

test('an error ends with what to do and its code', () => {
	expect(errorLines(error.toJSON())).toEqual([
		'Release 5 did not start. It exited.',
		'Look at its log.',
		'deploy/reverted · exit 8 · docs/reference/errors.md#deploy-reverted',
	]);
});

test('watching prints what is there and what comes, until Ctrl+C', async () => {
	const rows: LogRow[] = [];
	const listeners = new Set<() => void>();
	const add = (text: string) => {
		rows.push({index: rows.length, kind: 'line', timestamp: 0, source: 'app-1', text});
		for (const listener of listeners) listener();
	};
	const feed: LogFeed = {
		status: () => ({
			panes: [{id: 'stderr', title: '', first: 0, next: rows.length, state: 'live'}],
			connection: {state: 'connected', detail: '', since: 0},
			lines_per_second: 0,
			lag_ms: 0,
			lost: 0,
		}),
		rows: async ({at}) => rows.slice('after' in at ? at.after + 1 : 0),
		search: async () => ({hits: [], total: 0}),
		onChange: listener => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		save: async path => ({path, lines: 0}),
		close: async () => {},
	};
	const terminal = new ScriptedTerminal();
	add('before');

	const watching = new PlainPrompter(terminal).watch({title: 'Logs', feed, facts: [], saveFolder: ''});
	await expect.poll(() => terminal.output).toContain('before');
	add('after');
	await expect.poll(() => terminal.output).toContain('after');
	terminal.interrupt();
	await watching;

	expect(terminal.output.match(/app-1 stderr {2}(before|after)$/gm)).toHaveLength(2);
	expect([terminal.listening, listeners.size]).toEqual([0, 0]);
});
