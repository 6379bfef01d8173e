import {allCommands} from './all-commands.ts';
import {globalFlags} from './command-flags.ts';

/** The top `--help`, made at build time so that it needs nothing loaded. */
export function topHelp(): string {
	const rows = (pairs: readonly (readonly [string, string])[]) => {
		const width = Math.max(...pairs.map(([left]) => left.length));
		return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
	};
	const commands = allCommands.map(
		({words, summary, alias}) => [alias === undefined ? words : `${words} (${alias})`, summary] as const,
	);
	const flags = globalFlags.map(
		({name, value, description}) => [`--${name}${value === undefined ? '' : ` ${value}`}`, description] as const,
	);
	return `cs-wizard takes an app from a folder to running, its secrets in order and its logs in view.

Usage
  cs-wizard                 the journey: sign in, link, secrets, deploy, watch
  cs-wizard COMMAND         one thing; cs-wizard COMMAND --help says more

Commands
${rows(commands)}

Flags that every command takes
${rows(flags)}

Exit codes
  0 done  1 error  2 usage  4 not signed in  5 answers missing  6 unhealthy  7 deploy failed  8 reverted
  9 still running  10 unreachable  11 conflict  12 this machine  13 partly done  14 you said no  70 a bug
`;
}
