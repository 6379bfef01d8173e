import {afterEach, expect, test} from 'vitest';
import {WizardError} from '../../../../source/shared/errors.ts';
import type {LayerResult} from '../../../../source/shared/health-ladder.ts';
import {defineWizard} from '../../../../source/wizard-engine/define.ts';
import {confirm, lookup, multiselect, number, secret, select, text} from '../../../../source/wizard-engine/fields.ts';
import {type InkTerminal, openInkTerminal} from '../../../support/ink-terminal.ts';

const wizard = defineWizard({id: 'vault', title: 'Vault'})
	.step('auth', select({ask: 'How do you sign in?', choices: ['token', 'approle', 'kubernetes']}))
	.step('address', text({ask: 'Vault address', help: 'The address of the server, with its port.'}))
	.step('token', secret({ask: 'Token'}))
	.step('sure', confirm({ask: 'Is this right?', default: true}))
	.plan(() => []);

let terminal: InkTerminal;
afterEach(() => terminal.close());

test('takes keys that come all at once, over several questions', async () => {
	terminal = openInkTerminal();
	const asked = terminal.prompter.ask({wizard, known: {}, lookups: {}});

	await terminal.sees('enter choose');
	await terminal.pressAtOnce('down', 'down', 'up', 'enter', 'http://x', 'enter', 's3cr3t', 'enter', 'enter');

	const answers = await asked;
	expect({...answers, token: answers.token.reveal()}).toEqual({
		auth: 'approle',
		address: 'http://x',
		token: 's3cr3t',
		sure: true,
	});
});

test('shows the answers so far above the question, and the secret as dots', async () => {
	terminal = openInkTerminal();
	terminal.prompter.frame({
		who: 'acme@this machine',
		connection: {state: 'ok', text: 'signed in'},
		chapters: [
			{id: 'link', title: 'Link', state: 'done'},
			{id: 'secrets', title: 'Secrets', state: 'current'},
			{id: 'deploy', title: 'Deploy', state: 'waiting'},
		],
	});
	const asked = terminal.prompter.ask({wizard, known: {auth: {value: 'token', source: 'saved'}}, lookups: {}});
	asked.catch(() => undefined);

	await terminal.sees('Vault address');
	await terminal.press('http://x', 'enter');
	await terminal.paste('abcdefghijklmnopqrstuvwxyz\n');

	expect(await terminal.frame()).toMatchInlineSnapshot(`
		"
		 cs-wizard   acme@this machine                                      ✔ signed in

		 ✔ Link   ● Secrets 3 of 4   ○ Deploy

		   How do you sign in  token
		   Vault address       http://x

		 Token
		 › ••••••••▌  20+ characters

		   Also: CS_VAULT_TOKEN











		 ──────────────────────────────────────────────────────────────────────────────
		 enter go on   ctrl+r show   esc back   ctrl+g help   ctrl+c leave
		"
	`);
	expect(terminal.screen.isAlternate).toBe(true);
	expect(terminal.isRaw).toBe(true);
});

test('an answer that does not fit stays in its field, with the reason below and nothing moved', async () => {
	terminal = openInkTerminal();
	const port = defineWizard({id: 'port', title: 'Port'})
		.step('port', number({ask: 'Which port?', help: 'From 1 to 65535.'}))
		.plan(() => []);
	const asked = terminal.prompter.ask({wizard: port, known: {}, lookups: {}});

	await terminal.sees('From 1 to 65535.');
	const before = await terminal.frame();
	await terminal.press('enter');
	const refused = await terminal.sees('✖');

	expect(refused.split('\n').slice(0, 4)).toEqual(before.split('\n').slice(1, 5));
	await terminal.press('8080', 'enter');
	expect(await asked).toEqual({port: 8080});
});

test('escape goes back with the answer kept, and ctrl+c leaves', async () => {
	terminal = openInkTerminal();
	const asked = terminal.prompter.ask({wizard, known: {}, lookups: {}});
	const left = asked.then(
		() => 'answered',
		(error: unknown) => (error instanceof WizardError ? error.code : 'broken'),
	);

	await terminal.sees('How do you sign in?');
	await terminal.press('down', 'enter', 'http://x', 'escape');
	await terminal.sees('› approle');
	await terminal.press('enter');
	await terminal.sees('Vault address');
	await terminal.press('ctrl+c');

	expect(await left).toBe('wizard/interrupted');
});

