/** Small guards for data from outside, where loading a schema library would cost more than the check. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textAt(value: unknown, key: string): string | undefined {
	const found = isRecord(value) ? value[key] : undefined;
	return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, key: string): number | undefined {
	const found = isRecord(value) ? value[key] : undefined;
	return typeof found === 'number' ? found : undefined;
}

/** The parsed text, or undefined: the parser's own message quotes the text, which may be a secret. */
export function jsonOf(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return value;
	} catch {
		return undefined;
	}
}
