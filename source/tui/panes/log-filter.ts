import type {LogFilter} from '../../shared/log-feed.ts';

const levels = [undefined, 'info', 'warn', 'error'] as const;

const filterOf = (words: string | undefined, level: LogFilter['level']): LogFilter => ({
	...(words === undefined || words === '' ? {} : {grep: words}),
	...(level === undefined ? {} : {level}),
});

/** All rows, then fewer and fewer levels, then all again. */
export function nextLevel({grep, level}: LogFilter): LogFilter {
	const at = levels.findIndex(one => one === level);
	return filterOf(grep, levels[(at + 1) % levels.length]);
}

/** Only rows with these words; without words all rows. */
export const filterByWords = ({level}: LogFilter, words: string): LogFilter => filterOf(words, level);
