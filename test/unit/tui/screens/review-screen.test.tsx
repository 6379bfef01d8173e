import {afterEach, expect, test} from 'vitest';
import type {Review} from '../../../../source/wizard-engine/prompter.ts';
import {type InkTerminal, openInkTerminal} from '../../../support/ink-terminal.ts';

const review: Review = {
	title: 'Ready to deploy hello-node',
	facts: [
		{label: 'Build', value: 'Node.js 24, npm ci, no Docker needed', aside: 'about 40 MB'},
		{label: 'Secrets', value: '3 from the vault: DATABASE_URL, API_KEY, SESSION_SECRET'},
	],
	files: [
		{mark: '+', path: 'cloudstation.json', note: 'service link, no secrets', diff: ['+{}']},
		{mark: '~', path: '.gitignore', note: '+ .env.local', diff: [' node_modules', '+.env.local']},
	],
	asCommand: ['cs-wizard up --non-interactive --answers-file ci.yaml'],
	go: 'Deploy',
};

let terminal: InkTerminal;
afterEach(() => terminal.close());

test('shows what will happen and begins on enter', async () => {
	terminal = openInkTerminal();
	const chosen = terminal.prompter.review(review);

	await terminal.sees('enter deploy');
	expect(await terminal.frame()).toMatchInlineSnapshot(`
		"
		 cs-wizard

		 Ready to deploy hello-node

		   Build       Node.js 24, npm ci, no Docker needed                 about 40 MB
		   Secrets     3 from the vault: DATABASE_URL, API_KEY, SESSION_SECRET

		 Files that change
		   + cloudstation.json          service link, no secrets
		   ~ .gitignore                 + .env.local












		 ──────────────────────────────────────────────────────────────────────────────
		 enter deploy   d show the files   e edit an answer   p as a command   esc
		"
	`);
	await terminal.press('enter');

	expect(await chosen).toEqual({choice: 'go'});
});

test('d shows every changed line, p the command, and escape comes back from both', async () => {
	terminal = openInkTerminal();
	const chosen = terminal.prompter.review(review);

	await terminal.sees('enter deploy');
	await terminal.press('d');
	await terminal.sees('+.env.local');
	await terminal.press('escape', 'p');
	await terminal.sees('cs-wizard up --non-interactive');
	await terminal.press('c', 'escape');
	await terminal.sees('enter deploy');
	await terminal.press('escape');

	expect(terminal.screen.copied).toEqual(['cs-wizard up --non-interactive --answers-file ci.yaml']);
	expect(await chosen).toEqual({choice: 'back'});
});

test('e edits an answer', async () => {
	terminal = openInkTerminal();
	const chosen = terminal.prompter.review(review);

	await terminal.sees('enter deploy');
	await terminal.press('e');

	expect(await chosen).toEqual({choice: 'edit'});
});
