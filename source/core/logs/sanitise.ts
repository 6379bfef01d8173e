/**
 * What an app writes may hold anything; what reaches a terminal is on a list. One pass, linear time, at most 8 KiB a line
 * (docs/security: terminal escape injection, log flood, bidi spoofing).
 */
import {createClassCache} from './character-classes.ts';
import {sequenceEnd} from './escape-sequences.ts';

/** Bytes of UTF-8, the mark of a cut line included. */
export const maxLineBytes = 8192;
const roomForMark = 24;
const tabStop = 8;
/** Accents and joiners on one character; more is an attack on the line above. */
const maxAttached = 4;

export interface CleanText {
	readonly text: string;
	/** Characters of the original that were not looked at, because the line was long enough. */
	readonly left: number;
}

export interface Sanitiser {
	/** Cuts only where more than `maxBytes` would come out, without a mark: redaction comes before the cut. */
	clean(text: string, maxBytes: number): CleanText;
	/** A whole line, at most 8 KiB; the same again when given its own result. */
	line(text: string): string;
}

const plain = /^[ -~]*$/;

export function createSanitiser(): Sanitiser {
	const classOf = createClassCache();

	function clean(text: string, maxBytes: number): CleanText {
		if (plain.test(text)) {
			return text.length <= maxBytes ? {text, left: 0} : {text: text.slice(0, maxBytes), left: text.length - maxBytes};
		}
		let out = '';
		let bytes = 0;
		let attached = 0;
		let base = 0;
		let copiedTo = 0;
		let at = 0;
		// `copiedTo` marks what is in `out`; runs of shown characters are copied in one slice.
		const skip = (from: number, to: number, instead = '') => {
			out += text.slice(copiedTo, from) + instead;
			copiedTo = to;
		};
		while (at < text.length && bytes < maxBytes) {
			const code = text.charCodeAt(at);
			if (code >= 0x20 && code < 0x7f) {
				base = code;
				attached = 0;
				bytes += 1;
				at += 1;
				continue;
			}
			if (code === 0x1b || (code >= 0x80 && code <= 0x9f)) {
				const end = Math.max(sequenceEnd(text, at), at + 1);
				skip(at, end);
				at = end;
				continue;
			}
			if (code < 0x20 || code === 0x7f) {
				const spaces = controlAsSpaces(code, out.length + at - copiedTo);
				skip(at, at + 1, spaces);
				if (spaces !== '') {
					base = 0x20;
					attached = 0;
				}
				bytes += spaces.length;
				at += 1;
				continue;
			}
			const point = text.codePointAt(at) ?? code;
			const next = at + (point > 0xff_ff ? 2 : 1);
			const size = point > 0xff_ff ? 4 : point > 0x7_ff ? 3 : 2;
			if (bytes + size > maxBytes) break;
			switch (classOf(point)) {
				case 'shown':
					base = point;
					attached = 0;
					bytes += size;
					break;
				case 'mark':
				case 'joiner':
					if (base === 0 || attached >= maxAttached || (base < 0x80 && isJoiner(point))) skip(at, next);
					else {
						attached += 1;
						bytes += size;
					}
					break;
				case 'space':
					skip(at, next, ' ');
					base = 0x20;
					attached = 0;
					bytes += 1;
					break;
				case 'replaced':
					skip(at, next, '\u{FFFD}');
					base = 0xff_fd;
					attached = 0;
					bytes += 3;
					break;
				case 'dropped':
					skip(at, next);
					break;
			}
			at = next;
		}
		return {text: out + text.slice(copiedTo, at), left: text.length - at};
	}

	return {clean, line: text => capLine(clean(text, maxLineBytes + roomForMark))};
}

/** At most 8 KiB, and what is missing is counted: `… [+N]`. */
export function capLine({text, left}: CleanText): string {
	if (left === 0 && (text.length * 3 <= maxLineBytes || Buffer.byteLength(text) <= maxLineBytes)) return text;
	let bytes = 0;
	let end = 0;
	for (const character of text) {
		const size = Buffer.byteLength(character);
		if (bytes + size > maxLineBytes - roomForMark) break;
		bytes += size;
		end += character.length;
	}
	return `${text.slice(0, end)}… [+${text.length - end + left}]`;
}

function controlAsSpaces(code: number, column: number): string {
	if (code === 0x09) return ' '.repeat(tabStop - (column % tabStop));
	return code >= 0x0a && code <= 0x0c ? ' ' : '';
}

function isJoiner(point: number): boolean {
	return point === 0x20_0c || point === 0x20_0d || (point >= 0xfe_00 && point <= 0xfe_0f);
}
