/** argv → which command, its flags and arguments. Only the command that was typed is loaded. */
import {WizardError} from '../shared/errors.ts';
import {safeLine} from '../shared/safe-line.ts';
import {suggest} from '../wizard-engine/suggest.ts';
import {allCommands, journeyEntry} from './all-commands.ts';
import type {Command, CommandEntry, CommandInput, QuestionFlag} from './command.ts';
import {globalFlags} from './command-flags.ts';
import {groupHelp, topHelp} from './command-help.ts';
import {switchesOnly} from './command-switches.ts';

export type CommandLine =
	| {readonly kind: 'run'; readonly entry: CommandEntry; readonly command: Command; readonly input: CommandInput}
	/** The help or the version: printed on stdout, and that is all. */
	| {readonly kind: 'help'; readonly text: string};

interface Options {
	readonly version: string;
	/** The questions of the named wizards; loading them costs, so only commands that have some ask. */
	readonly questions: (wizards: readonly string[]) => Promise<readonly QuestionFlag[]>;
}

/** @throws `usage/unknown-flag`, `usage/bad-value` */
export async function parseCommandLine(typed: readonly string[], options: Options): Promise<CommandLine> {
	const words = asFlag(typed);
	const plain = namingWords(words);
	const entry = findEntry(plain);
	if (entry === undefined) {
		const group = membersOf(plain);
		if (!wantsHelp(words)) throw group.length > 0 ? halfACommand(plain, group) : unknownCommand(plain);
		if (group.length === 0 && plain.length > 0) throw unknownCommand(plain);
		return {kind: 'help', text: groupHelp(plain.join(' '), group)};
	}
	if (entry === journeyEntry && wantsHelp(words)) return {kind: 'help', text: topHelp()};
	const command = await entry.load();
	const input = switchesOnly(words, {entry, command});
	if (input !== null) return {kind: 'run', entry, command, input};
	const [{parseWithCommander}, questions] = await Promise.all([
		import('./command-parser.ts'),
		command.wizards === undefined ? [] : options.questions(command.wizards),
	]);
	const parsed = await parseWithCommander(words, {entry, command, questions, version: options.version});
	return typeof parsed === 'string' ? {kind: 'help', text: parsed} : {kind: 'run', entry, command, input: parsed};
}

/** Whether errors are told as data: known also where the line does not parse. */
export function wantsJson(words: readonly string[]): boolean {
	return beforeRest(words).includes('--json');
}

const wantsHelp = (words: readonly string[]): boolean =>
	beforeRest(words).some(word => word === '--help' || word === '-h');

function beforeRest(words: readonly string[]): readonly string[] {
	const end = words.indexOf('--');
	return end === -1 ? words : words.slice(0, end);
}

/** `help up` says the same as `up --help`. */
function asFlag(words: readonly string[]): readonly string[] {
	return namingWords(words)[0] === 'help' ? [...words.filter(word => word !== 'help'), '--help'] : words;
}

/** The words that can name a command: up to the first flag that is a command's own. */
function namingWords(words: readonly string[]): readonly string[] {
	const plain: string[] = [];
	const rest = [...beforeRest(words)];
	for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
		if (!word.startsWith('-')) {
			plain.push(word);
			continue;
		}
		const [name] = word.split('=', 1);
		const flag = globalFlags.find(one => `--${one.name}` === name || `-${one.short ?? ''}` === name);
		if (flag === undefined) break;
		if (flag.value !== undefined && !word.includes('=')) rest.shift();
	}
	return plain;
}

/** The longest command whose words stand first. */
function findEntry(plain: readonly string[]): CommandEntry | undefined {
	const matches = allCommands.filter(({words: name, alias}) =>
		[name, alias].some(one => one !== undefined && startsWith(plain, one.split(' '))),
	);
	const [best] = matches.toSorted((one, other) => other.words.split(' ').length - one.words.split(' ').length);
	return best ?? (plain.length === 0 ? journeyEntry : undefined);
}

const startsWith = (words: readonly string[], first: readonly string[]): boolean =>
	first.every((word, index) => words[index] === word);

/** What the words could go on to: `auth` to `auth status`, `auth why` and `auth repair`. */
function membersOf(plain: readonly string[]): readonly CommandEntry[] {
	return plain.length === 0 ? [] : allCommands.filter(({words}) => words.startsWith(`${plain.join(' ')} `));
}

function halfACommand(plain: readonly string[], group: readonly CommandEntry[]): WizardError {
	const typed = plain.join(' ');
	const names = group.map(({words}) => words.slice(typed.length + 1));
	return new WizardError('usage/unknown-flag', {
		message: `"${typed}" needs one more word: ${names.join(', ')}.`,
		hint: `Say which, for example cs-wizard ${group[0]?.words ?? ''}.`,
		next: [{command: `cs-wizard ${typed} --help`, when: 'to see what each does'}],
	});
}

function unknownCommand(words: readonly string[]): WizardError {
	const typed = safeLine(words.slice(0, 2).join(' '), 60);
	const names = allCommands.flatMap(({words: name, alias}) => (alias === undefined ? [name] : [name, alias]));
	const near =
		suggest(typed, names) ??
		suggest(words[0] ?? '', names) ??
		allCommands.find(({words: name}) => name.startsWith(`${words[0]} `))?.words;
	return new WizardError('usage/unknown-flag', {
		message: `There is no command "${typed}".`,
		hint: near === undefined ? 'See which there are.' : `Did you mean "${near}"?`,
		next: [{command: 'cs-wizard --help', when: 'to see every command'}],
		...(near === undefined ? {} : {facts: {suggestion: near}}),
	});
}
