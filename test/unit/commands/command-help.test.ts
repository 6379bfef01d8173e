import {expect, test} from 'vitest';
import {allCommands} from '../../../source/commands/all-commands.ts';
import {groupHelp, topHelp} from '../../../source/commands/command-help.ts';

test('the top help names every command, in lines that fit a terminal', () => {
	const lines = topHelp().split('\n');
	for (const {words, summary} of allCommands)
		expect(lines.filter(line => line.startsWith(`  ${words}`) && line.endsWith(summary))).not.toEqual([]);
	expect(lines.filter(line => line.length > 110)).toEqual([]);
});

test('the help of a group names its members and no others', () => {
	const members = allCommands.filter(({words}) => words.startsWith('auth '));
	expect(groupHelp('auth', members)).toBe(`Usage: cs-wizard auth COMMAND

  auth status  which credential store is used, and how durable it is
  auth why     which credential wins, and what it shadows
  auth repair  remove what is damaged or dangling

cs-wizard auth status --help says more about one of them.
`);
});
