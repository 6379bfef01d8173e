/** Everything that comes from outside and stands on the screen goes through here: answers, errors, names of files, rows. */

// Whole sequences go first, so that nothing of `ESC [ 31 m` is left to read. Each part ends at the next ESC: linear on any input.
const escapeSequence =
	/\u001B\[[0-?]*[ -/]*[@-~]?|\u001B[\]PX^_][^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?|\u009B[0-?]*[ -/]*[@-~]?|\u001B[ -/]*[0-~]?/g;
const controlCharacter = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
/** Reorders or hides what stands beside it. The zero-width joiner stays: emoji are built with it. */
const invisible =
	/[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]|[\u{E0000}-\u{E007F}]/gu;
const whiteSpace = /[\t\n\u0085\u2028\u2029]/g;
const harmless = /^[\u0020-\u007E]*$/;

/** One line that can't move the cursor, colour, reorder or hide anything. */
export function safeText(text: string): string {
	if (harmless.test(text)) return text;
	return text
		.toWellFormed()
		.replaceAll(escapeSequence, '')
		.replaceAll(whiteSpace, ' ')
		.replaceAll(controlCharacter, '')
		.replaceAll(invisible, '');
}

/** The same for text of several lines. */
export function safeLines(text: string): readonly string[] {
	return text.split(/\r\n|[\n\r\u2028\u2029]/).map(line => safeText(line.replaceAll('\t', '    ')));
}
