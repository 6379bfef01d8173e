import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {isAlive, ownIdentity, startTimeOf} from '../../../../source/core/machine/process-identity.ts';
import {childEnvironment, findOnPath, runProcess} from '../../../../source/core/machine/processes.ts';

const env = {PATH: '/usr/bin:/bin'};
const node = (script: string, more: object = {}) =>
	runProcess({file: process.execPath, args: ['-e', script], env, ...more});

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'processes-'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

async function program(path: string): Promise<string> {
	const full = join(folder, path);
	await mkdir(join(full, '..'), {recursive: true});
	await writeFile(full, '#!/bin/sh\necho mine\n');
	await chmod(full, 0o755);
	return full;
}

test('a child sees what is on the list, and no credential of ours', () => {
	const seen = childEnvironment(
		{
			PATH: '/bin',
			HOME: '/root',
			HTTPS_PROXY: 'http://p',
			CS_API_KEY: 'cnry_a',
			VAULT_TOKEN: 'cnry_b',
			NODE_OPTIONS: '-r x',
		},
		{PORT: '80'},
	);

	expect(seen).toEqual({PATH: '/bin', HOME: '/root', HTTPS_PROXY: 'http://p', PORT: '80'});
});

test('nothing of our environment is passed on by itself', async () => {
	const {stdout} = await node('console.log(Object.keys(process.env).join())', {env: {ONLY: 'this'}});

	expect(stdout.trim()).toBe('ONLY');
});

test('programs come from absolute folders of PATH only: a project does not supply its own docker', async () => {
	const real = await program('bin/docker');
	await program('docker');

	expect(await findOnPath('docker', {PATH: `.:::${join(folder, 'bin')}`})).toBe(real);
	expect(await findOnPath('docker', {PATH: '.:bin:'})).toBeNull();
	expect(await findOnPath('docker', {})).toBeNull();
	expect(await findOnPath(real, {})).toBe(real);
});

test('a program that is missing is named', async () => {
	const call = {file: 'no-such-program', args: [], env};

	await expect(runProcess(call)).rejects.toMatchObject({
		code: 'machine/tool-missing',
		facts: {tool: 'no-such-program'},
	});
});

test('how it ended is a result: a code, a signal, our patience', async () => {
	expect(await node('process.exit(7)')).toMatchObject({exitCode: 7, signal: null, timedOut: false});
	expect(await node('process.kill(process.pid, "SIGKILL")')).toMatchObject({exitCode: null, signal: 'SIGKILL'});
	expect(await node('setInterval(() => {}, 1000)', {timeoutMs: 200})).toMatchObject({
		timedOut: true,
		signal: 'SIGTERM',
	});
});

test('a blocked one is ended too', async () => {
	expect(await node('for (;;);', {timeoutMs: 200})).toMatchObject({timedOut: true});
});

test('what it is told on standard input it gets whole, words are never a shell line', async () => {
	const script = 'process.stdin.pipe(process.stdout); process.stderr.write(process.argv[1])';
	const end = await runProcess({
		file: process.execPath,
		args: ['-e', script, '$(id); `id` "quoted" \n *'],
		env,
		stdin: 'secret\nwith lines',
	});

	expect(end).toMatchObject({stdout: 'secret\nwith lines', stderr: '$(id); `id` "quoted" \n *', exitCode: 0});
});

test('lines are heard as they come, from both streams, the last one without its end too', async () => {
	const lines: string[] = [];
	await node('console.log("one\\ntwo"); process.stderr.write("three")', {
		onLine: (line: string, stream: string) => lines.push(`${stream} ${line}`),
	});

	expect(new Set(lines)).toEqual(new Set(['stdout one', 'stdout two', 'stderr three']));
});

test('a stop ends it, with the reason of the stop', async () => {
	const stop = new AbortController();
	const running = node('console.log("up"); setInterval(() => {}, 1000)', {
		signal: stop.signal,
		onLine: () => stop.abort(new Error('stopped')),
	});

	await expect(running).rejects.toThrow('stopped');
});

test('a process is known by its pid and its start, and is gone with either', async () => {
	const me = ownIdentity();
	expect(isAlive(me)).toBe(true);
	expect(isAlive({...me, startTime: '1'})).toBe(false);

	const {stdout} = await node('console.log(process.pid)');
	expect(startTimeOf(Number(stdout))).toBeNull();
	for (const pid of [0, -1, 1.5, Number.NaN, 2 ** 31]) expect(startTimeOf(pid)).toBeNull();
});
