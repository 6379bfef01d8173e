import type {Services} from './command-services.ts';

export interface FlagSpec {
	/** Without the dashes. */
	readonly name: string;
	readonly description: string;
	/** What stands for its value in the help; without it the flag takes none. */
	readonly value?: string;
	readonly repeatable?: boolean;
	readonly short?: string;
}

/** A question of a wizard, as a flag. */
export interface QuestionFlag extends FlagSpec {
	readonly env: string;
	readonly key: string;
}

export interface ArgumentSpec {
	readonly name: string;
	readonly description: string;
	readonly required?: boolean;
	readonly variadic?: boolean;
}

/** What was typed after the command. */
export interface Flags {
	/** The value of a flag, or undefined when it was not given. */
	text(name: string): string | undefined;
	on(name: string): boolean;
	list(name: string): readonly string[];
	/** All that was given, by name. */
	readonly all: Readonly<Record<string, unknown>>;
}

export interface CommandInput {
	readonly flags: Flags;
	readonly args: readonly string[];
}

export interface CommandResult {
	/** With `--json`, the one value on stdout; a stream has written its lines already and gives undefined. */
	readonly json?: unknown;
	/** Without it, the lines on stdout. */
	readonly text?: readonly string[];
	/** 0 unless told; an error's own code is set by throwing it. */
	readonly exitCode?: number;
}

/** One thing that can be typed. It parses, calls a service and returns data; it draws nothing. */
export interface Command {
	readonly arguments?: readonly ArgumentSpec[];
	readonly flags?: readonly FlagSpec[];
	/** The wizards whose questions it can be answered for: each question is a flag of the command too. */
	readonly wizards?: readonly string[];
	/** More than the summary, for `--help`. */
	readonly details?: readonly string[];
	readonly examples?: readonly {readonly command: string; readonly does: string}[];
	run(input: CommandInput, services: Services): Promise<CommandResult>;
}

/** How a command stands in the list: its words and summary are known without loading it. */
export interface CommandEntry {
	/** `auth status` */
	readonly words: string;
	readonly summary: string;
	readonly alias?: string;
	readonly load: () => Promise<Command>;
}
