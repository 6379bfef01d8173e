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

export function lastWords(lines: readonly string[], most = 8): readonly string[] {
	return lastAttempt(lines)
		.filter(line => !noise.some(form => form.test(line)))
		.map(line => line.replaceAll(place, '$1'))
		.slice(-most);
}

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
