/** Keeps secrets out of logs, errors and journals: what is registered, in all its forms, and what looks like a token. */
import {createNeedles} from './needle-search.ts';
import {Secret} from './secret.ts';
import {isMaskable, secretForms} from './secret-forms.ts';
import {privateKeyBegins, privateKeyEnds, tokenShapes} from './token-shapes.ts';

const mask = '***';
/** A private key of 16384 bits has 270 lines; a key that never ends must not hide a log for ever. */
const longestKey = 400;

/** Long enough for any token that is short enough to be sent in a header. */
const longestShape = 4096;

export interface Redactor {
	/** The text with every secret masked. Linear in its length. */
	redact(text: string): string;
	/** For one stream read line by line: remembers that it stands inside a private key. */
	lines(): (line: string) => string;
	/** The longest text it looks for: a line is cut for length only after this many more characters were redacted. */
	readonly longest: number;
	/** How many registered values are too short or too common to mask; say so once. */
	readonly unmasked: number;
}

/** @example const safe = createRedactor([apiKey, vaultToken]).redact(line) */
export function createRedactor(secrets: readonly Secret[]): Redactor {
	const words = new Map<string, RegExp | null>();
	for (const {starts, pattern} of tokenShapes) for (const start of starts) words.set(start, pattern);
	let unmasked = 0;
	let longest = longestShape;
	for (const secret of secrets) {
		const value = secret.reveal();
		if (value !== '' && !isMaskable(value)) unmasked += 1;
		for (const form of secretForms(value)) {
			words.set(form, null);
			longest = Math.max(longest, Math.min(form.length, 64 * 1024));
		}
	}
	const needles = createNeedles(words);

	function redact(text: string): string {
		let out = '';
		let copiedTo = 0;
		needles.scan(text, (pattern, at, needle) => {
			let kept = '';
			let to = at + needle.length;
			if (pattern !== null) {
				pattern.lastIndex = at;
				const match = pattern.exec(text);
				if (match === null) return undefined;
				kept = match[1] ?? '';
				to = at + match[0].length;
				if (at + kept.length === to) return undefined;
			}
			// A registered value may stand in what the shape keeps: the user of `://user:password@`.
			out += text.slice(copiedTo, at) + (kept === '' ? '' : redact(kept)) + mask;
			copiedTo = to;
			return to;
		});
		return copiedTo === 0 ? text : out + text.slice(copiedTo);
	}

	function lines(): (line: string) => string {
		let inKey = 0;
		return line => {
			if (inKey > 0) {
				inKey = privateKeyEnds.test(line) ? 0 : inKey - 1;
				return mask;
			}
			const safe = redact(line);
			if (safe !== line || line.includes('-----BEGIN')) inKey = privateKeyBegins.test(line) ? longestKey : 0;
			return safe;
		};
	}

	return {redact, lines, longest, unmasked};
}
