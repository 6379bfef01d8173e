import {expect, test} from 'vitest';
import {notOurs, replyError, unreachable} from '../../../../source/core/api/api-errors.ts';
import type {HttpReply} from '../../../../source/core/machine/http-client.ts';
import {TransportError, type TransportKind} from '../../../../source/core/machine/http-errors.ts';
import {exitCodes} from '../../../../source/shared/error-catalog.ts';
import {jsonOf} from '../../../../source/shared/narrow.ts';
import {Secret} from '../../../../source/shared/secret.ts';

const origin = 'https://api.test';
const canary = 'cnry_ABCDEFGH12345678';
const reply = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
	status,
	headers,
	text: body,
	json: jsonOf(body),
	duration_ms: 1,
});
const problem = (status: number, value: unknown) => replyError(reply(status, JSON.stringify(value)), origin);

const bodies: readonly (readonly [string, string])[] = [
	['nothing', ''],
	['a page', `<html><title>Bad gateway</title>${canary}</html>`],
	['a bare token', canary],
	['a token as JSON', JSON.stringify(canary)],
	['a list', JSON.stringify([canary])],
	['{error}', JSON.stringify({error: `the key ${canary} is wrong`})],
	['{message[]}', JSON.stringify({message: ['first', canary], error: 'Bad Request', statusCode: 400})],
	['{msg}', JSON.stringify({msg: canary})],
	['problem+json', JSON.stringify({code: 'api/failed', detail: canary, hint: canary, facts: {a: canary, b: [canary]}})],
	['5 MB', JSON.stringify({error: `${'x'.repeat(5_000_000)}${canary}`})],
];
const statuses = Array.from({length: 200}, (_, at) => at + 400);

test.each(bodies)(
	'%s: every status of 400 to 599 is an error with a way out, and shows nothing that was sent',
	(_, body) => {
		for (const status of statuses) {
			const error = replyError(reply(status, body), origin, [new Secret(canary)]);
			const text = JSON.stringify(error) + error.message + String(error.stack);

			expect(text).not.toContain(canary);
			expect(error.message.length + error.hint.length).toBeLessThan(2000);
			expect(error.message).not.toBe('');
			expect(error.hint).not.toBe('');
			expect(error.exitCode).not.toBe(exitCodes.bug);
			expect(error.exitCode).toBeGreaterThan(0);
		}
	},
);

test.each([
	[400, 'api/bad-request', 2],
	[401, 'auth/refused', 4],
	[402, 'api/bad-request', 2],
	[403, 'auth/forbidden', 4],
	[404, 'api/not-found', 2],
	[408, 'api/failed', 10],
	[409, 'api/conflict', 11],
	[410, 'api/not-found', 2],
	[413, 'api/too-large', 2],
	[415, 'api/wrong-type', 2],
	[422, 'api/bad-request', 2],
	[429, 'api/rate-limited', 10],
	[500, 'api/failed', 10],
	[502, 'api/failed', 10],
	[503, 'api/failed', 10],
	[599, 'api/failed', 10],
])('%i is %s, exit %i', (status, code, exitCode) => {
	expect(problem(status, {error: 'words of the server'})).toMatchObject({
		code,
		exitCode,
		message: 'words of the server',
		facts: {status, origin},
	});
});

test.each([300, 301, 302, 303, 304, 307, 308])('%i is a redirect, and is never followed', status => {
	expect(problem(status, {error: 'moved'})).toMatchObject({code: 'api/redirected', exitCode: 10});
});

test.each([404, 405])('a page that answers %i is somebody else', status => {
	expect(replyError(reply(status, '<html>'), origin)).toMatchObject({code: 'api/not-ours', exitCode: 10});
});

test.each([
	[{error: 'a'}, 'a'],
	[{message: 'b'}, 'b'],
	[{message: ['c', 'd', 5]}, 'c; d'],
	[{msg: 'e'}, 'e'],
	[{detail: 'f', error: 'g'}, 'f'],
	[{error: {message: 'h'}}, 'h'],
	[{error: 5, message: 'i'}, 'i'],
	[{error: '', message: 'j'}, 'j'],
	[{error: 'k\u001b[2Jl\nm\u202e'}, 'k [2Jl m'],
	[{}, 'https://api.test answered 400.'],
	[{error: {message: {message: 'too deep'}}}, 'https://api.test answered 400.'],
])('%j says: %s', (value, message) => {
	expect(problem(400, value).message).toBe(message);
});

test('our own problems keep code, hint and plain facts', () => {
	const error = problem(409, {
		code: 'deploy/locked',
		detail: 'Another deploy runs.',
		hint: 'Wait.',
		facts: {deployment_id: 'd1', tries: 3, lines: ['one', 'two', {no: 'no'}], nested: {deep: true}},
	});

	expect(error.toJSON()).toMatchObject({
		code: 'deploy/locked',
		message: 'Another deploy runs.',
		hint: 'Wait.',
		exitCode: 11,
	});
	expect(error.facts).toEqual({deployment_id: 'd1', tries: 3, lines: ['one', 'two'], status: 409, origin});
});

test('a bug at the other end is none of ours, and a code nobody knows is none', () => {
	expect(problem(500, {code: 'internal/bug', detail: 'It broke.'})).toMatchObject({
		code: 'api/failed',
		message: 'It broke.',
	});
	expect(problem(403, {code: 'made/up'})).toMatchObject({code: 'auth/forbidden'});
	expect(problem(403, {code: '__proto__'})).toMatchObject({code: 'auth/forbidden'});
});

test('facts without an end are cut', () => {
	const facts = Object.fromEntries(Array.from({length: 1000}, (_, at) => [`f${at}`, 'x'.repeat(10_000)]));

	expect(JSON.stringify(problem(400, {error: 'e', facts})).length).toBeLessThan(20_000);
});

test('facts that reach for the prototype are facts like others', () => {
	const error = replyError(reply(400, '{"error": "e", "facts": {"__proto__": {"polluted": true}}}'), origin);

	expect(Reflect.get({}, 'polluted')).toBeUndefined();
	expect(error.facts).toEqual({status: 400, origin});
});

test('an answer nested a hundred thousand deep can still be printed', () => {
	const deep = jsonOf(`${'{"error":'.repeat(100_000)}1${'}'.repeat(100_000)}`);
	const error = replyError({...reply(400, ''), json: deep}, origin);

	expect(() => JSON.stringify(error)).not.toThrow();
});

test('the wait that a server asks for is said', () => {
	const error = replyError(reply(429, '{}', {'retry-after': '90', 'x-request-id': 'r-1'}), origin);

	expect(error.hint).toBe('Run this again in 1 min 30 s.');
	expect(error.facts).toMatchObject({retry_after_ms: 90_000, request_id: 'r-1'});
});

test.each<[TransportKind, string]>([
	['dns', 'its name does not resolve'],
	['refused', 'nothing listens there'],
	['timeout', 'it took too long'],
	['tls', 'its certificate is not accepted (CODE)'],
	['reset', 'it broke off'],
	['too-large', 'its answer is larger than 8 MB'],
	['other', 'CODE'],
])('no answer (%s): %s', (kind, reason) => {
	const error = unreachable(new TransportError({kind, code: 'CODE', origin, sent: true}));

	expect(error).toMatchObject({code: 'api/unreachable', exitCode: 10});
	expect(error.message).toBe(`https://api.test does not answer: ${reason}.`);
});

test('something else that answers is told apart from nothing', () => {
	expect(notOurs(origin)).toMatchObject({code: 'api/not-ours', exitCode: 10});
});
