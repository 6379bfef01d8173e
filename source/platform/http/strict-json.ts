/** JSON with one meaning: no key twice in an object, and no deeper than anything we take. */

const maxDepth = 32;

/** @throws SyntaxError, without quoting the text, which may hold a secret */
export function parseStrictJson(text: string): unknown {
	const value: unknown = parse(text);
	refuseDuplicatesAndDepth(text);
	return value;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new SyntaxError('is not JSON');
	}
}

/** Walks a text that is known to be JSON, so that only strings, brackets and commas have to be told apart. */
function refuseDuplicatesAndDepth(text: string): void {
	// One set of keys for each open object, null for each open array.
	const open: (Set<string> | null)[] = [];
	let expectsKey = false;
	for (const {0: token} of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]/g)) {
		const keys = open.at(-1);
		if (token === '{' || token === '[') {
			open.push(token === '{' ? new Set() : null);
			if (open.length > maxDepth) throw new SyntaxError(`is nested deeper than ${maxDepth} levels`);
			expectsKey = token === '{';
		} else if (token === '}' || token === ']') {
			open.pop();
			expectsKey = false;
		} else if (token === ',') {
			expectsKey = keys instanceof Set;
		} else if (token === ':') {
			expectsKey = false;
		} else if (expectsKey && keys instanceof Set) {
			// Escapes are resolved: "a" and "\u0061" are one key.
			const key = String(JSON.parse(token));
			if (keys.has(key)) throw new SyntaxError('has a key twice in one object');
			keys.add(key);
		}
	}
}
