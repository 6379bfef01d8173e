import {expect, test} from 'vitest';
import {covers, hasWildcard, isLiteral, isSubscribable} from '../../../../source/platform/messages/subjects.ts';

test.each(['a', 'a.b', 'a.*', '*', '>', 'a.>', '*.b.>', 'a*', 'a>'])('%s can be subscribed to', subject => {
	expect(isSubscribable(subject)).toBe(true);
});

test.each(['', '.', 'a.', '.a', 'a..b', 'a.>.b', '>.a'])('%j cannot', subject => {
	expect(isSubscribable(subject)).toBe(false);
});

test('a wildcard is a whole token', () => {
	expect(isLiteral('a*.b>')).toBe(true);
	expect(hasWildcard('a*.b>')).toBe(false);
	expect(isLiteral('a.*')).toBe(false);
	expect(isLiteral('a..b')).toBe(false);
});

test.each([
	['a', 'a', true],
	['a', 'b', false],
	['a.*', 'a.b', true],
	['a.*', 'a.b.c', false],
	['a.*', 'a', false],
	['a.>', 'a.b.c', true],
	['a.>', 'a', false],
	['>', 'a.*', true],
	['a.>', 'a.>', true],
	['a.*', 'a.>', false],
	['a.b', 'a.*', false],
	['*.*', 'a.*', true],
	['a.*', '*.b', false],
])('%s covers %s: %s', (outer, inner, answer) => {
	expect(covers(outer, inner)).toBe(answer);
});
