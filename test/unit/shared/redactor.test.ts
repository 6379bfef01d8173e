import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createRedactor} from '../../../source/shared/redactor.ts';
import {Secret} from '../../../source/shared/secret.ts';

const redact = (text: string, ...secrets: readonly string[]) =>
	createRedactor(secrets.map(secret => new Secret(secret))).redact(text);

describe('a registered value is masked', () => {
	const secret = 'p@ss wörd/"1+1';
	test.each([
		['as it is', secret],
		['within a word', `x${secret}y`],
		['in JSON', JSON.stringify({password: secret})],
		['in an address', encodeURIComponent(secret)],
		['in a lower-case address', encodeURIComponent(secret).replaceAll(/%../g, code => code.toLowerCase())],
		['in a form', encodeURIComponent(secret).replaceAll('%20', '+')],
		['in base64', Buffer.from(secret).toString('base64')],
		['in base64 behind something else', Buffer.from(`user:${secret}`).toString('base64')],
		['in base64 between two things', Buffer.from(`ab${secret}cd`).toString('base64')],
		['in base64 for addresses', Buffer.from(`a${secret}`).toString('base64url')],
	])('%s', (_, written) => {
		const masked = redact(`before ${written} after`, secret);
		expect(masked).toContain('***');
		expect(masked).toMatch(/^before .* after$/);
		for (const form of [secret, 'wörd', encodeURIComponent('wörd')]) expect(masked).not.toContain(form);
	});

	test('each line of a value of many lines', () => {
		expect(redact('x first-line y\nsecond-line', 'first-line\nsecond-line\n')).toBe('x *** y\n***');
	});

	test('the longest one, where two start at the same place', () => {
		expect(redact('token-abcdef', 'token-abc', 'token-abcdef')).toBe('***');
	});

	test('again and again, side by side', () => {
		expect(redact('abcdabcdabcd', 'abcd')).toBe('*********');
	});
});

test.each(['1', 'abc', 'true', 'null', 'localhost', '3000', ''])('%s is too common to mask', value => {
	expect(redact(`x ${value} y`, value)).toBe(`x ${value} y`);
});

test('how many values stay visible is told, so that it can be said once', () => {
	expect(createRedactor([new Secret('true'), new Secret('long-enough'), new Secret('')]).unmasked).toBe(1);
});

/** Joined here, so that no scanner takes this file for a leak. */
const made = (...parts: readonly string[]) => parts.join('');

describe('a token is known by its shape', () => {
	test.each([
		['our API key', made('csk_', 'live_0123456789abcdef'), '***'],
		['Vault', made('hvs', '.CAESIJ1234567890'), '***'],
		['AWS', made('AKIA', 'IOSFODNN7EXAMPLE'), '***'],
		['GitHub', made('ghp_', '0123456789abcdefghij0123456789abcdef'), '***'],
		['a header', made('Authorization: Bearer ', 'abcdef0123456789'), 'Authorization: Bearer ***'],
		['a JWT', made('eyJhbGciOiJFUzI1NiJ9', '.eyJzdWIiOiIxIn0', '.c2lnbmF0dXJl'), '***'],
		['a password in an address', 'postgres://app:hunter22@db:5432/app', 'postgres://app:***@db:5432/app'],
	])('%s', (_, text, masked) => {
		expect(redact(text)).toBe(masked);
	});

	test('a registered value within what a shape keeps is masked too', () => {
		expect(redact('postgres://registered-user:hunter22@db', 'registered-user')).toBe('postgres://***:***@db');
	});

	test.each(['bearer of bad news', 'https://example.com:8080/a@b', 'AKIAshort', 'csk_', 'see http://host/x'])(
		'%s is none',
		text => {
			expect(redact(text)).toBe(text);
		},
	);
});

test('a private key is masked from its first line to its last, and the log goes on', () => {
	const line = createRedactor([]).lines();
	const key = [
		made('-----BEGIN ', 'PRIVATE KEY-----'),
		'MIIEvQIBADANBg',
		'kqhkiG9w0BAQ',
		made('-----END ', 'PRIVATE KEY-----'),
	];
	expect([...key, 'listening'].map(line)).toEqual([key[0], '***', '***', '***', 'listening']);
});

test('a text without secrets is the same text', () => {
	const redactor = createRedactor([new Secret('correct-horse-battery')]);
	fc.assert(
		fc.property(fc.stringMatching(/^[a-d ]{0,200}$/), text => {
			expect(redactor.redact(text)).toBe(text);
		}),
	);
});

test('wherever a secret stands, it is gone', () => {
	const values = fc.stringMatching(/^[!-~]{6,40}$/).filter(value => !/^\d+$/.test(value));
	const around = fc.stringMatching(/^[ -~]{0,60}$/);
	fc.assert(
		fc.property(values, around, around, (value, before, after) => {
			fc.pre(!'***'.includes(value));
			expect(redact(`${before}${value}${after}`, value, 'another-secret')).not.toContain(value);
		}),
		{numRuns: 2000, examples: [['secretsecret', '', '']]},
	);
});
