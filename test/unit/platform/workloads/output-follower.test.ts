import {appendFile, mkdtemp, rm, stat, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {OutputFollower} from '../../../../source/platform/workloads/output-follower.ts';

let folder: string;
const lines: string[] = [];
const open: OutputFollower[] = [];
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'cs-output-'));
	lines.length = 0;
});
afterEach(async () => {
	await Promise.all(open.splice(0).map(follower => follower.stop()));
	await rm(folder, {recursive: true, force: true});
});

const file = (name: string) => join(folder, name);
const write = (text: string, stream = 'stdout') => appendFile(file(stream), text);

async function follow(into = lines): Promise<OutputFollower> {
	const files = {stdout: file('stdout'), stderr: file('stderr'), offsets: file('offsets')};
	const follower = new OutputFollower(files, systemClock, (stream, {content, partial}) =>
		into.push(`${stream} ${content}${partial ? ' (partial)' : ''}`),
	);
	open.push(follower);
	await follower.start();
	return follower;
}

test('both streams become lines; the end makes a line of what has none', async () => {
	const follower = await follow();
	await write('one\ntw');
	await write('oops\n', 'stderr');
	await follower.drain();
	await write('o\nthree');
	await follower.drain({end: true});
	expect(lines).toEqual(['stdout one', 'stderr oops', 'stdout two', 'stdout three (partial)']);
});

test('the next follower goes on after the last whole line', async () => {
	await write('one\nhal');
	await (await follow()).drain();
	expect(lines).toEqual(['stdout one']);
	await write('f\ntwo\n');
	const next: string[] = [];
	await (await follow(next)).drain();
	expect(next).toEqual(['stdout half', 'stdout two']);
});

test('a file that grew large is emptied once it was read, and read on', async () => {
	const follower = await follow();
	await write(`${'x'.repeat(999)}\n`.repeat(17_000));
	await follower.drain();
	expect(lines.length).toBe(17_000);
	expect((await stat(file('stdout'))).size).toBe(0);
	await write('after\n');
	await follower.drain();
	expect(lines.at(-1)).toBe('stdout after');
});

test('damaged notes and missing files start from the beginning', async () => {
	await writeFile(file('offsets'), '{"stdout": -1');
	const follower = await follow();
	await follower.drain();
	await write('first\n');
	await follower.drain();
	expect(lines).toEqual(['stdout first']);
});

test('what is written faster than it is read is given up before it fills the disk', async () => {
	await writeFile(file('stdout'), '');
	await truncate(file('stdout'), 300 * 1024 * 1024);
	const follower = await follow();
	await follower.drain();
	expect(lines.at(-1)).toBe('stdout [299 MiB skipped: the app writes faster than it is read]');
	expect((await stat(file('stdout'))).size).toBe(0);
});
