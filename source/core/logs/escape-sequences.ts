/** Finds the end of a terminal escape sequence (ECMA-48 §5.4, §8.3), so that it can be left out as a whole. */

const escape = 0x1b;

const isC1 = (code: number) => code >= 0x80 && code <= 0x9f;
/** ESC [, ESC ], ESC P … have one-character forms; the second byte of the long form is 0x40 less. */
const stringIntroducers = new Set([0x50, 0x58, 0x5d, 0x5e, 0x5f]);

/**
 * The index after the sequence that starts at `at`, which holds ESC or a C1 control.
 * Each call looks at characters that no later call looks at again, so a hostile line stays linear.
 */
export function sequenceEnd(text: string, at: number): number {
	const first = text.charCodeAt(at);
	const kind = first === escape ? text.charCodeAt(at + 1) : first - 0x40;
	const body = first === escape ? at + 2 : at + 1;
	if (kind === 0x5b) return controlSequenceEnd(text, body);
	if (stringIntroducers.has(kind)) return controlStringEnd(text, body);
	return first === escape ? shortSequenceEnd(text, at + 1) : body;
}

/** CSI: parameters 0x30–0x3F, intermediates 0x20–0x2F, one final byte 0x40–0x7E. A byte that fits nowhere ends it and stays. */
function controlSequenceEnd(text: string, start: number): number {
	let at = start;
	while (within(text.charCodeAt(at), 0x20, 0x3f)) at += 1;
	return within(text.charCodeAt(at), 0x40, 0x7e) ? at + 1 : at;
}

/**
 * OSC, DCS, SOS, PM, APC: to BEL, ST, CAN or SUB; any other escape breaks it off.
 * One that never ends loses only its introducer, so that a line can't hide its own text behind it.
 */
function controlStringEnd(text: string, start: number): number {
	for (let at = start; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === 0x07 || code === 0x18 || code === 0x1a || code === 0x9c) return at + 1;
		if (code === escape) return text.charCodeAt(at + 1) === 0x5c ? at + 2 : at;
		if (isC1(code)) return at;
	}
	return start;
}

/** ESC, intermediates, one final byte; a lone ESC goes alone. */
function shortSequenceEnd(text: string, start: number): number {
	let at = start;
	while (within(text.charCodeAt(at), 0x20, 0x2f)) at += 1;
	return within(text.charCodeAt(at), 0x30, 0x7e) ? at + 1 : at;
}

/** False for NaN, which is what stands beyond the end. */
function within(code: number, least: number, most: number): boolean {
	return code >= least && code <= most;
}
