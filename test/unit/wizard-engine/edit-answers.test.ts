import {expect, test} from 'vitest';
import {AccessiblePrompter} from '../../../source/tui/accessible-prompter.ts';
import {editAnswers} from '../../../source/wizard-engine/edit-answers.ts';
import {ScriptedPrompter} from '../../../source/wizard-engine/scripted-prompter.ts';
import {deployWizard} from '../../../wizards/deploy.wizard.ts';
import {ScriptedTerminal} from '../../support/scripted-terminal.ts';

const request = {wizard: deployWizard, known: {}, suggested: {start: 'node server.js'}, lookups: {}};

test('one answer is changed, what depends on it goes, and the others stay', async () => {
	const answers = await new ScriptedPrompter().ask(request);
	const terminal = new ScriptedTerminal(['4', '2']);

	const changed = await editAnswers(new AccessiblePrompter(terminal), request, answers);

	const {healthPath: _gone, ...others} = answers;
	expect(changed).toEqual({...others, health: 'tcp'});
	expect(terminal.output).toContain('  2. Which command starts the app?: node server.js\n');
	expect(terminal.output).toContain('Type a number (Enter for 1): 2\nYour answer: It takes connections.\n');
});

test('nothing changes when nothing is chosen', async () => {
	const answers = await new ScriptedPrompter().ask(request);
	expect(await editAnswers(new AccessiblePrompter(new ScriptedTerminal(['<'])), request, answers)).toBe(answers);
});
