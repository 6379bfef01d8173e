/** Lines of nothing but a command and switches are read here: a parser would be a third of what `whoami` costs. */
import type {Command, CommandEntry, CommandInput, Flags} from './command.ts';
import {globalFlags} from './command-flags.ts';

interface Typed {
	readonly entry: CommandEntry;
	readonly command: Command;
}

/** Null when there is more on the line than that: values, arguments, questions, a question for help, or a mistake. */
export function switchesOnly(words: readonly string[], {entry, command}: Typed): CommandInput | null {
	if (command.wizards !== undefined || command.arguments !== undefined) return null;
	const switches = new Set(
		[...globalFlags, ...(command.flags ?? [])]
			.filter(({name, value}) => value === undefined && name !== 'help' && name !== 'version')
			.map(({name}) => `--${name}`),
	);
	const flags = words.filter(word => switches.has(word));
	const named = words.filter(word => !switches.has(word)).join(' ');
	if (named !== entry.words) return null;
	return {
		args: [],
		flags: flagsOf(
			Object.fromEntries(
				flags.map(flag => (flag === '--no-color' ? ['color', false] : [camelCase(flag.slice(2)), true])),
			),
		),
	};
}

/** As commander names them: `--dry-run` is `dryRun`, and `--no-color` is `color`: false. */
export function flagsOf(values: Readonly<Record<string, unknown>>): Flags {
	const found = (name: string): unknown =>
		name.startsWith('no-') ? values[camelCase(name.slice(3))] === false : values[camelCase(name)];
	return {
		all: values,
		text: name => {
			const value = found(name);
			return typeof value === 'string' ? value : undefined;
		},
		on: name => found(name) === true,
		list: name => {
			const value = found(name);
			return Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
		},
	};
}

const camelCase = (name: string): string => name.replaceAll(/-([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
