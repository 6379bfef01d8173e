import {expect, test} from 'vitest';
import {AccessiblePrompter} from '../../../source/tui/accessible-prompter.ts';
import {PlainPrompter} from '../../../source/tui/plain-prompter.ts';
import type {AnyWizard} from '../../../source/wizard-engine/define.ts';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {collectAnswers} from '../../../source/wizard-engine/collect-answers.ts';
import {questionNames, snakeCase} from '../../../source/wizard-engine/names.ts';
import {knownAnswers} from '../../../source/wizard-engine/resolve-answers.ts';
import {ScriptedPrompter} from '../../../source/wizard-engine/scripted-prompter.ts';
import {allWizards} from '../../../wizards/all-wizards.ts';
import {type MakePrompter, type ParityAnswer, runParity} from '../../support/scripted-parity.ts';
import {parityCases} from '../../support/scripted-parity-cases.ts';
import {type InkTerminal, openInkTerminal} from '../../support/ink-terminal.ts';
import {ScriptedTerminal} from '../../support/scripted-terminal.ts';

function typed({value, enter, choices}: ParityAnswer): string {
	if (enter || value === '') return '';
	const number = choices.findIndex(choice => choice.value === value);
	if (number !== -1) return String(number + 1);
	return Array.isArray(value) ? value.join(', ') : String(value);
}

runParity('accessible', (_, answers) => {
	const terminal = new ScriptedTerminal(answers.map(typed));
	const prompter = new AccessiblePrompter(terminal);
	return {
		ask: request => prompter.ask(request),
		close: async () => expect(terminal.unread).toBe(0),
	};
});

/** The keys of a person who looks at the screen first. */
async function answerOnScreen({step, value, enter, choices}: ParityAnswer, terminal: InkTerminal): Promise<void> {
	await terminal.sees(step.field.ask);
	await terminal.sees(/enter (choose|go on)/);
	const down = choices.findIndex(choice => choice.value === value);
	if (enter) await terminal.press('enter');
	else if (Array.isArray(value)) await markOnScreen(value, choices, terminal);
	else if (down !== -1) await terminal.press('home', ...Array.from({length: down}, () => 'down'), 'enter');
	else {
		await terminal.press('ctrl+u');
		await terminal.paste(String(value));
		await terminal.press('enter');
	}
}

async function markOnScreen(
	wanted: readonly unknown[],
	choices: ParityAnswer['choices'],
	terminal: InkTerminal,
): Promise<void> {
	await terminal.press('home');
	for (const {value} of choices) await terminal.press(...(wanted.includes(value) ? ['space'] : []), 'down');
	await terminal.press('enter');
}

runParity('full screen', (_, answers) => {
	const terminal = openInkTerminal();
	return {
		ask: async request => {
			const asked = terminal.prompter.ask(request);
			for (const answer of answers) await answerOnScreen(answer, terminal);
			return asked;
		},
		close: () => terminal.close(),
	};
});

runParity('scripted', (_, answers) => {
	const script = Object.fromEntries(answers.map(({step, value}) => [step.id, value]));
	return new ScriptedPrompter({answers: script});
});

type Write = (wizard: AnyWizard, answer: ParityAnswer) => readonly [string, unknown];

/** Without a terminal the file says what a person would have said, also where a default would not do. */
function fromFile(write: Write): MakePrompter {
	return ({wizard}, answers) => {
		const said = answers.filter(({value}) => value !== undefined);
		const text = JSON.stringify(Object.fromEntries(said.map(answer => write(wizard, answer))));
		const collected = collectAnswers({files: [{name: 'ci.json', text}]}, answersCatalog(allWizards));
		const nowhere = {env: () => undefined, file: () => undefined, keychain: () => undefined, stdin: () => undefined};
		const plain = new PlainPrompter(new ScriptedTerminal());
		return {
			ask: async request =>
				plain.ask({...request, known: {...request.known, ...(await knownAnswers(wizard, collected, nowhere))}}),
			close: () => plain.close(),
		};
	};
}

const nested = fromFile((wizard, {step, value}) => [`${wizard.key}.${snakeCase(step.id)}`, value]);
runParity('answers file, nested keys', nested);
const flat = fromFile((wizard, {step, value}) => [questionNames(wizard, step).env, String(value)]);
runParity('answers file, flat keys', flat);

test('every wizard has cases', () => {
	const covered = new Set(parityCases.map(({wizard}) => wizard.id));
	expect(allWizards.map(({id}) => id).filter(id => !covered.has(id))).toEqual([]);
});
