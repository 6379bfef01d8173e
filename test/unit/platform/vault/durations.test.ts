import {expect, test} from 'vitest';
import {formatSeconds, parseSeconds, shortSeconds} from '../../../../source/platform/vault/durations.ts';

test.each<[unknown, number]>([
	[90, 90],
	['90', 90],
	['', 0],
	['50m', 3000],
	['1h30m', 5400],
	['1.5h', 5400],
	['2d', 172_800],
	['500ms', 0],
	['-1s', -1],
])('%j is %i seconds', (written, seconds) => {
	expect(parseSeconds(written)).toBe(seconds);
});

test.each([
	['soon', 'time: invalid duration "soon"'],
	['1.5', 'time: missing unit in duration "1.5"'],
	['3x', 'time: unknown unit "x" in duration "3x"'],
])('%j is refused in the words of Go', (written, why) => {
	expect(() => parseSeconds(written)).toThrow(why);
});

test.each<[number, string, string]>([
	[0, '0s', '0s'],
	[59, '59s', '59s'],
	[60, '1m0s', '1m'],
	[7200, '2h0m0s', '2h'],
	[36_000, '10h0m0s', '10h'],
	[3605, '1h0m5s', '1h5s'],
	[86_400, '24h0m0s', '24h'],
])('%i seconds are %s, in short %s', (seconds, full, short) => {
	expect(formatSeconds(seconds)).toBe(full);
	expect(shortSeconds(seconds)).toBe(short);
});
