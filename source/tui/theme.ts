/** Colours by meaning, from the terminal's own 16, and the marks that say the same without colour. */

export type Tone = 'plain' | 'strong' | 'dim' | 'accent' | 'chosen' | 'good' | 'warning' | 'bad' | 'command' | 'quote';

interface TextStyle {
	readonly color?: string;
	readonly bold?: boolean;
	readonly dimColor?: boolean;
}

export interface Marks {
	readonly good: string;
	readonly current: string;
	readonly waiting: string;
	readonly bad: string;
	readonly warning: string;
	readonly chosen: string;
	readonly rule: string;
	readonly between: string;
	readonly ruleDown: string;
	readonly ruleCross: string;
	readonly barFull: string;
	readonly barEmpty: string;
	readonly cursor: string;
	readonly hidden: string;
	readonly more: string;
	readonly paused: string;
	readonly upDown: string;
	readonly ticked: string;
	readonly unticked: string;
	readonly spinner: readonly string[];
}

export interface Theme {
	readonly marks: Marks;
	readonly styles: Readonly<Record<Tone, TextStyle>>;
	readonly color: boolean;
}

const unicodeMarks: Marks = {
	good: '✔',
	current: '●',
	waiting: '○',
	bad: '✖',
	warning: '▲',
	chosen: '›',
	rule: '─',
	between: '│',
	ruleDown: '┬',
	ruleCross: '┼',
	barFull: '█',
	barEmpty: '░',
	cursor: '▌',
	hidden: '•',
	more: '…',
	paused: '‖',
	upDown: '↑↓',
	ticked: '●',
	unticked: '○',
	spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};

const asciiMarks: Marks = {
	good: '+',
	current: '*',
	waiting: '-',
	bad: 'x',
	warning: '!',
	chosen: '>',
	rule: '-',
	between: '|',
	ruleDown: '+',
	ruleCross: '+',
	barFull: '#',
	barEmpty: '.',
	cursor: '_',
	hidden: '*',
	more: '~',
	paused: '=',
	upDown: 'up/down',
	ticked: 'x',
	unticked: '-',
	spinner: ['|', '/', '-', '\\'],
};

const colorful: Theme['styles'] = {
	plain: {},
	strong: {bold: true},
	dim: {dimColor: true},
	accent: {color: 'cyan'},
	chosen: {color: 'cyan', bold: true},
	good: {color: 'green'},
	warning: {color: 'yellow'},
	bad: {color: 'red'},
	command: {color: 'cyan'},
	quote: {},
};

const colorless: Theme['styles'] = {
	plain: {},
	strong: {bold: true},
	dim: {},
	accent: {},
	chosen: {bold: true},
	good: {},
	warning: {},
	bad: {},
	command: {},
	quote: {},
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The look that this terminal can show: `NO_COLOR`, `TERM=dumb` and the locale decide. */
export function createTheme(env: Environment): Theme {
	const color = !env['NO_COLOR'] && env['TERM'] !== 'dumb';
	return {
		marks: isUnicodeLocale(env) ? unicodeMarks : asciiMarks,
		styles: color ? colorful : colorless,
		color,
	};
}

/** The first locale variable that is set decides, as in the C library. */
function isUnicodeLocale(env: Environment): boolean {
	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
	return /utf-?8/i.test(locale);
}
