import {expect, test} from 'vitest';
import {createTheme} from '../../../source/tui/theme.ts';

test.each([
	[{LANG: 'de_DE.UTF-8'}, '✔'],
	[{LC_ALL: 'C', LANG: 'de_DE.UTF-8'}, '+'],
	[{LC_CTYPE: 'C.utf8'}, '✔'],
	[{}, '+'],
])('the locale %j draws %s', (env, mark) => {
	expect(createTheme(env).marks.good).toBe(mark);
});

test('colour goes with NO_COLOR and TERM=dumb; what is chosen stays bold', () => {
	for (const env of [{NO_COLOR: '1'}, {TERM: 'dumb'}]) {
		const {styles} = createTheme(env);
		expect(Object.values(styles).filter(({color, dimColor}) => color !== undefined || dimColor === true)).toEqual([]);
		expect(styles.chosen.bold).toBe(true);
	}

	expect(createTheme({NO_COLOR: ''}).styles.bad.color).toBe('red');
});

test('without UTF-8 every mark is ASCII', () => {
	expect(Object.values(createTheme({}).marks).flat().join('')).toMatch(/^[\u0020-\u007E]+$/);
});
