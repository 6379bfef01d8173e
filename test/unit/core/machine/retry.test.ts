import {expect, test} from 'vitest';
import {TransportError, toTransportError} from '../../../../source/core/machine/http-errors.ts';
import {createRetryPolicy, noRetries, retryAfter, retryDelay} from '../../../../source/core/machine/retry.ts';

const failure = (code: string, sent: boolean) => new TransportError({kind: 'other', code, origin: 'o', sent});
const ask = (
	outcome: Parameters<typeof retryDelay>[0]['outcome'],
	{method = 'GET', attempt = 1, elapsedMs = 0, policy = createRetryPolicy({interactive: true, random: () => 1})} = {},
) => retryDelay({outcome, request: {method}, attempt, elapsedMs, now: 0, policy});
const status = (code: number, headers: Readonly<Record<string, string>> = {}, json: unknown = {}) => ({
	status: code,
	headers,
	json,
});

test('the wait doubles, is capped at 8 s, and is spread over all of it', () => {
	const waits = [1, 2, 3, 4].map(attempt => ask(status(503), {attempt}));
	expect(waits).toEqual([250, 500, 1000, 2000]);
	expect(ask(status(503), {attempt: 5})).toBeNull();

	const half = createRetryPolicy({interactive: true, random: () => 0.5});
	expect(ask(status(503), {attempt: 3, policy: half})).toBe(500);
	const patient = {...createRetryPolicy({interactive: true, random: () => 1}), maxAttempts: 20};
	expect(ask(status(503), {attempt: 12, policy: patient})).toBe(8000);
});

test('a wait that goes beyond the budget is none', () => {
	expect(ask(status(503), {elapsedMs: 29_800})).toBeNull();
	expect(ask(status(503, {'retry-after': '31'}))).toBeNull();
	expect(ask(status(503), {elapsedMs: 29_800, policy: createRetryPolicy({interactive: false, random: () => 1})})).toBe(
		250,
	);
});

test('no retries means none', () => {
	expect(ask(status(503), {policy: noRetries})).toBeNull();
});

test.each([
	['ENOTFOUND', false, null],
	['EAI_AGAIN', false, 250],
	['ECONNREFUSED', false, 250],
	['ECONNRESET', true, null],
])('a POST that met %s (sent: %s) waits %s', (code, sent, wait) => {
	expect(ask(failure(code, sent), {method: 'POST'})).toBe(wait);
});

test('what is asked for in words or in the past is no wait', () => {
	expect(retryAfter(undefined, 0)).toBe(0);
	expect(retryAfter('', 0)).toBe(0);
	expect(retryAfter('2.5', 0)).toBe(2500);
	expect(retryAfter('Infinity', 0)).toBe(0);
	expect(retryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000);
});

const system = (code: string) => Object.assign(new Error('words with cnry_x'), {code});

test.each([
	['ENOTFOUND', undefined, 'dns', false],
	['EAI_AGAIN', undefined, 'dns', false],
	['ECONNREFUSED', undefined, 'refused', false],
	['EHOSTUNREACH', undefined, 'refused', false],
	['ETIMEDOUT', 'connect', 'timeout', false],
	['ETIMEDOUT', 'lookup', 'timeout', false],
	['ETIMEDOUT', 'response', 'timeout', true],
	['ETIMEDOUT', 'request', 'timeout', true],
	['ECONNRESET', undefined, 'reset', true],
	['EPIPE', undefined, 'reset', true],
	['CERT_HAS_EXPIRED', undefined, 'tls', false],
	['SELF_SIGNED_CERT_IN_CHAIN', undefined, 'tls', false],
	['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, 'tls', false],
	['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 'tls', false],
	['EWHAT', undefined, 'other', true],
] as const)('%s (%s) is %s, sent: %s', (code, phase, kind, sent) => {
	const error = toTransportError(new Error('outer', {cause: system(code)}), 'https://x.test', phase);

	expect(error).toMatchObject({kind, sent, code});
	expect(error.message).toBe(`https://x.test does not answer (${code})`);
});
