import {afterEach, expect, test} from 'vitest';
import {confirm, secret, select, text} from '../../../../source/wizard-engine/fields.ts';
import {defineWizard} from '../../../../source/wizard-engine/define.ts';
import {type InkTerminal, openInkTerminal} from '../../../support/ink-terminal.ts';

const wizard = defineWizard({id: 'vault', title: 'Vault'})
	.step('auth', select({ask: 'How do you sign in?', choices: ['token', 'approle', 'kubernetes']}))
	.step('address', text({ask: 'Vault address', help: 'The address of the server, with its port.'}))
	.step('token', secret({ask: 'Token'}))
	.step('sure', confirm({ask: 'Is this right?', default: true}))
	.plan(() => []);

let terminal: InkTerminal;
afterEach(() => terminal.close());

test('asks one question at a time and gives the answers', async () => {
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
