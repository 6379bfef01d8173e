import {mkdtemp, readdir, readFile, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {takeLock, withLock} from '../../../../source/core/machine/locks.ts';

const options = {clock: systemClock, what: 'the deploy of shop', command: 'up'};
const lockIn = async () => join(await mkdtemp(join(tmpdir(), 'locks-')), 'up.lock');

test('the second one waits, then says who holds it', async () => {
	const path = await lockIn();
	const first = await takeLock(path, options);

	await expect(takeLock(path, {...options, patienceMs: 100})).rejects.toMatchObject({
		code: 'machine/locked',
		message: expect.stringContaining(`process ${process.pid}`),
	});
	await first.release();

	const second = await takeLock(path, options);
	await second.release();
	expect(await readdir(join(path, '..'))).toEqual([]);
});

test('the lock of a process that is gone is taken over', async () => {
	const path = await lockIn();
	const first = await takeLock(path, options);
	const holder = JSON.parse(await readFile(path, 'utf8'));
	await first.release();
	await writeFile(path, JSON.stringify({...holder, startTime: '1'}));

	const lock = await takeLock(path, {...options, patienceMs: 1000});

	expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({pid: process.pid});
	await lock.release();
});

test('the lock of another machine is left alone', async () => {
	const path = await lockIn();
	await writeFile(path, JSON.stringify({pid: 1, startTime: '1', host: 'elsewhere', boot: 'x', command: 'up'}));

	await expect(takeLock(path, {...options, patienceMs: 100})).rejects.toMatchObject({
		message: expect.stringContaining('elsewhere'),
	});
});

test('of many that meet a dead lock, each works alone', async () => {
	const path = await lockIn();
	await writeFile(
		path,
		JSON.stringify({
			pid: 999_999,
			startTime: '1',
			host: (await import('node:os')).hostname(),
			boot: 'gone',
			command: 'up',
		}),
	);
	let inside = 0;
	let most = 0;

	await Promise.all(
		Array.from({length: 8}, () =>
			withLock(path, options, async () => {
				inside += 1;
				most = Math.max(most, inside);
				await systemClock.sleep(5);
				inside -= 1;
			}),
		),
	);

	expect(most).toBe(1);
});
