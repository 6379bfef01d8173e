import {expect, test} from 'vitest';
import {WizardError} from '../../../source/shared/errors.ts';
import {defineWizard} from '../../../source/wizard-engine/define.ts';
import {lookup, secret, select, text} from '../../../source/wizard-engine/fields.ts';
import {AccessiblePrompter} from '../../../source/tui/accessible-prompter.ts';
import {ScriptedTerminal} from '../../support/scripted-terminal.ts';

const wizard = defineWizard({id: 'demo', title: 'Demo', help: ['Shows how a dialog reads.']})
	.step(
		'where',
		select({
			ask: 'Where should it run?',
			help: 'Nothing leaves this machine with the first choice.',
			choices: [
				{value: 'here', label: 'On this machine', hint: 'nothing to sign up for'},
				{value: 'there', label: 'Over there'},
			],
			default: 'here',
		}),
	)
	.step('key', secret({ask: 'Which key?'}))
	.step('name', text({ask: 'What is it called?', default: 'shop'}))
	.plan(() => []);

const start = (...lines: readonly string[]) => {
	const terminal = new ScriptedTerminal(lines);
	return {terminal, prompter: new AccessiblePrompter(terminal)};
};

const nothing = {wizard, known: {}, lookups: {}};

test('reads as a dialog: numbered, one line after the other, the secret never shown', async () => {
	const {terminal, prompter} = start('3', '2', 'hunter2', '');

	const answers = await prompter.ask(nothing);

	expect(answers).toMatchObject({where: 'there', name: 'shop'});
	expect(answers.key.reveal()).toBe('hunter2');
	expect(terminal.output).toMatchInlineSnapshot(`
		"Type ? for help with a question, < to go back to the one before.

		Demo, question 1 of 3.
		Where should it run?
		  1. On this machine: nothing to sign up for
		  2. Over there
		Nothing leaves this machine with the first choice.
		Type a number (Enter for 1): 3
		Type a number from 1 to 2.
		Type a number (Enter for 1): 2
		Your answer: Over there.

		Demo, question 2 of 3.
		Which key?
		Type or paste it; it is not shown: 
		Your answer: •••••••• (under 8 characters).

		Demo, question 3 of 3.
		What is it called?
		Type your answer (Enter for shop): 
		Your answer: shop.
		"
	`);
});

test('< and back return to the question before, and every other answer is kept', async () => {
	const {terminal, prompter} = start('<', '1', 'first', 'back', '<', '2', 'name');

	const answers = await prompter.ask(nothing);

	expect(answers).toMatchObject({where: 'there', name: 'name'});
	expect(terminal.output).toContain('This is the first question.');
	expect(answers.key.reveal()).toBe('first');
});

test('help says what it is for and how to answer without being asked', async () => {
	const {terminal, prompter} = start('?', '', 'k', '"back"');

	expect(await prompter.ask(nothing)).toMatchObject({name: 'back'});
	expect(terminal.output).toContain('Shows how a dialog reads.');
	expect(terminal.output).toContain('--where on the command line, CS_DEMO_WHERE in the environment, demo.where');
});

test('the end of the input is a no', async () => {
	const {prompter} = start('1');
	await expect(prompter.ask(nothing)).rejects.toMatchObject({code: 'wizard/declined', exitCode: 14});
	await expect(prompter.menu({id: 'general', title: 'T', lines: [], choices: []})).rejects.toMatchObject({
		exitCode: 14,
	});
	expect(await prompter.confirm({ask: 'Sure?', default: true})).toBe(false);
});

test('a failed task comes back to its question with what to do', async () => {
	const error = new WizardError('auth/refused', {
		message: 'The key is refused',
		hint: 'Make a new one.',
		next: [{command: 'cs-wizard login', when: 'to sign in again'}],
	}).toJSON();
	const {terminal, prompter} = start('better');

	const known = {
		where: {value: 'here', source: 'asked'},
		key: {value: 'worse', source: 'asked'},
		name: {value: 'shop', source: 'asked'},
	} as const;
	const answers = await prompter.ask({...nothing, known, problem: {step: 'key', error}});

	expect(answers.key.reveal()).toBe('better');
	expect(terminal.output).toContain(
		'Problem: The key is refused.\nMake a new one.\n    cs-wizard login   (to sign in again)\n',
	);
});

test('choices that do not load say why, are tried again, and free text helps out', async () => {
	const live = defineWizard({id: 'live', title: 'Live'})
		.step('service', select({ask: 'Which service?', choices: lookup('services'), freeText: true}))
		.plan(() => []);
	const {terminal, prompter} = start('mine');
	const services = async () => {
		throw new WizardError('api/unreachable', {message: 'Nobody answers.', hint: 'Start it.'});
	};

	expect(await prompter.ask({wizard: live, known: {}, lookups: {services}})).toEqual({service: 'mine'});
	expect(terminal.output).toContain('The choices did not load: Nobody answers. Start it.');
});

