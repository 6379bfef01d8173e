import {expect, test} from 'vitest';
import {isMaskable, secretForms} from '../../../source/shared/secret-forms.ts';

test('a value of one line has itself and its encodings', () => {
	expect([...secretForms('päss')]).toEqual(['päss', 'p%C3%A4ss', 'p%c3%a4ss']);
});

test('a value that is not maskable has none', () => {
	expect([...secretForms('true')]).toEqual([]);
	expect(isMaskable('abcd')).toBe(true);
	expect(isMaskable('12345')).toBe(false);
	expect(isMaskable('123456')).toBe(true);
});

test('a lone surrogate does not throw', () => {
	expect([...secretForms('abc\ud800def')]).toContain('abc\ud800def');
});