test('live choices are waited for, a failure says why and r tries again', async () => {
	terminal = openInkTerminal();
	const service = defineWizard({id: 'link', title: 'Link'})
		.step('service', select({ask: 'Which service?', choices: lookup('services')}))
		.step('names', multiselect({ask: 'Which secrets?', choices: lookup('services')}))
		.plan(() => []);
	const failures = [new WizardError('api/unreachable', {message: 'The API does not answer.', hint: 'Is it running?'})];
	const asked = terminal.prompter.ask({
		wizard: service,
		known: {},
		lookups: {
			services: async () => {
				const failure = failures.pop();
				if (failure) throw failure;
				return [
					{value: '1', label: 'hello-node', hint: 'live'},
					{value: '2', label: '日本語のアプリ', hint: 'stopped'},
				];
			},
		},
	});

	await terminal.sees('The API does not answer.');
	await terminal.press('r');
	await terminal.sees('hello-node');
	await terminal.press('日', 'enter');
	await terminal.sees('Which secrets?');
	await terminal.sees('hello-node');
	await terminal.press('down', 'space');
	expect(await terminal.frame()).toMatchInlineSnapshot(`
		"
		 cs-wizard

		   Which service     日本語のアプリ

		 Which secrets?

		   ○ hello-node       live
		 › ● 日本語のアプリ   stopped














		 ──────────────────────────────────────────────────────────────────────────────
		 enter go on   space mark   ctrl+a all   ↑↓ move   esc back   ? help
		"
	`);
	await terminal.press('enter');

	expect(await asked).toEqual({service: '2', names: ['2']});
});

test('a question mark calls for help at a list, and is text in a text field', async () => {
	terminal = openInkTerminal();
	terminal.prompter.ask({wizard, known: {}, lookups: {}}).catch(() => undefined);

	await terminal.sees('? help');
	await terminal.press('?');
	await terminal.sees('Keys of this screen');
	await terminal.press('x', 'enter', '?', 'ctrl+g');
	await terminal.sees('Keys of this screen');
	await terminal.press('x');

	await terminal.sees('› ?');
});

test('an answer can be tried before it is given', async () => {
	terminal = openInkTerminal();
	const result: LayerResult = {name: 'tcp', status: 'ok', detail: 'connects in 11 ms', fix: '', duration_ms: 11};
	const tried: unknown[] = [];
	terminal.prompter
		.ask({
			wizard,
			known: {auth: {value: 'token', source: 'saved'}},
			lookups: {},
			test: async (step, value) => {
				tried.push([step, value]);
				return result;
			},
		})
		.catch(() => undefined);

	await terminal.sees('ctrl+t test now');
	await terminal.press('http://x', 'ctrl+t');
	await terminal.sees('✔ connects in 11 ms');

	expect(tried).toEqual([['address', 'http://x']]);
});

test('what comes from outside can neither colour nor clear the screen', async () => {
	terminal = openInkTerminal();
	const evil = '\u001B[2J\u001B[31mevil\u001B]0;title\u0007\u202Edlrow';
	terminal.prompter
		.ask({
			wizard: defineWizard({id: 'x', title: 'x'})
				.step('one', select({ask: 'Which?', choices: [{value: 'a', label: evil, hint: evil}]}))
				.plan(() => []),
			known: {},
			lookups: {},
			introduction: [evil],
		})
		.catch(() => undefined);

	expect(await terminal.sees('› evildlrow')).toContain('cs-wizard');
});

test('nothing is drawn when every answer is known', async () => {
	terminal = openInkTerminal();
	const one = defineWizard({id: 'x', title: 'x'})
		.step('name', text({ask: 'Name?'}))
		.plan(() => []);

	const answers = await terminal.prompter.ask({wizard: one, known: {name: {value: 'a', source: 'flag'}}, lookups: {}});

	expect(answers).toEqual({name: 'a'});
	expect(terminal.screen.isAlternate).toBe(false);
});

test('a resize during a question loses nothing; a screen that is too small says so', async () => {
	terminal = openInkTerminal();
	const asked = terminal.prompter.ask({wizard, known: {auth: {value: 'token', source: 'saved'}}, lookups: {}});
	asked.catch(() => undefined);

	await terminal.sees('Vault address');
	await terminal.press('http://');
	await terminal.resize(60, 10);
	expect(await terminal.frame()).toMatchInlineSnapshot(`
		"
		cs-wizard needs 80x24, this window is 60x10.
		"
	`);
	await terminal.press('x');
	await terminal.resize(120, 30);

	await terminal.sees('› http://x');
});
