/** The part of HCL that policies are written in: keys, labels, blocks, lists, strings, numbers, booleans, comments. */

export type HclValue = string | number | boolean | readonly HclValue[] | HclBlock;

interface HclBlock {
	readonly items: readonly HclItem[];
}

export interface HclItem {
	readonly key: string;
	readonly labels: readonly string[];
	readonly value: HclValue;
	readonly line: number;
}

export class HclError extends Error {
	override readonly name = 'HclError';
}

export function isBlock(value: HclValue): value is HclBlock {
	return typeof value === 'object' && 'items' in value;
}

interface Token {
	readonly kind: 'name' | 'string' | 'number' | 'mark' | 'end';
	readonly text: string;
	readonly line: number;
}

const maxDepth = 50;

const tokenForms =
	/(?<space>[\s\uFEFF]+|(?:#|\/\/)[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.-])|(?<name>[A-Za-z_][\w.-]*)|(?<mark>[{}[\]=,:])/y;

/** @throws HclError naming the line */
export function parseHcl(text: string): HclBlock {
	const tokens = tokensOf(text);
	let at = 0;
	const peek = () => tokens[at] ?? {kind: 'end', text: 'the end', line: 0};
	const take = () => {
		const token = peek();
		at++;
		return token;
	};
	const isMark = (mark: string) => peek().kind === 'mark' && peek().text === mark;

	const items = (end: string | undefined, depth: number): HclBlock => {
		if (depth > maxDepth) throw new HclError('blocks are nested too deep');
		const found: HclItem[] = [];
		while (end === undefined ? peek().kind !== 'end' : !isMark(end)) {
			found.push(item(depth));
			if (isMark(',')) take();
		}
		if (end !== undefined) take();
		return {items: found};
	};

	const item = (depth: number): HclItem => {
		const key = take();
		if (key.kind !== 'name' && key.kind !== 'string') throw unexpected(key, 'a key');
		const labels: string[] = [];
		while (peek().kind === 'string') labels.push(take().text);
		if (isMark('=') || isMark(':')) take();
		else if (!isMark('{')) throw unexpected(peek(), `"=" or "{" after ${key.text}`);
		return {key: key.text, labels, value: value(depth), line: key.line};
	};

	const value = (depth: number): HclValue => {
		const token = take();
		if (token.kind === 'string') return token.text;
		if (token.kind === 'number') return Number(token.text);
		if (token.text === 'true' || token.text === 'false') return token.text === 'true';
		if (token.kind === 'mark' && token.text === '{') return items('}', depth + 1);
		if (token.kind === 'mark' && token.text === '[') return list(depth + 1);
		throw unexpected(token, 'a value');
	};

	const list = (depth: number): HclValue => {
		if (depth > maxDepth) throw new HclError('lists are nested too deep');
		const values: HclValue[] = [];
		while (!isMark(']')) {
			values.push(value(depth));
			if (isMark(',')) take();
			else if (!isMark(']')) throw unexpected(peek(), '"," or "]"');
		}
		take();
		return values;
	};

	return items(undefined, 0);
}

function tokensOf(text: string): readonly Token[] {
	const form = new RegExp(tokenForms);
	const tokens: Token[] = [];
	let line = 1;
	while (form.lastIndex < text.length) {
		const from = form.lastIndex;
		const match = form.exec(text);
		if (match === null) throw new HclError(`line ${line}: unexpected ${JSON.stringify(text.slice(from, from + 1))}`);
		const {space, string, number, name, mark} = match.groups ?? {};
		if (string !== undefined) tokens.push({kind: 'string', text: unquoted(string, line), line});
		else if (number !== undefined) tokens.push({kind: 'number', text: number, line});
		else if (name !== undefined) tokens.push({kind: 'name', text: name, line});
		else if (mark !== undefined) tokens.push({kind: 'mark', text: mark, line});
		else line += (space ?? '').split('\n').length - 1;
	}
	return [...tokens, {kind: 'end', text: 'the end', line}];
}

function unquoted(quoted: string, line: number): string {
	try {
		const text: unknown = JSON.parse(quoted.replaceAll('\t', '\\t'));
		if (typeof text === 'string') return text;
	} catch {
		// An escape that JSON does not know falls through to the error.
	}
	throw new HclError(`line ${line}: ${quoted} is not a string`);
}

function unexpected(token: Token, wanted: string): HclError {
	return new HclError(`line ${token.line}: expected ${wanted}, found ${JSON.stringify(token.text)}`);
}
