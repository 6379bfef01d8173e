/** Standard base64 exactly as Go's decoder takes it: padded, newlines ignored, and the place of the first fault named. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes, or the error text. */
export function decodeBase64(text: string): Uint8Array | {readonly error: string} {
	const fault = firstFault(text);
	if (fault !== undefined) return {error: `illegal base64 data at input byte ${fault}`};
	return new Uint8Array(Buffer.from(text, 'base64'));
}

export const encodeBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The form for URLs, without padding. */
export function decodeBase64Url(text: string): Uint8Array | {readonly error: string} {
	if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return {error: 'illegal base64 data'};
	return new Uint8Array(Buffer.from(text, 'base64url'));
}

function firstFault(text: string): number | undefined {
	let filled = 0;
	let at = 0;
	while (at < text.length) {
		const character = text.charAt(at);
		if (character === '\n' || character === '\r') {
			at++;
			continue;
		}
		if (character === '=') return paddingFault(text, at, filled);
		if (!alphabet.includes(character)) return byteOffset(text, at);
		filled = (filled + 1) % 4;
		at++;
	}
	return filled === 0 ? undefined : byteOffset(text, at) - filled;
}

/** `=` may stand only as the third and fourth, or the fourth character of the last group. */
function paddingFault(text: string, at: number, filled: number): number | undefined {
	if (filled < 2) return byteOffset(text, at);
	let next = skipNewlines(text, at + 1);
	if (filled === 2) {
		if (next === text.length) return byteOffset(text, next);
		if (text.charAt(next) !== '=') return byteOffset(text, next);
		next = skipNewlines(text, next + 1);
	}
	return next < text.length ? byteOffset(text, next) : undefined;
}

function skipNewlines(text: string, from: number): number {
	let at = from;
	while (text.charAt(at) === '\n' || text.charAt(at) === '\r') at++;
	return at;
}

const byteOffset = (text: string, at: number): number => Buffer.byteLength(text.slice(0, at));
