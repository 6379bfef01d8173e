/** The kinds of question. `kind` picks the widget: it is declared here and never guessed from a schema's internals. */
import * as z from 'zod';
import {Secret} from '../shared/secret.ts';

export interface Choice {
	readonly value: string;
	readonly label: string;
	readonly hint?: string;
}

/** Choices known only at run time. The wizard names them; compose.ts supplies the loader. */
export interface Lookup {
	readonly lookup: string;
}

export const lookup = (name: string): Lookup => ({lookup: name});

/** What every kind of question has. */
interface Asked {
	/** The question, as a person reads it. */
	readonly ask: string;
	/** A word or two for the answer, where it is listed: `Platform`. The question itself unless told. */
	readonly label?: string;
	/** One sentence below the field. */
	readonly help?: string;
	/** Longer text, shown on request (`?`) and in the reference page. */
	readonly more?: readonly string[];
	/** The words of its flag, where those of the question's id would mean something else: Node takes `--env-file` for itself. */
	readonly flag?: string;
	/** The flat upper-case name in the environment and in answers files; `CS_WIZARD_QUESTION` unless told. */
	readonly env?: string;
	/** Other flat names that mean the same question. */
	readonly aliases?: readonly string[];
	/** A default is no answer to this one without a terminal: somebody must have said it. */
	readonly needsAnswerUnattended?: boolean;
	/** Not asked while there is a default: the default holds until somebody edits it. */
	readonly quiet?: boolean;
	/** Later questions whose answer tells this one: `{apiUrl: 'other'}`. What is said of this one directly counts when it is as strong. */
	readonly impliedBy?: Readonly<Record<string, string>>;
	/** What stands in an empty field, dim; never an answer. */
	readonly placeholder?: string;
}

type FieldKind = 'text' | 'secret' | 'select' | 'multiselect' | 'confirm' | 'number' | 'path';

/** One question as data. The schema takes what it gives, so that a value can be checked again at any time. */
export interface Field<Value> extends Asked {
	readonly kind: FieldKind;
	readonly schema: z.ZodType<Value>;
	readonly choices?: readonly Choice[] | Lookup;
	/** True when something else than a choice may be typed. */
	readonly freeText?: boolean;
	/** Other words for a choice: `hcp_vault` for `vault_hcp`. */
	readonly synonyms?: Readonly<Record<string, string>>;
	/** True when an empty text is an answer. */
	readonly allowEmpty?: boolean;
	/** What Enter gives; a step may compute it from earlier answers instead. */
	readonly default?: Value;
}

interface TextOptions extends Asked {
	readonly schema?: z.ZodType<string>;
	readonly default?: string;
	readonly allowEmpty?: boolean;
}

const filled = z.string().min(1, 'Type something here');

function textLike(kind: 'text' | 'path', options: TextOptions): Field<string> {
	const plain = options.schema ?? (options.allowEmpty === true ? z.string() : filled);
	const schema = options.schema !== undefined && options.allowEmpty === true ? z.union([z.literal(''), plain]) : plain;
	return {...options, kind, schema};
}

/** A line of text. */
export const text = (options: TextOptions): Field<string> => textLike('text', options);

/** A file or folder. */
export const path = (options: TextOptions): Field<string> => textLike('path', options);

/** A value that is never shown: a `Secret` in memory and a reference on disk. */
export function secret({schema, ...asked}: Omit<TextOptions, 'default'>): Field<Secret> {
	const inside = schema ?? filled;
	return {
		...asked,
		kind: 'secret',
		schema: z.instanceof(Secret).transform((value, context) => {
			if (asked.allowEmpty === true && value.reveal() === '') return value;
			const read = inside.safeParse(value.reveal());
			if (read.success) return new Secret(read.data);
			for (const {message} of read.error.issues) context.addIssue({code: 'custom', message});
			return z.NEVER;
		}),
	};
}

/** Yes or no. */
export function confirm(options: Asked & {readonly default?: boolean}): Field<boolean> {
	return {...options, kind: 'confirm', schema: z.boolean()};
}

/** A number. */
export function number({schema, ...options}: Asked & {readonly schema?: z.ZodType<number>; readonly default?: number}) {
	return {...options, kind: 'number', schema: schema ?? z.number()} as const satisfies Field<number>;
}

type Listed<Value extends string> =
	| Value
	| {readonly value: Value; readonly label: string; readonly hint?: string; readonly synonyms?: readonly string[]};
type List<Value extends string> = readonly [Listed<Value>, ...Listed<Value>[]];

interface LiveSelect extends Asked {
	readonly choices: Lookup;
	readonly freeText?: boolean;
	readonly synonyms?: Readonly<Record<string, string>>;
}

/** One of several. */
export function select<Value extends string>(
	options: LiveSelect & {readonly schema: z.ZodType<Value>; readonly default?: NoInfer<Value>},
): Field<Value>;
export function select(options: LiveSelect & {readonly default?: string}): Field<string>;
export function select<const Value extends string>(
	options: Asked & {readonly choices: List<Value>; readonly default?: NoInfer<Value>},
): Field<Value>;
export function select({
	choices,
	...options
}: Asked & {
	readonly choices: Lookup | List<string>;
	readonly schema?: z.ZodType<string>;
	readonly default?: string;
}): Field<string> {
	if ('lookup' in choices) return {...options, kind: 'select', choices, schema: options.schema ?? filled};
	return {...options, ...listed(choices), kind: 'select', schema: z.enum(values(choices))};
}

/** Several of several. */
export function multiselect(
	options: Asked & {readonly choices: Lookup; readonly default?: readonly string[]},
): Field<readonly string[]>;
export function multiselect<const Value extends string>(
	options: Asked & {readonly choices: List<Value>; readonly default?: readonly NoInfer<Value>[]},
): Field<readonly Value[]>;
export function multiselect({
	choices,
	...options
}: Asked & {readonly choices: Lookup | List<string>; readonly default?: readonly string[]}): Field<readonly string[]> {
	if ('lookup' in choices) return {...options, kind: 'multiselect', choices, schema: z.array(z.string().min(1))};
	return {...options, ...listed(choices), kind: 'multiselect', schema: z.array(z.enum(values(choices)))};
}

function values(choices: List<string>): readonly string[] {
	return choices.map(choice => (typeof choice === 'string' ? choice : choice.value));
}

function listed(choices: List<string>): {
	choices: readonly Choice[];
	synonyms: Readonly<Record<string, string>>;
} {
	const synonyms: Record<string, string> = {};
	const plain = choices.map(choice => {
		if (typeof choice === 'string') return {value: choice, label: choice};
		const {synonyms: others = [], ...rest} = choice;
		for (const other of others) synonyms[other] = choice.value;
		return rest;
	});
	return {choices: plain, synonyms};
}
