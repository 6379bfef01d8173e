/** What one answers file says, question by question, and all that is wrong with it. */
import type {ErrorCode} from '../shared/error-catalog.ts';
import type {AnswersCatalog} from './answers-catalog.ts';
import {jsonPointer, printable} from './answers-pointer.ts';
import {isReference, parseReference} from './answers-reference.ts';
import type {AnswersTree} from './answers-text.ts';
import {readAnswer} from './read-answer.ts';
import {suggest} from './suggest.ts';

export interface AnswersProblem {
	readonly code: Extract<ErrorCode, `answers/${string}`>;
	readonly pointer: string;
	/** A sentence that never holds a value. */
	readonly message: string;
	readonly suggestion?: string;
}

export interface FileAnswer {
	readonly key: string;
	readonly raw: unknown;
	readonly pointer: string;
}

export interface FileAnswers {
	readonly answers: readonly FileAnswer[];
	readonly problems: readonly AnswersProblem[];
}

/** Finds each question a file answers, whatever name it uses. Null means "not said". */
export function readAnswersTree(tree: AnswersTree, catalog: AnswersCatalog): FileAnswers {
	const answers: FileAnswer[] = [];
	const problems: AnswersProblem[] = [];
	for (const [name, raw] of tree) {
		if (raw === null || name === '$schema') continue;
		if (catalog.wizardKeys.has(name) && !isReference(raw)) {
			const inside = readWizard(name, raw, catalog);
			answers.push(...inside.answers);
			problems.push(...inside.problems);
			continue;
		}

		const keys = keysOf(name, catalog);
		if (keys.length === 0) problems.push(unknownKey([name], namesAtTop(catalog)));
		answers.push(...keys.map(key => ({key, raw, pointer: jsonPointer(name)})));
	}

	return {answers, problems: [...problems, ...givenTwice(answers)]};
}

/** The keys a top-level name answers: a flat name in any case, or `wizard.question`. */
export function keysOf(name: string, catalog: AnswersCatalog): readonly string[] {
	const trimmed = name.trim();
	if (catalog.byKey.has(trimmed)) return [trimmed];
	return [...(catalog.byFlatName.get(trimmed.toUpperCase()) ?? [])];
}

function readWizard(wizard: string, raw: unknown, catalog: AnswersCatalog): FileAnswers {
	if (!(raw instanceof Map)) {
		const message = `${jsonPointer(wizard)} holds the answers of a wizard: give it keys and values`;
		return {answers: [], problems: [{code: 'answers/bad-value', pointer: jsonPointer(wizard), message}]};
	}

	const answers: FileAnswer[] = [];
	const problems: AnswersProblem[] = [];
	const known = [...catalog.byKey.keys()].filter(key => key.startsWith(`${wizard}.`));
	for (const [question, value] of raw) {
		const key = `${wizard}.${String(question)}`;
		const pointer = jsonPointer(wizard, String(question));
		if (!catalog.byKey.has(key)) {
			problems.push(
				unknownKey(
					[wizard, String(question)],
					known.map(one => one.slice(wizard.length + 1)),
				),
			);
		} else if (value !== null) {
			answers.push({key, raw: value, pointer});
		}
	}

	return {answers, problems};
}

/** What is wrong with this answer for every wizard that asks the question; undefined when one takes it. */
export function answerProblem({key, raw, pointer}: FileAnswer, catalog: AnswersCatalog): AnswersProblem | undefined {
	if (isReference(raw)) {
		if (parseReference(raw) !== undefined) return undefined;
		const message = `${pointer} is not a reference we know`;
		const suggestion =
			'{from: env, name: NAME}, {from: file, path: PATH}, {from: keychain, name: NAME} or {from: stdin}';
		return {code: 'answers/bad-reference', pointer, message, suggestion};
	}

	const reads = (catalog.byKey.get(key) ?? []).map(({step}) => readAnswer(step.field, raw));
	const [first] = reads;
	if (first === undefined || first.ok || reads.some(({ok}) => ok)) return undefined;
	return {
		code: 'answers/bad-value',
		pointer,
		message: `${pointer} does not fit its question`,
		suggestion: first.message,
	};
}

function unknownKey(names: readonly string[], known: readonly string[]): AnswersProblem {
	const name = names.at(-1) ?? '';
	const near = suggest(name, known);
	return {
		code: 'answers/unknown-key',
		pointer: jsonPointer(...names),
		message: `Nobody asks for ${printable(names.join('.'))}`,
		...(near === undefined ? {} : {suggestion: [...names.slice(0, -1), near].join('.')}),
	};
}

export function namesAtTop(catalog: AnswersCatalog): readonly string[] {
	return [...catalog.wizardKeys, ...catalog.byKey.keys(), ...catalog.byFlatName.keys()];
}

function givenTwice(answers: readonly FileAnswer[]): readonly AnswersProblem[] {
	const seen = new Map<string, string>();
	return answers.flatMap(({key, pointer}) => {
		const before = seen.get(key);
		seen.set(key, pointer);
		if (before === undefined) return [];
		const message = `${pointer} answers the same question as ${before}`;
		return [{code: 'answers/bad-value', pointer, message, suggestion: 'keep one of them'} as const];
	});
}
