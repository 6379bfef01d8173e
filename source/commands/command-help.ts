import {allCommands} from './all-commands.ts';
import type {CommandEntry} from './command.ts';
import {globalFlags} from './command-flags.ts';

/** The top `--help`, made at build time so that it needs nothing loaded. */
export function topHelp(): string {
	const flags = globalFlags.map(
		({name, short, value, description}) =>
			[
				`--${name}${value === undefined ? '' : ` ${value}`}${short === undefined ? '' : `, -${short}`}`,
				description,
			] as const,
	);
	return `cs-wizard takes an app from a folder to running, its secrets in order and its logs in view.

Usage
  cs-wizard                 the journey: sign in, link, secrets, deploy, watch
  cs-wizard COMMAND         one thing; cs-wizard COMMAND --help says more

Commands
${rows(allCommands.map(row))}

Flags that every command takes
${rows(flags)}

Exit codes
  0 done  1 error  2 usage  4 not signed in  5 answers missing  6 unhealthy  7 deploy failed  8 reverted
  9 still running  10 unreachable  11 conflict  12 this machine  13 partly done  14 you said no  70 a bug
`;
}

/** The help of words that begin several commands: `auth --help`. */
export function groupHelp(group: string, members: readonly CommandEntry[]): string {
	return `Usage: cs-wizard ${group} COMMAND

${rows(members.map(row))}

cs-wizard ${members[0]?.words ?? ''} --help says more about one of them.
`;
}

const row = ({words, summary, alias}: CommandEntry): readonly [string, string] => [
	alias === undefined ? words : `${words} (${alias})`,
	summary,
];

function rows(pairs: readonly (readonly [string, string])[]): string {
	const width = Math.max(0, ...pairs.map(([left]) => left.length));
	return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
