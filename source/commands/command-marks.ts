/** The few marks of lines off the screen, in what the terminal's locale can show. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Marks {
	readonly good: string;
	readonly warning: string;
	readonly bad: string;
	readonly waiting: string;
}

const unicodeMarks: Marks = {good: '✔', warning: '▲', bad: '✖', waiting: '○'};
const asciiMarks: Marks = {good: '+', warning: '!', bad: 'x', waiting: '-'};

/** The first locale variable that is set decides, as in the C library. */
export function marksOf(env: Environment): Marks {
	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
	return /utf-?8/i.test(locale) ? unicodeMarks : asciiMarks;
}
