import {expect, test} from 'vitest';
import {runHelper} from '../../../../source/core/machine/run-helper.ts';

const run = (code: string, more: {readonly stdin?: string; readonly timeoutMs?: number; readonly file?: string} = {}) =>
	runHelper({file: process.execPath, args: ['-e', code], env: {}, stdin: '', timeoutMs: 20_000, ...more});

test('what it is asked reaches it, and what it says comes back', async () => {
	const end = await run('process.stdin.pipe(process.stdout)', {stdin: 'Zürich\n'.repeat(20_000)});

	expect(end).toEqual({exitCode: 0, signal: null, timedOut: false, stdout: 'Zürich\n'.repeat(20_000)});
});

test('it sees the environment that it was given and no other', async () => {
	expect((await run('process.stdout.write(String(process.env.HOME))')).stdout).toBe('undefined');
});

test('one that never answers is ended in time', async () => {
	const end = await run('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)', {timeoutMs: 200});

	expect(end).toMatchObject({timedOut: true, signal: 'SIGKILL'});
});

test('one that reads nothing, and one that is not there, are told by how they ended', async () => {
	expect(await run('process.exit(3)', {stdin: 'x'.repeat(1_000_000)})).toMatchObject({exitCode: 3, timedOut: false});
	expect(await run('', {file: '/nowhere/node'})).toMatchObject({exitCode: 126, stdout: ''});
});
