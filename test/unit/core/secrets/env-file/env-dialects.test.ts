import {tmpdir} from 'node:os';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {array, constantFrom, sample} from 'fast-check';
import {describe, expect, test} from 'vitest';
import {encodeValue, type EnvDialect, envDialects} from '../../../../../source/core/secrets/env-file/env-dialects.ts';
import {readersOf} from '../../../../../source/core/secrets/env-file/env-readers.ts';
import {type FileReader, readersAtHand} from '../../../../support/env-file-readers.ts';

const pieces = [
	"'",
	'"',
	'`',
	'$',
	'\\',
	'\n',
	'\r',
	'\r\n',
	' ',
	'\t',
	'#',
	'=',
	';',
	'&',
	'|',
	'<',
	'>',
	'*',
	'?',
	'~',
	'!',
	'(',
	')',
	'{',
	'}',
	'[',
	']',
	'%',
	'-',
	',',
	'.',
	':',
	'@',
	'/',
	'+',
	'a',
	'Z',
	'0',
	'_',
	'export ',
	'${a}',
	'$(id)',
	'\\n',
	'\\r',
	"\\'",
	'\\"',
	'\u001B',
	'\u202E',
	'ž',
	'漢',
	'🐎',
	'A=1',
	'\nB=2',
	"'\nC=3",
];
const anyValue = array(constantFrom(...pieces), {maxLength: 14}).map(parts => parts.join(''));

/** One file with all values that the dialect takes, so that a reader is started once. */
function fileOf(values: readonly string[], dialect: EnvDialect) {
	const taken = values.flatMap((value, index) => {
		const text = encodeValue(value, dialect);
		return text === null ? [] : [{name: `V_${index}`, value, line: `V_${index}=${text}\n`}];
	});
	return {taken, text: taken.map(({line}) => line).join('')};
}

const withReaders = envDialects.flatMap(dialect =>
	[
		...readersAtHand[dialect],
		...readersOf[dialect].map((read, index): FileReader => ({name: `its own rules ${index + 1}`, read})),
	].map(reader => ({dialect, reader, name: reader.name})),
);

describe('every value that a dialect takes reads back the same', () => {
	test.each(withReaders)('$dialect by $name', ({dialect, reader}) => {
		const {taken, text} = fileOf(sample(anyValue, {numRuns: 4000, seed: 7}), dialect);
		const back = reader.read(text);

		const wrong = taken.filter(({name, value}) => back[name] !== value);
		expect(wrong.slice(0, 3).map(one => ({...one, back: back[one.name]}))).toEqual([]);
		expect(taken.length).toBeGreaterThan(500);
	});
});

test.each(withReaders)('a file in $dialect has no variable more for $name', ({dialect, reader}) => {
	const {taken, text} = fileOf(sample(anyValue, {numRuns: 300, seed: 11}), dialect);
	const known = new Set(taken.map(({name}) => name));
	const more = Object.keys(reader.read(text)).filter(name => !known.has(name) && ['A', 'B', 'C'].includes(name));

	expect(more).toEqual([]);
});

test('nothing in a value is run', () => {
	const marker = join(tmpdir(), `env-marker-${process.pid}`);
	const values = [
		`$(touch ${marker})`,
		`\`touch ${marker}\``,
		`'; touch ${marker}; '`,
		`"; touch ${marker}; "`,
		`\n touch ${marker}\n`,
	];
	for (const dialect of ['universal', 'shell'] as const) {
		const {text} = fileOf(values, dialect);
		for (const {read} of readersAtHand[dialect]) read(text);
	}

	expect(existsSync(marker)).toBe(false);
});

describe('the universal form', () => {
	test.each([
		['', ''],
		['abc123-_.:/@%+,', 'abc123-_.:/@%+,'],
		['a=b==', 'a=b=='],
		['=a', "'=a'"],
		['two words', "'two words'"],
		['{"a": 1}', `'{"a": 1}'`],
		['C:\\temp\\new', "'C:\\temp\\new'"],
		['one\ntwo', "'one\ntwo'"],
		["it's", `"it's"`],
		['a#b', "'a#b'"],
	])('%j is %j', (value, text) => {
		expect(encodeValue(value, 'universal')).toBe(text);
	});

	test.each([
		'p$a',
		'$(id)',
		'a\\\\b',
		'ends with \\',
		'a\rb',
		`it's "both"`,
		"it's `ticks`",
		"it's \\",
		'a\0b',
		'\uD800',
	])('there is none for %j', value => {
		expect(encodeValue(value, 'universal')).toBeNull();
	});
});

test.each(envDialects)('%s takes no NUL and no half of a character', dialect => {
	expect(encodeValue('a\0b', dialect)).toBeNull();
	expect(encodeValue('a\uDC00', dialect)).toBeNull();
});

test('a docker line holds no line break and is at most 60 kB', () => {
	expect(encodeValue('a\nb', 'docker')).toBeNull();
	expect(encodeValue('a'.repeat(60_001), 'docker')).toBeNull();
	expect(encodeValue(' "kept" ', 'docker')).toBe(' "kept" ');
});
