import {graphemesOf} from '../text-width.ts';

/**
 * Cuts the terminal's input into keys, whatever the reads look like: several keys in one read, one key over
 * several reads, a paste with everything in it. (Ink gives a component all of one read at once, so that fast
 * typing followed by enter would never submit.)
 */
const token =
	/\u001B\[200~[\s\S]*?\u001B\[201~|\u001B\[<\d+;\d+;\d+[Mm]|\u001B\[\[[A-E]|\u001B\[(?!200~)[0-?]*[ -/]*[@-~]|\u001BO[\d;]*[@-~]|\u001B\u001B\[[0-?]*[@-~]|\u001B[^\u001B[O]|\r\n|[\u0000-\u001A\u001C-\u001F\u007F]|[^\u0000-\u001F\u007F]+/uy;

/** The beginning of a sequence whose end may come with the next read. */
const unfinished = /^\u001B(?:\[[0-?]*[ -/]*|O[\d;]*|\u001B\[[0-?]*)?$/u;
const pasteStart = '\u001B[200~';

export interface Tokens {
	readonly tokens: readonly string[];
	/** Not a whole key yet: put it before the next read, or take it as it is when nothing follows. */
	readonly rest: string;
}

export function splitTokens(input: string): Tokens {
	const tokens: string[] = [];
	let at = 0;
	while (at < input.length) {
		token.lastIndex = at;
		const found = token.exec(input)?.[0];
		if (found === undefined) {
			const rest = input.slice(at);
			if (isUnfinishedPaste(rest) || unfinished.test(rest)) return {tokens, rest};
			// Nothing known: the escape goes alone, so that what follows it is not lost.
			tokens.push(rest.slice(0, 1));
			at += 1;
			continue;
		}

		if (isPrintable(found)) tokens.push(...graphemesOf(found));
		else tokens.push(found);
		at += found.length;
	}

	return {tokens, rest: ''};
}

const isPrintable = (text: string): boolean => text >= ' ' && !text.startsWith('\u007F');

/** A paste without an end must not swallow the keyboard for ever. */
export const isUnfinishedPaste = (rest: string): boolean => rest.startsWith(pasteStart);
