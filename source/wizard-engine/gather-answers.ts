/** Gathers what was said where, by precedence: `--var` > flags > environment > answers files (later wins) > saved. */
import {WizardError} from '../shared/errors.ts';
import type {AnswersCatalog} from './answers-catalog.ts';
import {type AnswersProblem, keysOf, namesAtTop, readAnswersTree} from './answers-file.ts';
import {printable} from './answers-pointer.ts';
import type {AnswersTree} from './answers-text.ts';
import {kebabCase} from './names.ts';
import type {AnswerSource} from './session.ts';
import {suggest} from './suggest.ts';

/** An answers file that was parsed already. */
export interface ReadAnswersFile {
	readonly name: string;
	readonly tree: AnswersTree;
}

export interface GatheredInputs {
	/** `KEY=VALUE`, the key nested (`deploy.builder`) or flat (`VAULT_ADDR`). */
	readonly vars?: readonly string[];
	/** By name, with or without camel case (`api-url`, `apiUrl`); undefined means not given. */
	readonly flags?: Readonly<Record<string, unknown>>;
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** In the order of the command line. */
	readonly files?: readonly ReadAnswersFile[];
	/** From an earlier run, by key (`deploy.builder`). */
	readonly saved?: Readonly<Record<string, unknown>>;
}

/** What was said about one question, before it is read. */
export interface GivenAnswer {
	readonly key: string;
	readonly raw: unknown;
	readonly source: AnswerSource;
	/** The file, variable or flag. */
	readonly origin: string;
	/** The JSON pointer in a file; elsewhere the name that was used. */
	readonly pointer: string;
}

/** By key, the strongest word on each question. */
export type CollectedAnswers = ReadonlyMap<string, GivenAnswer>;

/** @throws `answers/unknown-key`, `usage/bad-value` */
export function gatherAnswers(inputs: GatheredInputs, catalog: AnswersCatalog): CollectedAnswers {
	const collected = new Map<string, GivenAnswer>();
	// From the weakest to the strongest, so that each overwrites.
	for (const given of [
		...fromSaved(inputs.saved ?? {}, catalog),
		...(inputs.files ?? []).flatMap(file => fromFile(file, catalog)),
		...fromEnvironment(inputs.environment ?? {}, catalog),
		...fromFlags(inputs.flags ?? {}, catalog),
		...(inputs.vars ?? []).flatMap(pair => fromVar(pair, catalog)),
	]) {
		collected.set(given.key, given);
	}

	return collected;
}

function fromSaved(saved: Readonly<Record<string, unknown>>, {byKey}: AnswersCatalog): readonly GivenAnswer[] {
	return Object.entries(saved).flatMap(([key, raw]) =>
		byKey.has(key) && raw !== undefined
			? [{key, raw, source: 'saved', origin: 'the last run', pointer: key} as const]
			: [],
	);
}

function fromFile({name, tree}: ReadAnswersFile, catalog: AnswersCatalog): readonly GivenAnswer[] {
	const {answers, problems} = readAnswersTree(tree, catalog);
	const [problem] = problems;
	if (problem !== undefined) throw problemError(problem, name);
	return answers.map(answer => ({...answer, source: 'file', origin: name}));
}

function fromEnvironment(
	environment: Readonly<Record<string, string | undefined>>,
	{questions}: AnswersCatalog,
): readonly GivenAnswer[] {
	return questions.flatMap(({key, env, aliases, step}) => {
		// A variable that is set to nothing usually means "not set"; it is an answer only where nothing is one.
		const name = [env, ...aliases].find(one => {
			const value = Object.hasOwn(environment, one) ? environment[one] : undefined;
			return value !== undefined && (value !== '' || step.field.allowEmpty === true);
		});
		return name === undefined
			? []
			: [{key, raw: environment[name], source: 'environment', origin: name, pointer: name} as const];
	});
}

function fromFlags(flags: Readonly<Record<string, unknown>>, {byFlag}: AnswersCatalog): readonly GivenAnswer[] {
	return Object.entries(flags).flatMap(([name, raw]) => {
		const flag = kebabCase(name);
		const keys = raw === undefined ? [] : [...(byFlag.get(flag) ?? [])];
		return keys.map(key => ({key, raw, source: 'flag', origin: `--${flag}`, pointer: `--${flag}`}) as const);
	});
}

function fromVar(pair: string, catalog: AnswersCatalog): readonly GivenAnswer[] {
	const equals = pair.indexOf('=');
	if (equals < 1) {
		// Not repeated here: it may be a secret without its name.
		throw new WizardError('usage/bad-value', {
			message: '--var takes KEY=VALUE.',
			hint: 'For example --var deploy.count=2 or --var VAULT_ADDR=https://vault.example:8200.',
		});
	}

	const name = pair.slice(0, equals);
	const keys = keysOf(name, catalog);
	if (keys.length === 0) {
		const near = suggest(name, namesAtTop(catalog));
		const message = `Nobody asks for ${printable(name)}`;
		const problem = {code: 'answers/unknown-key', pointer: printable(name), message} as const;
		throw problemError(near === undefined ? problem : {...problem, suggestion: near}, '--var');
	}

	const raw = pair.slice(equals + 1);
	return keys.map(key => ({key, raw, source: 'var', origin: '--var', pointer: printable(name)}));
}

/** A problem of a file as the error that ends a run. */
export function problemError({code, pointer, message, suggestion}: AnswersProblem, origin: string): WizardError {
	const file = printable(origin, 200);
	const meant = code === 'answers/unknown-key' ? `Did you mean ${suggestion}?` : `${suggestion}.`;
	return new WizardError(code, {
		message: `${message} (${file}${origin === pointer ? '' : `, ${pointer}`}).`,
		hint: suggestion === undefined ? 'See `cs-wizard answers template` for every key.' : meant,
		next: [{command: `cs-wizard answers lint FILE`, when: 'to see everything at once'}],
		facts: {pointer, file, ...(suggestion === undefined ? {} : {suggestion})},
	});
}
