import {WizardError} from '../shared/errors.ts';
import {safeLine} from '../shared/safe-line.ts';
import type {Command} from './command.ts';
import {completionScript, completionShells, isCompletionShell} from './command-completion.ts';
import {globalFlags} from './command-flags.ts';

export const completionCommand: Command = {
	arguments: [{name: 'shell', description: completionShells.join(', '), required: true}],
	examples: [
		{command: 'eval "$(cs-wizard completion bash)"', does: 'in ~/.bashrc'},
		{command: 'cs-wizard completion fish > ~/.config/fish/completions/cs-wizard.fish', does: 'for fish'},
	],
	run: async ({args: [shell = '']}, {commandWords}) => {
		if (!isCompletionShell(shell)) {
			throw new WizardError('usage/bad-value', {
				message: `There is no completion for "${safeLine(shell, 40)}".`,
				hint: `Shells: ${completionShells.join(', ')}.`,
			});
		}
		const script = completionScript(shell, {
			commands: commandWords,
			flags: globalFlags.map(({name}) => `--${name}`),
		});
		return {json: {shell, script}, text: [script]};
	},
};
