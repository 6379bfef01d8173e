/** A parsed JSON object, or null for everything else: text that does not parse, lists, plain values. */
export function jsonObject(text: string | null): Readonly<Record<string, unknown>> | null {
	if (text === null) return null;
	try {
		const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
		return isObject(value) ? value : null;
	} catch {
		return null;
	}
}

/** The strings of an object's member, by name; members of other types are left out. */
export function stringsIn(value: unknown): ReadonlyMap<string, string> {
	const strings = new Map<string, string>();
	if (!isObject(value)) return strings;
	for (const [name, member] of Object.entries(value)) if (typeof member === 'string') strings.set(name, member);
	return strings;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
