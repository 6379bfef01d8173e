/** What an app said before it ended, cut down to what a person needs: its last attempt, without the runtime's own frames. */

const noise = [
	/^\s*\^+\s*$/,
	/^Node\.js v\d/,
	/^(?:file:\/\/)?\/\S+:\d+$/,
	/\bnode:(?:internal|diagnostics_channel|domain|events)\b/,
	/^\s*$/,
];
/** `file:///releases/3/app/server.js:12:11` is `server.js:12:11` to the person who wrote it. */
const place = /(?:file:\/\/)?\/[^\s():]*?\/(?:app\/)?([^/\s():]+:\d+(?::\d+)?)/g;

export function lastWords(lines: readonly string[], most: number): readonly string[] {
	const told = lastAttempt(lines)
		.filter((line, index, all) => !noise.some(form => form.test(line)) && !isExcerpt(all[index + 1]))
		.map(line => line.replaceAll(place, '$1'));
	// Where an error was thrown matters; how the program got there gives way first.
	const short = told.length <= most ? told : told.filter((line, index) => !isFrame(line) || !isFrame(told[index - 1]));
	return short.slice(-most);
}

const isFrame = (line: string | undefined): boolean => line !== undefined && /^\s+at /.test(line);

/** The source line above a row of carets: the message below says the same. */
const isExcerpt = (below: string | undefined): boolean => below !== undefined && /^\s*\^+\s*$/.test(below);

/** An app that ends at once is started again and says the same again. */
function lastAttempt(lines: readonly string[]): readonly string[] {
	const alike = lines.map(line => line.replaceAll(/\d+/g, '0'));
	const end = alike.length;
	for (let period = 1; period * 2 <= end; period += 1) {
		const repeats = alike.slice(end - period).every((line, index) => line === alike[end - 2 * period + index]);
		if (repeats) return lines.slice(end - period);
	}
	return lines;
}
