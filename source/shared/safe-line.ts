// Everything that is not printable: C0 and C1 controls, DEL, bidi controls, line and paragraph separators, zero-width marks.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;

/** A foreign text as one harmless line: no control characters, at most `limit` characters. For names and messages; logs have a sanitiser of their own. */
export function safeLine(text: string, limit = 200): string {
	const line = text
		.slice(0, limit * 4)
		.replace(unsafe, ' ')
		.trim();
	return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
