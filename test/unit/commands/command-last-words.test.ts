import {expect, test} from 'vitest';
import {lastWords} from '../../../source/commands/command-last-words.ts';

const attempt = (release: number, port: number) => [
	`file:///home/me/.cloudstation/platform/releases/${release}/app/server.js:12`,
	"	if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is not set');",
	'	                               ^',
	'',
	'Error: DATABASE_URL is not set',
	`    at connect (file:///home/me/.cloudstation/platform/releases/${release}/app/server.js:12:11)`,
	`    at Server.listen (/home/me/releases/${release}/app/lib/listen.js:${port}:3)`,
	'    at ModuleJob.run (node:internal/modules/esm/module_job:437:25)',
	'',
	'Node.js v24.21.0',
];

test('of an app that ended three times only the last attempt is told, without what the runtime adds', () => {
	expect(lastWords([...attempt(5, 1), ...attempt(5, 2), ...attempt(5, 3)], 8)).toEqual([
		'Error: DATABASE_URL is not set',
		'    at connect (server.js:12:11)',
		'    at Server.listen (listen.js:3:3)',
	]);
});

test('where there is little room, where it was thrown stays and how it got there goes', () => {
	expect(lastWords(attempt(5, 1), 2)).toEqual(['Error: DATABASE_URL is not set', '    at connect (server.js:12:11)']);
});

test('words that never repeat are the newest ones, as they were said', () => {
	const said = ['reading settings', 'Traceback (most recent call last):', '  File "app.py", line 3', 'KeyError: PORT'];
	expect(lastWords(said, 3)).toEqual(said.slice(1));
});

test('an app that said nothing has no last words', () => {
	expect(lastWords([], 8)).toEqual([]);
});
