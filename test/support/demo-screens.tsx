/**
 * Shows each screen with sample data on a real terminal: `demo-screens SCREEN`.
 * A development tool: bundle it with esbuild, then run it in a terminal (or in a pty to take a picture).
 */
import {createInkPrompter} from '../../source/tui/ink-prompter.tsx';
import type {Prompter} from '../../source/wizard-engine/prompter.ts';
import {failedLines, feedWithLogs, fields, layers, services, vault, where} from './demo-data.ts';

const sleep = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));

const chapters = (at: number) =>
	['Sign in', 'Link', 'Secrets', 'Deploy', 'Watch'].map((title, index) => ({
		id: title,
		title,
		state: index < at ? ('done' as const) : index === at ? ('current' as const) : ('waiting' as const),
	}));

const screens: Readonly<Record<string, (prompter: Prompter) => Promise<unknown>>> = {
	first: prompter => {
		prompter.frame({chapters: chapters(0), connection: {state: 'none', text: 'not signed in'}});
		return prompter.ask({
			wizard: where,
			known: {},
			lookups: {},
			introduction: [
				"Let's get hello-node running.",
				'',
				'This folder is a Node.js app (package.json, npm). In about two minutes it will answer on a URL, with its secrets in a vault and its logs on this screen.',
			],
		});
	},
	question: prompter =>
		prompter.ask({
			wizard: vault,
			known: {
				provider: {value: 'vault', source: 'saved'},
				auth: {value: 'token', source: 'saved'},
				address: {value: 'https://vault.acme.example:8200', source: 'saved'},
			},
			lookups: {},
			problem: {
				step: 'address',
				error: {
					code: 'secrets/unreachable',
					message: 'No answer from vault.acme.example:8200 in 3 s (connection refused).',
					hint: 'Is the port right? Vault listens on 8200 by default.',
					next: [{command: 'curl -sS https://vault.acme.example:8200/v1/sys/health', when: ''}],
					exitCode: 10,
					docs: '',
				},
			},
			test: async () => {
				await sleep(1000);
				return {name: 'tcp', status: 'ok', detail: 'connects in 11 ms', fix: '', duration_ms: 11};
			},
		}),
	fields: prompter =>
		prompter.ask({
			wizard: fields,
			known: {},
			lookups: {
				services: async () => {
					await sleep(600);
					return services;
				},
			},
		}),
	review: prompter =>
		prompter.review({
			title: 'Ready to deploy hello-node',
			facts: [
				{label: 'Build', value: 'Node.js 24, npm ci, no Docker needed', aside: 'about 40 MB'},
				{label: 'Push', value: 'registry on this machine'},
				{label: 'Run', value: '1 instance, health check GET /'},
				{label: 'Secrets', value: '3 from the vault: DATABASE_URL, API_KEY, SESSION_SECRET'},
				{label: 'Replaces', value: 'release 4 (2 h ago); it stays up until release 5 is healthy'},
			],
			files: [
				{
					mark: '+',
					path: 'cloudstation.json',
					note: 'service link, no secrets',
					diff: ['+{', '+  "service": "hello"', '+}'],
				},
				{mark: '~', path: '.gitignore', note: '+ .env.local', diff: [' node_modules', '+.env.local']},
			],
			asCommand: ['cs-wizard up --non-interactive --answers-file ci.yaml'],
			go: 'Deploy',
		}),
	progress: prompter =>
		prompter.progress({
			title: 'Deploying hello-node, release 5',
			tasks: [
				{task: 'build', title: 'Build'},
				{task: 'push', title: 'Push'},
				{task: 'deploy', title: 'Deploy'},
				{task: 'release', title: 'Release', waiting: 'old release stays up until GET / answers 200'},
			],
			stopping: () => ({question: 'Stop the push? Nothing has changed for your users.', canDetach: true}),
			run: async (sink, signal) => {
				const timestamp = new Date().toISOString();
				sink({type: 'task.started', task: 'build', title: 'Build', timestamp});
				sink({
					type: 'task.finished',
					task: 'build',
					summary: '2 layers, 38.2 MB, dependencies from cache',
					duration_ms: 6100,
					timestamp,
				});
				sink({type: 'task.started', task: 'push', title: 'Push', timestamp});
				sink({
					type: 'task.log',
					task: 'push',
					stream: 'stdout',
					content: 'npm ci: added 64 packages in 4s\n',
					timestamp,
				});
				for (let done = 0; done < 38_200_000 && !signal.aborted; done += 700_000) {
					sink({type: 'task.progress', task: 'push', done, total: 38_200_000, unit: 'bytes', timestamp});
					sink({
						type: 'task.log',
						task: 'push',
						stream: 'stdout',
						content: `layer sha256:${done} pushing\n`,
						timestamp,
					});
					await sleep(100);
				}
			},
		}),
	ladder: prompter =>
		prompter.ladder({
			title: 'Checking Vault at vault.acme.example:8200',
			run: async onLayer => {
				for (const layer of layers) {
					onLayer(layer);
					await sleep(150);
				}

				await sleep(4000);
			},
		}),
	failure: prompter =>
		prompter.menu({
			id: 'failure',
			title: 'Release 5 did not start. Release 4 is still live.',
			aside: '0:41',
			lines: failedLines,
			choices: [
				{value: 'add', label: 'Add DATABASE_URL from .env to the vault and deploy again'},
				{value: 'look', label: 'Look at all output'},
				{value: 'leave', label: 'Leave it'},
			],
			exitCode: 8,
			copy: 'details',
		}),
	done: prompter =>
		prompter.menu({
			id: 'done',
			title: 'hello-node is live',
			aside: '0:22',
			lines: [
				{text: 'http://127.0.0.1:4310            answers 200 in 4 ms, release 5', tone: 'good'},
				{text: ''},
				{text: 'Build 6.1 s   Push 3.4 s   Deploy 0.8 s   Release 11.9 s', tone: 'dim'},
				{text: ''},
				{text: 'Next', tone: 'strong'},
				{text: 'cs-wizard up            deploy again, no questions', tone: 'command'},
				{text: 'cs-wizard logs          these logs, any time', tone: 'command'},
			],
			choices: [
				{value: 'watch', label: 'Watch the logs'},
				{value: 'open', label: 'Open', key: 'o'},
				{value: 'write', label: 'Write ci.yaml', key: 'w'},
				{value: 'leave', label: 'Leave', key: 'q'},
			],
		}),
	home: prompter =>
		prompter.menu({
			id: 'home',
			title: 'hello-node',
			aside: 'live, release 5, 2 min ago',
			lines: [
				{text: 'http://127.0.0.1:4310', aside: '200 in 4 ms'},
				{text: 'secrets', aside: '3 in Vault, checked 2 min ago'},
				{text: 'this folder', aside: '1 file changed since release 5'},
			],
			choices: [
				{value: 'deploy', label: 'Deploy', hint: 'release 6 from this folder', key: 'd'},
				{value: 'logs', label: 'Watch logs', key: 'l'},
				{value: 'secrets', label: 'Secrets', hint: '3 values; import, rotate, check', key: 's'},
				{value: 'doctor', label: 'Doctor', hint: 'all 11 checks passed'},
				{value: 'leave', label: 'Leave', key: 'q'},
			],
			help: ['Everything holds: the app is live and nothing waits for you.'],
		}),
	confirm: prompter =>
		prompter.confirm({
			ask: 'Remove the service hello-node?',
			help: 'Its releases and its URL go with it.',
			default: false,
		}),
	watch: prompter =>
		prompter.watch({title: 'hello-node', feed: feedWithLogs(), facts: ['release 5 live'], saveFolder: '/tmp'}),
};

const name = process.argv[2] ?? 'first';
const prompter = createInkPrompter({
	stdin: process.stdin,
	stdout: process.stdout,
	stderr: process.stderr,
	env: process.env,
	stopProcess: () => process.kill(process.pid, 'SIGSTOP'),
});
prompter.frame({
	who: 'acme@this machine',
	connection: {state: 'ok', text: 'signed in'},
	chapters: name === 'home' ? [] : chapters(2),
});
const ended = await screens[name]?.(prompter).then(
	result => JSON.stringify(result) ?? 'nothing',
	(error: unknown) => String(error),
);
await prompter.close([{text: `It ended with ${ended ?? 'nothing'}`, tone: 'good'}]);
