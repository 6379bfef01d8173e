/** One command's grammar for commander: its flags, its wizards' questions as flags, and the flags of every command. */
import {type Command as Parser, CommanderError, Command as CommandParser, Option} from 'commander';
import {WizardError} from '../shared/errors.ts';
import {safeLine} from '../shared/safe-line.ts';
import {suggest} from '../wizard-engine/suggest.ts';
import {allCommands} from './all-commands.ts';
import type {Command, CommandEntry, CommandInput, FlagSpec, QuestionFlag} from './command.ts';
import {globalFlags} from './command-flags.ts';
import {flagsOf} from './command-switches.ts';

interface Grammar {
	readonly entry: CommandEntry;
	readonly command: Command;
	readonly questions: readonly QuestionFlag[];
	readonly version: string;
}

/** What was typed, or the text of `--help` or `--version`. @throws `usage/unknown-flag`, `usage/bad-value` */
export async function parseWithCommander(words: readonly string[], grammar: Grammar): Promise<CommandInput | string> {
	const said: {input?: CommandInput; text: string} = {text: ''};
	const program = parserOf(grammar, input => {
		said.input = input;
	});
	capture(program, text => {
		said.text += text;
	});
	try {
		await program.parseAsync([...words], {from: 'user'});
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		if (error.exitCode === 0) return said.text;
		throw usageError(error, grammar);
	}
	if (said.input === undefined) throw new Error('no command took the line');
	return said.input;
}

function parserOf(grammar: Grammar, take: (input: CommandInput) => void): Parser {
	const {entry, command, version} = grammar;
	const program = new CommandParser('cs-wizard').helpCommand(false);
	let parser: Parser = program;
	for (const word of entry.words === '' ? [] : entry.words.split(' ')) {
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
	addFlags(program, parser, grammar);
	for (const one of new Set([program, parser])) one.version(version, '-V, --version', 'the version');
	if (command.examples !== undefined) {
		parser.addHelpText(
			'after',
			`\nExamples:\n${command.examples.map(({command: line, does}) => `  ${line}\n      ${does}`).join('\n')}`,
		);
	}
	parser.action(() => take({flags: flagsOf({...given(program), ...given(parser)}), args: parser.args}));
	return program;
}

/** A command's own flag goes over a question's of the same name, and that over one of every command. */
function addFlags(program: Parser, parser: Parser, {command, questions}: Grammar): void {
	const taken = new Set((command.flags ?? []).map(({name}) => name));
	for (const flag of command.flags ?? []) parser.addOption(optionOf(flag));
	for (const flag of questions) {
		if (taken.has(flag.name)) continue;
		parser.addOption(optionOf({...flag, description: `${flag.description} (${flag.env}, ${flag.key})`}));
		taken.add(flag.name);
	}
	for (const flag of globalFlags) {
		if (['help', 'version'].includes(flag.name) || taken.has(flag.name)) continue;
		parser.addOption(optionOf(flag).helpGroup('Flags that every command takes:'));
		if (parser !== program) program.addOption(optionOf(flag).hideHelp());
	}
}

function optionOf({name, value, description, repeatable, short}: FlagSpec): Option {
	const shown = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` <${value}>`}`;
	const option = new Option(shown, description);
	return repeatable
		? option.argParser((one: string, before: readonly string[] | undefined) => [...(before ?? []), one])
		: option;
}

/** Only what was typed: commander fills in `color: true` for a `--no-color` that nobody gave. */
function given(parser: Parser): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(parser.opts()).filter(([name]) => parser.getOptionValueSource(name) === 'cli'),
	);
}

function capture(parser: Parser, write: (text: string) => void): void {
	parser.exitOverride().configureOutput({writeOut: write, writeErr: () => undefined});
	for (const child of parser.commands) capture(child, write);
}

function usageError({code, message}: CommanderError, {entry, command}: Grammar): WizardError {
	const name = entry.words === '' ? 'cs-wizard' : entry.words;
	const next = [{command: `cs-wizard ${entry.words} --help`.replace('  ', ' '), when: 'to see what it takes'}];
	const [named = ''] = /(?<=')[^']*(?=')/.exec(message) ?? [];
	switch (code) {
		case 'commander.unknownOption': {
			const near = /\(Did you mean (.+)\?\)/.exec(message)?.[1];
			return new WizardError('usage/unknown-flag', {
				message: `${name} has no flag ${safeLine(named, 60)}.`,
				hint: near === undefined ? 'See which it has.' : `Did you mean ${near}?`,
				next,
				...(near === undefined ? {} : {facts: {suggestion: near}}),
			});
		}
		case 'commander.excessArguments': {
			const extra = safeLine(/but got \d+: (.*)\.$/s.exec(message)?.[1] ?? '', 60);
			const near = suggest(
				`${entry.alias ?? entry.words} ${extra}`,
				allCommands.flatMap(({words}) => (words.includes(' ') ? [words] : [])),
			);
			return new WizardError('usage/unknown-flag', {
				message: `${name} takes ${(command.arguments ?? []).length === 0 ? 'no words after it' : 'fewer words after it'}; there is "${extra}".`,
				hint: near === undefined ? 'Leave it out, or see what it takes.' : `Did you mean "${near}"?`,
				next,
				...(near === undefined ? {} : {facts: {suggestion: near}}),
			});
		}
		case 'commander.missingArgument': {
			const about = command.arguments?.find(one => one.name.toUpperCase() === named)?.description ?? '';
			return new WizardError('usage/bad-value', {message: `${name} needs ${named}: ${about}.`, hint: 'Name it.', next});
		}
		case 'commander.optionMissingArgument':
			return new WizardError('usage/bad-value', {
				message: `${safeLine(named.replace(/^-., | <.*$/g, ''), 60)} has no value.`,
				hint: 'Put it after the flag; one that starts with a dash goes with an equals sign: --flag=-value.',
				next,
			});
		default:
			return new WizardError('usage/unknown-flag', {
				message: `${safeLine(message.replace(/^error: /, ''))}.`,
				hint: 'See what it takes.',
				next,
			});
	}
}
