import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseStrictJson} from '../../../../source/platform/http/strict-json.ts';

test('reads every JSON as JSON.parse does', () => {
	fc.assert(
		fc.property(fc.json({maxDepth: 8}), text => {
			expect(parseStrictJson(text)).toEqual(JSON.parse(text));
		}),
	);
});

test.each([
	['a key twice', '{"a":1,"a":2}'],
	['a key twice, once escaped', '{"a":1,"\\u0061":2}'],
	['a key twice further in', '[{"x":{"b":[],"b":{}}}]'],
])('refuses %s', (_what, text) => {
	expect(() => parseStrictJson(text)).toThrow('has a key twice');
});

test('takes the same key in neighbours and as a value', () => {
	expect(parseStrictJson('[{"a":"a"},{"a":"a,{\\"a\\":"}]')).toEqual([{a: 'a'}, {a: 'a,{"a":'}]);
});

test('refuses what is nested deep', () => {
	expect(() => parseStrictJson('['.repeat(33) + ']'.repeat(33))).toThrow('nested deeper');
	expect(() => parseStrictJson('['.repeat(30_000) + ']'.repeat(30_000))).toThrow('nested deeper');
});

test('does not quote what it refuses', () => {
	expect(() => parseStrictJson('{"api_key": "csk_canary')).toThrow(/^is not JSON$/);
});
