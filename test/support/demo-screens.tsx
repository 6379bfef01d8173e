/**
 * Shows each screen with sample data on a real terminal: `demo-screens SCREEN`.
 * A development tool: bundle it with esbuild, then run it in a terminal (or in a pty to take a picture).
 */
import {type LayerResult, ladderLayers} from '../../source/shared/health-ladder.ts';
import {createInkPrompter} from '../../source/tui/ink-prompter.tsx';
import {defineWizard} from '../../source/wizard-engine/define.ts';
import {confirm, lookup, multiselect, number, secret, select, text} from '../../source/wizard-engine/fields.ts';
import type {Line, Prompter} from '../../source/wizard-engine/prompter.ts';
import {FakeLogFeed} from './fake-log-feed.ts';

const sleep = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));

const chapters = (at: number) =>
	['Sign in', 'Link', 'Secrets', 'Deploy', 'Watch'].map((title, index) => ({
		id: title,
		title,
		state: index < at ? ('done' as const) : index === at ? ('current' as const) : ('waiting' as const),
	}));

const where = defineWizard({id: 'sign-in', title: 'Sign in'})
	.step(
		'where',
		select({
			ask: 'Where should it run?',
			help: 'Nothing is installed and nothing leaves this machine with the first choice.',
			choices: [
				{value: 'local', label: 'On this machine', hint: 'a small platform starts here, nothing to sign up for'},
				{value: 'cloud', label: 'CloudStation', hint: 'api.cloudstation.io, with your API key'},
				{value: 'other', label: 'Another platform', hint: 'one that your team runs'},
			],
		}),
	)
	.plan(() => []);

const vault = defineWizard({id: 'secrets', title: 'Secrets'})
	.step('provider', select({ask: 'Provider', choices: [{value: 'vault', label: 'Vault (any Vault or OpenBao)'}]}))
	.step('auth', select({ask: 'Sign in with', choices: [{value: 'token', label: 'a token'}]}))
	.step(
		'address',
		text({ask: 'Vault address', help: 'The address of the server, with its port. Also: --vault-addr, VAULT_ADDR'}),
	)
	.step('token', secret({ask: 'Token', help: 'It is kept in the keychain.'}))
	.plan(() => []);

const fields = defineWizard({id: 'fields', title: 'All fields'})
	.step('service', select({ask: 'Which service?', choices: lookup('services')}))
	.step('names', multiselect({ask: 'Which secrets?', choices: lookup('services')}))
	.step('port', number({ask: 'Which port?', default: 3000}))
	.step('title', text({ask: 'What is it called?', placeholder: 'hello-node'}))
	.step('token', secret({ask: 'Token'}))
	.step('sure', confirm({ask: 'Is this right?', default: true}))
	.plan(() => []);

const services = Array.from({length: 40}, (_, index) => ({
	value: `service-${index}`,
	label: index === 3 ? '日本語のサービス名' : `service-${index}`,
	hint: index % 2 === 0 ? `project ${index}, live since yesterday 🚀` : 'stopped',
}));

const layers: readonly LayerResult[] = ladderLayers.slice(0, 10).map((name, index) => ({
	name,
	status: index < 6 ? 'ok' : index === 6 ? 'warn' : index === 8 ? 'failed' : index > 8 ? 'skipped' : 'ok',
	detail: index === 8 ? 'the policy "web" denies it' : index === 6 ? '50 min left, not renewable' : '10.1.4.20',
	fix: index === 8 ? 'path "secret/data/hello-node" { capabilities = ["read"] }' : '',
	duration_ms: 3 + index * 4,
}));

const feedWithLogs = (): FakeLogFeed => {
	const feed = new FakeLogFeed();
	feed.add('build', 'detected Node.js, npm', 'npm ci', 'added 64 packages in 4s', 'layer 1 of 2  31.0 MB  cached');
	for (let index = 0; index < 60; index++) {
		feed.add(
			'stdout',
			index % 7 === 3
				? `GET /日本語/パス?q=${index} 200 3ms and a very long line that goes on until it does not fit any more`
				: index % 9 === 4
					? {text: `{"level":"warn","message":"slow query","ms":${index},"user":"ünï"}`, level: 'warn'}
					: `GET / 200 ${index}ms`,
		);
	}

	feed.add('stdout', {text: '41 lines missed while reconnecting, 38 fetched, 3 lost (seq 881-883)', kind: 'gap'});
	feed.add('stdout', 'GET / 200 2ms', {text: 'Error: boom', level: 'error'});
	feed.add('stderr', {text: 'warn: SESSION_SECRET is short', level: 'warn'});
	feed.add('events', 'registry  pushed 9c02…', 'deploy    instance 1 started', 'release   healthy, switched');
	feed.set('build', {state: 'ended', reason: 'finished'});
	feed.set('stderr', {state: 'reconnecting', reason: 'reconnecting, 4 s'});
	return feed;
};

const failedLines: readonly Line[] = [
	{text: 'The app exited with code 1, three times, before it answered on GET /.'},
	{text: 'Its last lines:'},
	{text: ''},
	{text: 'Error: DATABASE_URL is not set', tone: 'quote'},
	{text: '    at connect (server.js:12:11)', tone: 'quote'},
	{text: ''},
	{text: "DATABASE_URL is not among this service's secrets. There is one in .env."},
];

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
