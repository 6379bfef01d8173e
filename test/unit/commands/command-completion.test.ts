import {expect, test} from 'vitest';
import {completionScript, completionShells, isCompletionShell} from '../../../source/commands/command-completion.ts';

const words = {commands: ['whoami', 'platform start', 'platform keys list', 'platform keys revoke'], flags: ['--json']};

test('each shell learns what follows which words', () => {
	expect(completionScript('bash', words)).toContain(`'platform keys') words="list revoke" ;;`);
	expect(completionScript('zsh', words)).toContain(`'platform') compadd -- start keys ;;`);
	expect(completionScript('fish', words)).toContain(`-n '__cs_wizard_after platform keys' -f -a 'list revoke'`);
	expect(completionScript('powershell', words)).toContain(`'platform keys' { @('list', 'revoke') }`);
});

test('both names of the program are completed, with the flags', () => {
	for (const shell of completionShells) {
		const script = completionScript(shell, words);
		expect(script).toMatch(/\bcs-wizard\b/);
		expect(script).toMatch(/\bcs\b(?!-)/);
		expect(script).toMatch(/(--|-l )json/);
	}
});

test('other shells are none of ours', () => {
	expect(isCompletionShell('tcsh')).toBe(false);
});
