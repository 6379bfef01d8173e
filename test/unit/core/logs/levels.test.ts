import {expect, test} from 'vitest';
import {guessLevel, isAtLeast} from '../../../../source/core/logs/levels.ts';

test.each([
	['Error: DATABASE_URL is not set', 'error'],
	['TypeError: x is not a function', 'error'],
	['Error [ERR_MODULE_NOT_FOUND]: nothing there', 'error'],
	['panic: runtime error', 'error'],
	['Traceback (most recent call last):', 'error'],
	['2026-01-01T12:00:00Z ERROR connection refused', 'error'],
	['[12:00:01] [error] no such file', 'error'],
	['level=warn msg="slow"', 'warn'],
	['npm WARN deprecated foo@1', 'warn'],
	['warn: SESSION_SECRET is short', 'warn'],
	['12:04:22 warning: deprecated', 'warn'],
	['INFO  listening', 'info'],
	['{"level":"info","msg":"error: none"}', 'info'],
	['{"level":50,"msg":"x"}', 'error'],
	['{"severity":"WARNING","message":"x"}', 'warn'],
	['{"time":1,"level":20}', 'debug'],
	['DEBUG cache hit', 'debug'],
] as const)('%s is %s', (line, level) => {
	expect(guessLevel(line)).toBe(level);
});

test.each([
	'GET /errors 200 3ms',
	'0 errors, 2 warnings',
	'added 64 packages in 4s',
	'information about the error page',
	'{"message":"level: error"}',
	'',
])('%s has none', line => {
	expect(guessLevel(line)).toBeUndefined();
});

test('a level stands for itself and what is worse', () => {
	expect(isAtLeast('error', 'warn')).toBe(true);
	expect(isAtLeast('info', 'warn')).toBe(false);
	expect(isAtLeast(undefined, 'debug')).toBe(false);
});
