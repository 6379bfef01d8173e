import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {memoryImage} from '../../../support/memory-image.ts';
import {answering, openRuntimeBench, type RuntimeBench, until} from '../../../support/runtime-bench.ts';

let bench: RuntimeBench;
beforeEach(async () => {
	bench = await openRuntimeBench();
});
afterEach(() => bench.close());

/** Starts a platform that releases, and kills it with SIGKILL once it said so. */
async function killAfter(words: string, text: string, release: number): Promise<void> {
	const script = fileURLToPath(new URL('../../../support/platform-to-kill.ts', import.meta.url));
	const child = spawn(process.execPath, [script, bench.folder, String(bench.port), text, String(release)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let said = '';
	child.stdout.on('data', piece => {
		said += String(piece);
	});
	await until(() => said.includes(words));
	child.kill('SIGKILL');
	await once(child, 'exit');
}

const answer = () => bench.get().catch(() => 'nobody');
const state = () => bench.runtime.state('svc-1');

test('the app answers while the platform is gone, and the next platform follows it', async () => {
	await killAfter('\nlive\n', 'one', 1);
	expect(await bench.get('/meanwhile')).toBe('one');
	await bench.runtime.recover([bench.spec(1)]);
	expect(state()).toMatchObject({live: {release: 1}, instances: [{name: 'app-1', state: 'running'}]});
	await until(() => bench.lines.includes('app-1 stdout GET /meanwhile'));
	expect(bench.lines).not.toContain('app-1 stdout listening');
	expect(bench.happened).toEqual([]);
});

test('a platform that dies while it releases leaves the old release live, and nothing of the new one', async () => {
	await killAfter('\nlive\n', 'one', 1);
	await killAfter('instance 1 started', 'two', 2);
	expect(await answer()).toBe('one');
	await bench.runtime.recover([bench.spec(1)]);
	expect(await answer()).toBe('one');
	await until(async () => (await bench.apps()).length === 1);
});

test('a platform that dies right after the switch, before it is recorded elsewhere, goes back to the old release', async () => {
	await killAfter('\nlive\n', 'one', 1);
	await killAfter('healthy,', 'two', 2);
	expect(await answer()).toBe('two');
	await bench.runtime.recover([bench.spec(1)]);
	expect(await answer()).toBe('one');
	await until(async () => (await bench.apps()).length === 1);
});

test('an app that died with its platform is started again from its folder, without its image', async () => {
	await killAfter('\nlive\n', 'one', 1);
	for (const pid of await bench.apps()) process.kill(pid, 'SIGKILL');
	await until(async () => (await bench.apps()).length === 0);
	expect(await answer()).toContain('does not answer');
	await bench.runtime.recover([bench.spec(1)]);
	await until(async () => (await answer()) === 'one');
	expect(bench.happened[0]).toBe('run: instance 1 was gone, it starts again');
});

test('a service that is live no more is ended', async () => {
	await killAfter('\nlive\n', 'one', 1);
	await bench.runtime.recover([]);
	expect(await answer()).toBe('nobody');
	expect(await bench.apps()).toEqual([]);
});

test('after a recovery the next release goes on as ever', async () => {
	await killAfter('\nlive\n', 'one', 1);
	await bench.runtime.recover([bench.spec(1)]);
	expect(await bench.deploy(2, await memoryImage(answering('two'), ['node', 'server.mjs']))).toMatchObject({
		outcome: 'live',
	});
	expect(await answer()).toBe('two');
	await until(async () => (await bench.apps()).length === 1);
});

test('stopping everything ends what an earlier platform started', async () => {
	await killAfter('\nlive\n', 'one', 1);
	await bench.runtime.recover([bench.spec(1)]);
	await bench.runtime.stopEverything();
	expect(await answer()).toBe('nobody');
	expect(await bench.apps()).toEqual([]);
});

test('a release that was cut off goes through when it is taken up again', async () => {
	await killAfter('\nlive\n', 'one', 1);
	await killAfter('instance 1 started', 'two', 2);
	await bench.runtime.recover([bench.spec(1)]);
	const again = await bench.deploy(2, await memoryImage(answering('two'), ['node', 'server.mjs']));
	expect(again).toMatchObject({outcome: 'live'});
	expect(await answer()).toBe('two');
	await until(async () => (await bench.apps()).length === 1);
});

test('stopping everything in the middle of a release ends what it started', async () => {
	const deaf = {'server.mjs': `console.log('up'); setInterval(() => undefined, 1000);`};
	const outcome = bench.deploy(1, await memoryImage(deaf, ['node', 'server.mjs']));
	await until(() => bench.lines.length > 0);
	await bench.runtime.stopEverything();
	expect(await outcome).toMatchObject({outcome: 'failed', cause: 'cancelled'});
	expect(await bench.apps()).toEqual([]);
	expect(await answer()).toBe('nobody');
});

test('a platform that stopped and starts again brings its services back', async () => {
	await bench.deploy(1, await memoryImage(answering('one'), ['node', 'server.mjs']));
	await bench.runtime.stopEverything();
	expect(await answer()).toBe('nobody');
	await bench.runtime.recover([bench.spec(1)]);
	await until(async () => (await answer()) === 'one');
});
