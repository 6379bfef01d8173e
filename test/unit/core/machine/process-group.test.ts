import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {
	type DetachedProcess,
	followProcess,
	isRunning,
	readIdentity,
	startDetached,
} from '../../../../source/core/machine/detached-process.ts';
import {startTimeOf} from '../../../../source/core/machine/process-identity.ts';
import {endGroup} from '../../../../source/core/machine/process-group.ts';
import {until} from '../../../support/runtime-bench.ts';

let folder: string;
const started: DetachedProcess[] = [];
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'cs-process-'));
});
afterEach(async () => {
	for (const {identity} of started.splice(0)) await endGroup(identity, {clock: systemClock, graceMs: 0});
	await rm(folder, {recursive: true, force: true});
});

async function start(script: string): Promise<DetachedProcess> {
	const running = await startDetached({
		file: process.execPath,
		args: ['-e', script],
		cwd: folder,
		env: {WHO: 'child'},
		stdoutFile: join(folder, 'stdout'),
		stderrFile: join(folder, 'stderr'),
		identityFile: join(folder, 'identity'),
	});
	started.push(running);
	return running;
}

const output = () => readFile(join(folder, 'stdout'), 'utf8');
const ready = (text: string) => until(async () => (await output()).includes(text));
const clock = systemClock;

test('a process is known by who it said it is, writes to its files and tells how it ended', async () => {
	const {identity, exited} = await start('console.log(process.env.WHO, process.pid); process.exitCode = 4');
	expect(await exited).toEqual({code: 4, signal: null});
	expect(await output()).toBe(`child ${identity.pid}\n`);
	expect(isRunning(identity)).toBe(false);
	expect(await readIdentity(join(folder, 'identity'))).toEqual(identity);
});

test('an identity of another boot or another start is not that process', async () => {
	const {identity} = await start('setInterval(() => {}, 1000)');
	expect(isRunning(identity)).toBe(true);
	expect(isRunning({...identity, startTime: '1'})).toBe(false);
	expect(isRunning({...identity, boot: 'another'})).toBe(false);
});

test('a program that leaves on SIGTERM is ended, once is enough', async () => {
	const {identity} = await start(
		`process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000); console.log('up')`,
	);
	await ready('up');
	expect(await endGroup(identity, {clock})).toBe('ended');
	expect(await endGroup(identity, {clock})).toBe('gone');
});

test('a program that ignores SIGTERM is killed, and so is what it started', async () => {
	const {identity} = await start(`
		const {spawn} = require('node:child_process');
		const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)']);
		process.on('SIGTERM', () => console.log('no'));
		setInterval(() => {}, 1000);
		console.log('child=' + child.pid + ';');
	`);
	await ready(';');
	const child = Number(/child=(\d+)/.exec(await output())?.[1]);
	expect(await endGroup(identity, {clock, graceMs: 100})).toBe('killed');
	expect(await output()).toContain('no');
	await until(() => !isThere(child));
});

test('what a program started may finish after it', async () => {
	const {identity} = await start(`
		const {spawn} = require('node:child_process');
		const script = 'process.on("SIGTERM", () => setTimeout(() => { console.log("saved"); process.exit(0); }, 100)); setInterval(() => {}, 1000); console.log("ready")';
		spawn(process.execPath, ['-e', script], {stdio: 'inherit'});
		process.on('SIGTERM', () => process.exit(0));
	`);
	await ready('ready');
	expect(await endGroup(identity, {clock})).toBe('ended');
	expect(await output()).toContain('saved');
});

test('a process that is not our child is followed to its end', async () => {
	const {identity} = await start('setInterval(() => {}, 1000)');
	const followed = followProcess(identity);
	process.kill(identity.pid, 'SIGKILL');
	expect(await followed.exited).toEqual({code: null, signal: null});
});

/** A zombie that nobody fetched yet is gone. */
function isThere(pid: number): boolean {
	return startTimeOf(pid) !== null;
}
