/** JSON as it came: numbers too large or too long for a double keep their digits. */
declare global {
	interface JSON {
		rawJSON(text: string): unknown;
		parse(
			text: string,
			reviver: (key: string, value: unknown, context: {readonly source?: string}) => unknown,
		): unknown;
	}
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJson(value);
}

export function parseJson(text: string): unknown {
	return JSON.parse(text, (_key, value, {source}) =>
		typeof value === 'number' && source !== undefined && losesDigits(value, source) ? JSON.rawJSON(source) : value,
	);
}

/** How deep objects and lists are nested, without recursion, so that a hostile body does not end the process. */
export function nestingOf(text: string): number {
	let deepest = 0;
	let depth = 0;
	let inString = false;
	for (let at = 0; at < text.length; at++) {
		const character = text[at];
		if (inString) {
			if (character === '\\') at++;
			else if (character === '"') inString = false;
		} else if (character === '"') inString = true;
		else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
		else if (character === '}' || character === ']') depth--;
	}
	return deepest;
}

function isRawJson(value: object): boolean {
	return Object.isFrozen(value) && Object.getPrototypeOf(value) === null && Object.hasOwn(value, 'rawJSON');
}

function losesDigits(value: number, source: string): boolean {
	return !Number.isFinite(value) || (!Number.isSafeInteger(value) && String(value) !== source);
}