test('Enter looks again when there was nothing to choose from', async () => {
	const live = defineWizard({id: 'live', title: 'Live'})
		.step('service', select({ask: 'Which service?', choices: lookup('services')}))
		.plan(() => []);
	const {terminal, prompter} = start('', '1');
	const found = [[], [{value: 'shop', label: 'Shop'}]];

	const answers = await prompter.ask({wizard: live, known: {}, lookups: {services: async () => found.shift() ?? []}});

	expect(answers).toEqual({service: 'shop'});
	expect(terminal.output).toContain('There is nothing to choose from yet.\nPress Enter to look again.\n');
});

test('the review tells what will happen before anything does', async () => {
	const {terminal, prompter} = start('2', 'p', '9', '3');
	const choice = await prompter.review({
		title: 'Ready to deploy hello-node',
		facts: [{label: 'Build', value: 'Node.js 24', aside: 'about 40 MB'}],
		files: [{mark: '+', path: 'cloudstation.json', note: 'service link, no secrets', diff: ['+ {}']}],
		asCommand: ['cs-wizard up --non-interactive'],
		go: 'Deploy',
	});

	expect(choice).toEqual({choice: 'edit'});
	expect(terminal.output).toMatchInlineSnapshot(`
		"
		Ready to deploy hello-node.
		Build: Node.js 24, about 40 MB.
		New file cloudstation.json: service link, no secrets.
		  1. Deploy
		  2. Show the files
		  3. Edit an answer
		  4. Show it as a command
		  5. Go back
		Type a number (Enter for 1): 2
		cloudstation.json:
		    + {}
		Type a number (Enter for 1): p
		cs-wizard up --non-interactive
		Type a number (Enter for 1): 9
		Type a number from 1 to 5.
		Type a number (Enter for 1): 3
		"
	`);
});

test('work is told in sentences; Ctrl+C asks once, then stops', async () => {
	const {terminal, prompter} = start();
	const timestamp = '2026-01-01T00:00:00Z';
	const stopped = await prompter.progress({
		title: 'Deploying hello-node, release 5',
		tasks: [{task: 'image.build', title: 'Build'}],
		stopping: task => ({question: `Stop ${task}? Nothing has changed yet.`, canDetach: false}),
		run: async (sink, signal) => {
			sink({type: 'task.started', task: 'image.build', title: 'Build', timestamp});
			for (const done of [1, 6, 7, 10]) {
				sink({type: 'task.progress', task: 'image.build', done, total: 10, unit: 'items', timestamp});
			}

			sink({type: 'task.finished', task: 'image.build', summary: '2 layers', duration_ms: 6100, timestamp});
			terminal.interrupt();
			expect(signal.aborted).toBe(false);
			terminal.interrupt();
			return signal.aborted;
		},
	});

	expect({stopped, listening: terminal.listening}).toEqual({stopped: true, listening: 0});
	expect(terminal.output).toMatchInlineSnapshot(`
		"
		Deploying hello-node, release 5.
		Build has started.
		Build is 50 percent done, 6 of 10.
		Build is done in 6.1 s: 2 layers.
		Stop image.build? Nothing has changed yet. Press Ctrl+C again to stop.
		"
	`);
});

test('menus, notes and the last lines are lines too, and control characters do nothing', async () => {
	const {terminal, prompter} = start('x', 'd', '<');
	const menu = {
		id: 'home',
		title: 'hello-node',
		aside: 'live',
		lines: [{text: 'cs-wizard up', tone: 'command'}],
		choices: [
			{value: 'logs', label: 'Watch logs'},
			{value: 'deploy', label: 'Deploy', key: 'd', hint: 'release 6'},
		],
		escape: 'leave',
	} as const;

	expect([await prompter.menu(menu), await prompter.menu(menu)]).toEqual(['deploy', 'leave']);
	prompter.frame({chapters: [{id: 'link', title: 'Link', state: 'current'}]});
	prompter.frame({chapters: [{id: 'link', title: 'Link', state: 'current'}]});
	prompter.note({text: 'Watch \u001B[31mout', tone: 'warning', aside: '2 s'});
	await prompter.close([{text: 'http://127.0.0.1:4310', tone: 'strong'}]);
	await prompter.close([{text: 'twice'}]);
	expect(terminal.output.slice(terminal.output.lastIndexOf('\n\nPart') + 1)).toBe(
		'\nPart 1 of 1: Link.\nWarning: Watch out (2 s)\n\nhttp://127.0.0.1:4310\n',
	);
});
