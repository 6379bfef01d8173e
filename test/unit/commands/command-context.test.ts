import {mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {runContext} from '../../../source/commands/command-context.ts';
import {flagsOf} from '../../../source/commands/command-switches.ts';

let startedIn: string;
beforeAll(async () => {
	startedIn = await mkdtemp(join(tmpdir(), 'context-'));
	await writeFile(join(startedIn, 'file'), '');
	await symlink('.', join(startedIn, 'link'));
});
afterAll(() => rm(startedIn, {recursive: true}));

const contextOf = (flags: Readonly<Record<string, unknown>>) =>
	runContext(flagsOf(flags), {
		version: '0',
		env: {},
		startedIn,
		interactive: false,
		stdoutIsTerminal: false,
		signal: new AbortController().signal,
		platform: 'linux',
		node: 'node',
	});

test('nothing said: here, in words, for as long as it takes', async () => {
	expect(await contextOf({})).toMatchObject({cwd: startedIn, json: false, yes: false, timeoutMs: undefined});
});

test('a folder is taken from where the shell stands, through a link too', async () => {
	expect(await contextOf({cwd: 'link', timeout: '1.5s'})).toMatchObject({
		cwd: join(startedIn, 'link'),
		timeoutMs: 1500,
	});
});

test.each([
	[{cwd: 'nowhere'}],
	[{cwd: 'file'}],
	[{cwd: ''}],
	[{timeout: 'soon'}],
	[{timeout: '-1s'}],
	[{timeout: '600h'}],
	[{profile: '..'}],
	[{profile: 'a/b'}],
	[{profile: ''}],
])('%j is refused', async flags => {
	await expect(contextOf(flags)).rejects.toMatchObject({code: 'usage/bad-value'});
});
