/** argv → which command, its flags and arguments. Only the command that was typed is loaded. */
import {type Command as Parser, CommanderError, Command as CommandParser, Option} from 'commander';
import {WizardError} from '../shared/errors.ts';
import {safeLine} from '../shared/safe-line.ts';
import {suggest} from '../wizard-engine/suggest.ts';
import {allCommands, journeyEntry} from './all-commands.ts';
import type {Command, CommandEntry, CommandInput, Flags, FlagSpec} from './command.ts';
import {globalFlags} from './command-flags.ts';

/** A question of a wizard, as a flag. */
export interface QuestionFlag extends FlagSpec {
	readonly env: string;
	readonly key: string;
}

export type CommandLine =
	| {readonly kind: 'run'; readonly entry: CommandEntry; readonly command: Command; readonly input: CommandInput}
	| {readonly kind: 'help'; readonly text: string};

interface Options {
	/** The questions of the named wizards; loading them costs, so only commands that have some ask. */
	readonly questions: (wizards: readonly string[]) => Promise<readonly QuestionFlag[]>;
}

/** @throws `usage/unknown-flag`, `usage/bad-value` */
export async function parseCommandLine(words: readonly string[], {questions}: Options): Promise<CommandLine> {
	const entry = findEntry(words);
	const command = await entry.load();
	const asked = command.wizards === undefined ? [] : await questions(command.wizards);
	const said: {input?: CommandInput; help: string} = {help: ''};
	const program = parserOf(entry, command, asked, input => {
		said.input = input;
	});
	capture(program, text => {
		said.help += text;
	});
	try {
		await program.parseAsync([...words], {from: 'user'});
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		if (error.exitCode === 0) return {kind: 'help', text: said.help};
		throw usageError(error, entry);
	}
	if (said.input === undefined) throw unknownCommand(words);
	return {kind: 'run', entry, command, input: said.input};
}

/** The longest command whose words stand first, flags aside. */
function findEntry(words: readonly string[]): CommandEntry {
	const plain = withoutFlags(words);
	const matches = allCommands.filter(({words: name, alias}) =>
		[name, alias].some(one => one !== undefined && startsWith(plain, one.split(' '))),
	);
	const [best] = matches.toSorted((one, other) => other.words.split(' ').length - one.words.split(' ').length);
	if (best !== undefined) return best;
	if (plain.length === 0) return journeyEntry;
	throw unknownCommand(plain);
}

const startsWith = (words: readonly string[], first: readonly string[]): boolean =>
	first.every((word, index) => words[index] === word);

function withoutFlags(words: readonly string[]): readonly string[] {
	const takesValue = new Set(globalFlags.filter(({value}) => value !== undefined).map(({name}) => `--${name}`));
	const plain: string[] = [];
	for (let index = 0; index < words.length; index += 1) {
		const word = words[index] ?? '';
		if (word === '--') break;
		if (takesValue.has(word)) index += 1;
		else if (!word.startsWith('-')) plain.push(word);
	}
	return plain;
}

function parserOf(
	entry: CommandEntry,
	command: Command,
	asked: readonly QuestionFlag[],
	take: (input: CommandInput) => void,
): Parser {
	const program = new CommandParser('cs-wizard').helpCommand(false).enablePositionalOptions(false);
	const [first = '', ...rest] = entry.words.split(' ');
	let parser: Parser = program;
	for (const word of entry.words === '' ? [] : [first, ...rest]) {
		const next = new CommandParser(word).helpCommand(false);
		parser.addCommand(next);
		parser = next;
	}
	if (entry.alias !== undefined) parser.alias(entry.alias);
	parser.description(
		[`${entry.summary[0]?.toUpperCase() ?? ''}${entry.summary.slice(1)}.`, ...(command.details ?? [])].join('\n'),
	);
	for (const {name, description, required, variadic} of command.arguments ?? []) {
		const shown = `${name.toUpperCase()}${variadic ? '...' : ''}`;
		parser.argument(required ? `<${shown}>` : `[${shown}]`, description);
	}
	const own = new Set((command.flags ?? []).map(({name}) => name));
	for (const flag of command.flags ?? []) parser.addOption(optionOf(flag));
	for (const flag of asked) {
		if (own.has(flag.name)) continue;
		parser.addOption(optionOf({...flag, description: `${flag.description} (${flag.env}, ${flag.key})`}));
		own.add(flag.name);
	}
	for (const flag of globalFlags) {
		if (flag.name === 'help' || own.has(flag.name)) continue;
		parser.addOption(optionOf(flag).helpGroup('Flags that every command takes:'));
		if (parser !== program) program.addOption(optionOf(flag).hideHelp());
	}
	if (command.examples !== undefined) {
		parser.addHelpText(
			'after',
			`\nExamples:\n${command.examples.map(({command: line, does}) => `  ${line}\n      ${does}`).join('\n')}`,
		);
	}
	parser.action(() => take({flags: flagsOf({...program.opts(), ...defined(parser.opts())}), args: parser.args}));
	return program;
}

function optionOf({name, value, description, repeatable, short}: FlagSpec): Option {
	const shown = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` <${value}>`}`;
	const option = new Option(shown, description);
	return repeatable
		? option.argParser((one: string, before: readonly string[] | undefined) => [...(before ?? []), one])
		: option;
}

const defined = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** commander names `--dry-run` `dryRun`, and `--no-color` `color`: false. */
function flagsOf(values: Readonly<Record<string, unknown>>): Flags {
	const camel = (name: string) => name.replaceAll(/-([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
	const found = (name: string): unknown =>
		name.startsWith('no-') ? values[camel(name.slice(3))] === false : values[camel(name)];
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

function capture(parser: Parser, write: (text: string) => void): void {
	parser.exitOverride().configureOutput({writeOut: write, writeErr: () => undefined});
	for (const child of parser.commands) capture(child, write);
}

function usageError(error: CommanderError, entry: CommandEntry): WizardError {
	const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
	const suggestion = /\(Did you mean (.+)\?\)/.exec(more.join(' '))?.[1];
	return new WizardError('usage/unknown-flag', {
		message: `${first[0]?.toUpperCase() ?? ''}${safeLine(first.slice(1))}.`,
		hint:
			suggestion === undefined
				? `See what ${entry.words === '' ? 'cs-wizard' : entry.words} takes.`
				: `Did you mean ${safeLine(suggestion)}?`,
		next: [{command: `cs-wizard ${entry.words} --help`.replace('  ', ' '), when: 'to see its flags'}],
		...(suggestion === undefined ? {} : {facts: {suggestion: safeLine(suggestion)}}),
	});
}

function unknownCommand(words: readonly string[]): WizardError {
	const typed = safeLine(words.slice(0, 2).join(' '), 60);
	const near = suggest(
		typed,
		allCommands.flatMap(({words: name, alias}) => (alias === undefined ? [name] : [name, alias])),
	);
	const suggestion = near ?? allCommands.find(({words: name}) => name.startsWith(`${words[0]} `))?.words ?? null;
	return new WizardError('usage/unknown-flag', {
		message: `There is no command "${typed}".`,
		hint: suggestion === null ? 'See which there are.' : `Did you mean "${suggestion}"?`,
		next: [{command: 'cs-wizard --help', when: 'to see every command'}],
		...(suggestion === null ? {} : {facts: {suggestion}}),
	});
}
