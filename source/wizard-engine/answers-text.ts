/** Reads the text of an answers file, JSON or YAML, within bounds: what it gives is plain data and small. */
import {type Document, isAlias, isMap, isScalar, isSeq, parseDocument, type Scalar} from 'yaml';
import {WizardError} from '../shared/errors.ts';
import {printable} from './answers-pointer.ts';

/** Far more than answers take, and little enough that the worst of texts is refused in a moment. */
const maximumLength = 64 * 1024;
const maximumDepth = 16;
/** After aliases are followed: a file of a few lines can stand for millions. */
const maximumValues = 10_000;
/** Each is looked for in the whole document. */
const maximumAliases = 50;
/** Names that mean something to JavaScript's own objects. */
const reservedNames = new Set(['__proto__', 'constructor', 'prototype']);

export type AnswersTree = ReadonlyMap<string, unknown>;

interface Reading {
	readonly file: string;
	readonly document: Document;
	left: number;
	aliasesLeft: number;
}

/** The top level of an answers file. Maps are `Map`s, so that no key can touch an object's prototype. @throws `answers/unreadable` */
export function parseAnswersText(text: string, file: string): AnswersTree {
	const shown = printable(file, 200);
	if (text.length > maximumLength) {
		throw unreadable(shown, `is larger than ${maximumLength / 1024} KB`, 'An answers file holds a few dozen lines.');
	}

	if (bracketDepth(text) > 100) throw unreadable(shown, 'is nested too deeply', 'Two levels are enough.');
	const document = parse(text, shown);
	const [problem] = document.errors;
	if (problem !== undefined) {
		const where = placeOf(text, problem.pos[0]);
		throw unreadable(shown, `is neither JSON nor YAML (${where})`, 'Check the quotes, colons and indentation there.');
	}

	if (document.warnings.length > 0) {
		throw unreadable(shown, 'uses a YAML tag', 'Give plain text, numbers, true or false; tags are not read.');
	}

	const top = toPlain(document.contents, 0, {file: shown, document, left: maximumValues, aliasesLeft: maximumAliases});
	if (top === null) return new Map();
	if (top instanceof Map) return top;
	throw unreadable(shown, 'is not a list of keys and values', 'Start it like this: "deploy:", "  builder: layers".');
}

function parse(text: string, file: string): Document {
	try {
		// The parser's own check for duplicate keys, and its long messages, take the square of their number.
		return parseDocument(text, {
			uniqueKeys: false,
			schema: 'core',
			merge: false,
			logLevel: 'error',
			prettyErrors: false,
		});
	} catch {
		throw unreadable(file, 'is neither JSON nor YAML', 'Check the quotes, colons and indentation.');
	}
}

function toPlain(node: unknown, depth: number, reading: Reading): unknown {
	reading.left -= 1;
	if (depth > maximumDepth || reading.left < 0) {
		const what = depth > maximumDepth ? 'is nested too deeply' : 'holds too many values';
		throw unreadable(reading.file, what, 'Two levels and a few dozen lines are enough.');
	}

	if (isAlias(node) && --reading.aliasesLeft < 0) {
		throw unreadable(reading.file, 'uses too many YAML aliases', 'Write the values out.');
	}

	if (isAlias(node)) return toPlain(node.resolve(reading.document), depth + 1, reading);
	if (isScalar(node)) return asWritten(node);
	if (isSeq(node)) return node.items.map(item => toPlain(item, depth + 1, reading));
	if (!isMap(node)) return null;
	const map = new Map<string, unknown>();
	for (const {key, value} of node.items) {
		const name = isScalar(key) ? String(key.value) : undefined;
		if (name === undefined || reservedNames.has(name)) {
			throw unreadable(reading.file, "has a key that can't be one", 'Keys are plain words.');
		}

		if (map.has(name)) {
			throw unreadable(reading.file, `gives the key ${printable(name)} twice`, 'Keep one of them.');
		}

		map.set(name, toPlain(value, depth + 1, reading));
	}

	return map;
}

/** A key like 0123 or 1e9 is meant as text, so what a number would lose is kept; number questions read texts too. */
function asWritten({value, source}: Scalar): unknown {
	if (typeof value !== 'number' && typeof value !== 'boolean') return typeof value === 'bigint' ? String(value) : value;
	return source === undefined || source === String(value) ? value : source;
}

function unreadable(file: string, what: string, hint: string): WizardError {
	return new WizardError('answers/unreadable', {message: `${file} ${what}.`, hint, facts: {file, pointer: ''}});
}

function placeOf(text: string, offset: number): string {
	const before = text.slice(0, offset).split('\n');
	return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

/** How deep brackets go, strings not told apart: a bound against texts made to exhaust the parser's stack. */
function bracketDepth(text: string): number {
	let depth = 0;
	let deepest = 0;
	for (const character of text) {
		if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
		else if ((character === ']' || character === '}') && depth > 0) depth -= 1;
	}

	return deepest;
}
