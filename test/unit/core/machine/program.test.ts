import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {startProgram} from '../../../../source/core/machine/program.ts';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'program-'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

/** Runs a text as the program; the first thing it does is to write down its pid. */
async function start(text: string, more: {readonly signal?: AbortSignal; readonly patienceMs?: number} = {}) {
	const program = join(folder, 'program.mjs');
	await writeFile(
		program,
		`import {writeFileSync} from 'node:fs';\nwriteFileSync('pid', String(process.pid));\n${text}`,
	);
	return startProgram({args: ['one'], env: {}, cwd: folder, errorFile: join(folder, 'log'), program, ...more});
}

const pid = async () => Number(await readFile(join(folder, 'pid'), 'utf8'));

async function isRunning(): Promise<boolean> {
	try {
		return process.kill(await pid(), 0);
	} catch {
		return false;
	}
}

test('its first line is heard, and it runs on without us', async () => {
	const line = await start('console.log(`said ${process.argv[2]}`); setInterval(() => console.log("more"), 50);');
	expect(line).toBe('said one');
	expect(await isRunning()).toBe(true);
	process.kill(await pid(), 'SIGKILL');
});

test('one that ends without a word is known by null, its trouble is in the log', async () => {
	expect(await start('console.error("no disk"); process.exitCode = 1;')).toBeNull();
	expect(await readFile(join(folder, 'log'), 'utf8')).toBe('no disk\n');
});

test.each([
	['ends when it is told to', ''],
	['does not even end when it is told to', 'process.on("SIGTERM", () => undefined);'],
])('one that says nothing and %s is not left behind', async (_how, more) => {
	const started = start(`${more} setInterval(() => undefined, 1000);`, {patienceMs: 1500});
	await expect(started).rejects.toMatchObject({
		code: 'platform/start-failed',
		facts: {log: join(folder, 'log')},
	});
	await expect.poll(isRunning).toBe(false);
});

test('a stop of ours ends it too', async () => {
	const stop = new AbortController();
	const started = start('setInterval(() => undefined, 1000);', {signal: stop.signal});
	await expect.poll(pid).toBeGreaterThan(0);
	stop.abort(new Error('enough'));
	await expect(started).rejects.toThrow('enough');
	await expect.poll(isRunning).toBe(false);
});
