/** Sample data for the demonstration of the screens. */
import {type LayerResult, ladderLayers} from '../../source/shared/health-ladder.ts';
import {defineWizard} from '../../source/wizard-engine/define.ts';
import {confirm, lookup, multiselect, number, secret, select, text} from '../../source/wizard-engine/fields.ts';
import type {Line} from '../../source/wizard-engine/prompter.ts';
import {FakeLogFeed} from './fake-log-feed.ts';

export const where = defineWizard({id: 'sign-in', title: 'Sign in'})
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

export const vault = defineWizard({id: 'secrets', title: 'Secrets'})
	.step('provider', select({ask: 'Provider', choices: [{value: 'vault', label: 'Vault (any Vault or OpenBao)'}]}))
	.step('auth', select({ask: 'Sign in with', choices: [{value: 'token', label: 'a token'}]}))
	.step(
		'address',
		text({ask: 'Vault address', help: 'The address of the server, with its port. Also: --vault-addr, VAULT_ADDR'}),
	)
	.step('token', secret({ask: 'Token', help: 'It is kept in the keychain.'}))
	.plan(() => []);

export const fields = defineWizard({id: 'fields', title: 'All fields'})
	.step('service', select({ask: 'Which service?', choices: lookup('services')}))
	.step('names', multiselect({ask: 'Which secrets?', choices: lookup('services')}))
	.step('port', number({ask: 'Which port?', default: 3000}))
	.step('title', text({ask: 'What is it called?', placeholder: 'hello-node'}))
	.step('token', secret({ask: 'Token'}))
	.step('sure', confirm({ask: 'Is this right?', default: true}))
	.plan(() => []);

export const services = Array.from({length: 40}, (_, index) => ({
	value: `service-${index}`,
	label: index === 3 ? '日本語のサービス名' : `service-${index}`,
	hint: index % 2 === 0 ? `project ${index}, live since yesterday 🚀` : 'stopped',
}));

export const layers: readonly LayerResult[] = ladderLayers.slice(0, 10).map((name, index) => ({
	name,
	status: index < 6 ? 'ok' : index === 6 ? 'warn' : index === 8 ? 'failed' : index > 8 ? 'skipped' : 'ok',
	detail: index === 8 ? 'the policy "web" denies it' : index === 6 ? '50 min left, not renewable' : '10.1.4.20',
	fix: index === 8 ? 'path "secret/data/hello-node" { capabilities = ["read"] }' : '',
	duration_ms: 3 + index * 4,
}));

export const feedWithLogs = (): FakeLogFeed => {
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

export const failedLines: readonly Line[] = [
	{text: 'The app exited with code 1, three times, before it answered on GET /.'},
	{text: 'Its last lines:'},
	{text: ''},
	{text: 'Error: DATABASE_URL is not set', tone: 'quote'},
	{text: '    at connect (server.js:12:11)', tone: 'quote'},
	{text: ''},
	{text: "DATABASE_URL is not among this service's secrets. There is one in .env."},
];
