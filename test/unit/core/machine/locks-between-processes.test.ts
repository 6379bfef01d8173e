/** Locks where they count: between programs, one of which dies. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {takeLock} from '../../../../source/core/machine/locks.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'locks-'));
});
afterEach(async () => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	await rm(folder, {recursive: true, force: true});
});

function runs(script: string): ChildProcess {
	const from = (name: string) => JSON.stringify(resolve(`source/core/machine/${name}.ts`));
	const program = `
import {takeLock, withLock} from ${from('locks')};
import {systemClock as clock} from ${from('clock')};
import {readText, writeText} from ${from('files')};
const options = {clock, what: 'the counter', command: 'test'};
${script}`;
	const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], {
		cwd: folder,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	children.push(child);
	return child;
}

test('programs that add to one file at the same time lose nothing', async () => {
	const adding = `
for (let time = 0; time < 15; time += 1) {
	await withLock('counter.lock', options, async () => {
		const now = JSON.parse((await readText('counter')) ?? '{}');
		await writeText('counter', JSON.stringify({...now, [process.pid + '-' + time]: true}));
	});
}`;
	const ends = await Promise.all(Array.from({length: 4}, async () => once(runs(adding), 'exit')));

	expect(ends.map(([code]) => code)).toEqual([0, 0, 0, 0]);
	expect(Object.keys(JSON.parse(await readFile(join(folder, 'counter'), 'utf8')))).toHaveLength(60);
	expect(await readdir(folder)).toEqual(['counter']);
});

test('what a killed one held is taken over', async () => {
	const holder = runs("await takeLock('up.lock', options); console.log('held'); setInterval(() => {}, 1000)");
	await once(holder.stdout ?? holder, 'data');
	const path = join(folder, 'up.lock');
	const options = {clock: systemClock, what: 'the deploy', command: 'test'};
	await expect(takeLock(path, {...options, patienceMs: 100})).rejects.toMatchObject({
		code: 'machine/locked',
		facts: {pid: holder.pid},
	});

	holder.kill('SIGKILL');
	await once(holder, 'exit');

	const lock = await takeLock(path, {...options, patienceMs: 5000});
	await lock.release();
	expect(await readdir(folder)).toEqual([]);
});

test('one that ends without letting go leaves nothing behind', async () => {
	await once(runs("await takeLock('up.lock', options); process.exit(3)"), 'exit');

	expect(await readdir(folder)).toEqual([]);
});
