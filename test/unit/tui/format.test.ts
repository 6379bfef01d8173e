import {expect, test} from 'vitest';
import {formatBytes, formatBytesOf, formatDuration, formatElapsed} from '../../../source/tui/format.ts';

test('numbers come with their units', () => {
	expect([0, 999, 1000, 38_200_000, 7.2e9].map(formatBytes)).toEqual(['0 B', '999 B', '1.0 kB', '38.2 MB', '7.2 GB']);
	expect(formatBytesOf(22_100_000, 38_200_000)).toBe('22.1 of 38.2 MB');
	expect(formatBytesOf(5, 900)).toBe('5 of 900 B');
	expect([3, 999, 6100, 125_000].map(formatDuration)).toEqual(['3 ms', '999 ms', '6.1 s', '2 min 5 s']);
	expect([0, 14_900, 3_753_000].map(formatElapsed)).toEqual(['0:00', '0:14', '1:02:33']);
});
