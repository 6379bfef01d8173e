/** How bad a line is, guessed from its beginning. A wrong guess hides a line from a filter, so doubt means no level. */
export const levels = ['error', 'warn', 'info', 'debug'] as const;
export type Level = (typeof levels)[number];

const names: Readonly<Record<string, Level>> = {
	error: 'error',
	err: 'error',
	fatal: 'error',
	critical: 'error',
	crit: 'error',
	panic: 'error',
	emerg: 'error',
	alert: 'error',
	warn: 'warn',
	warning: 'warn',
	info: 'info',
	notice: 'info',
	debug: 'debug',
	trace: 'debug',
	verbose: 'debug',
};
const words = Object.keys(names).join('|');

const jsonField = new RegExp(String.raw`"(?:level|severity|lvl)"\s{0,4}:\s{0,4}(?:"(${words})"|(\d{2})\b)`, 'i');
const keyValue = new RegExp(String.raw`\b(?:level|severity|lvl)=["']?(${words})\b`, 'i');
/** `[error]`, `warn:`, `npm WARN`, `12:00:01 ERROR`: in capitals, in brackets, or at the start before a colon. */
const capitals = new RegExp(String.raw`^[^a-z]{0,48}?\b(${words.toUpperCase()})\b`);
const afterName = /^npm (WARN|ERR)\b/i;
const bracketed = new RegExp(String.raw`^.{0,48}?[[<(](${words})[\])>]`, 'i');
const beforeColon = new RegExp(String.raw`^(?:[\d:.,TZ/ +-]{0,40})(${words})\s?:`, 'i');
const thrown =
	/^(?:Uncaught |Unhandled )?[A-Za-z.]{0,60}(?:Error|Exception)\b(?: \[\w+\])?:|^Traceback \(most recent call last\)|^panic: /;

export function guessLevel(line: string): Level | undefined {
	const start = line.slice(0, 400);
	if (start.startsWith('{')) {
		const found = jsonField.exec(start);
		if (found === null) return undefined;
		return found[1] === undefined ? numbered(Number(found[2])) : names[found[1].toLowerCase()];
	}
	const word = [keyValue, afterName, capitals, bracketed, beforeColon].map(form => form.exec(start)?.[1]).find(Boolean);
	if (word !== undefined) return names[word.toLowerCase()];
	return thrown.test(start) ? 'error' : undefined;
}

/** This level and worse. */
export function isAtLeast(level: Level | undefined, wanted: Level): boolean {
	return level !== undefined && levels.indexOf(level) <= levels.indexOf(wanted);
}

/** The numbers of pino and bunyan. */
function numbered(value: number): Level {
	if (value >= 50) return 'error';
	if (value >= 40) return 'warn';
	return value >= 30 ? 'info' : 'debug';
}
