import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Secret} from '../../../../source/shared/secret.ts';
import {memoryImage} from '../../../support/memory-image.ts';
import {answering, openRuntimeBench, type RuntimeBench, until} from '../../../support/runtime-bench.ts';

let bench: RuntimeBench;
beforeEach(async () => {
	bench = await openRuntimeBench();
});
afterEach(() => bench.close());

const start = ['node', 'server.mjs'];

test('an image becomes an app that answers on the URL, with its lines', async () => {
	const outcome = await bench.deploy(1, await memoryImage(answering('hello'), start));
	expect(outcome).toEqual({outcome: 'live', url: `http://127.0.0.1:${bench.port}`});
	expect(await bench.get('/shop')).toBe('hello');
	await until(() => bench.lines.includes('app-1 stdout GET /shop'));
	expect(bench.lines[0]).toBe('app-1 stdout listening');
	expect(bench.happened).toEqual([
		'deploy: release 1 unpacked',
		'deploy: instance 1 started',
		`release: healthy, http://127.0.0.1:${bench.port} switched to release 1`,
	]);
});

test('no request fails while the URL switches, and the old app ends', async () => {
	await bench.deploy(1, await memoryImage(answering('one'), start));
	const oldPid = bench.runtime.state('svc-1')?.instances[0]?.pid ?? 0;
	const seen: string[] = [];
	const asking = {on: true};
	const askAll = async () => {
		while (asking.on) seen.push(await bench.get());
	};
	const asked = Promise.all([askAll(), askAll(), askAll()]);
	expect(await bench.deploy(2, await memoryImage(answering('two'), start))).toMatchObject({outcome: 'live'});
	await until(() => bench.happened.includes('release: release 1 stopped'));
	asking.on = false;
	await asked;
	expect([...new Set(seen)]).toEqual(['one', 'two']);
	expect(() => process.kill(oldPid, 0)).toThrow('ESRCH');
	expect(bench.runtime.state('svc-1')?.live).toEqual({deploymentId: 'dep-2', release: 2});
});

test('an app that crashes at its start fails the release at its third exit; the old one stays', async () => {
	await bench.deploy(1, await memoryImage(answering('one'), start));
	const crash = {'server.mjs': `console.error('no database at DATABASE_URL'); process.exit(3);`};
	expect(await bench.deploy(2, await memoryImage(crash, start))).toEqual({
		outcome: 'failed',
		cause: 'exited',
		message: 'The app ended 3 times before it was healthy, the last time with code 3.',
		exitCode: 3,
		lastLines: Array.from({length: 3}, () => 'no database at DATABASE_URL'),
	});
	expect(await bench.get()).toBe('one');
	expect(bench.happened).toContain('release: instance 1 exited with code 3, starts again in 0.25 s');
	expect(bench.happened.at(-1)).toBe('release: release 1 is still live');
});

test('an app that is never healthy fails at the deadline and says what it answered', async () => {
	const broken = {
		'server.mjs': `import {createServer} from 'node:http';
createServer((request, response) => response.writeHead(502).end()).listen(Number(process.env.PORT));`,
	};
	const outcome = await bench.deploy(1, await memoryImage(broken, start), {healthTimeoutMs: 1000});
	expect(outcome).toMatchObject({outcome: 'failed', cause: 'unhealthy'});
	expect(outcome).toHaveProperty(
		'message',
		expect.stringMatching(/^The app was not healthy within 1 s: GET \/ answered 502, \d+ tries\.$/),
	);
	expect(bench.waiting).toContain('GET / answered 502, 1 try');
	expect(bench.runtime.state('svc-1')?.instances).toEqual([]);
});

test('an app that listens nowhere fails at the deadline', async () => {
	const deaf = {'server.mjs': 'setInterval(() => undefined, 1000);'};
	expect(await bench.deploy(1, await memoryImage(deaf, start), {healthTimeoutMs: 600})).toMatchObject({
		message: 'The app was not healthy within 0.6 s: nothing listens on its port yet (the app gets it as PORT).',
	});
});

test('a release that is cancelled leaves nothing behind', async () => {
	const cancel = new AbortController();
	const deaf = {'server.mjs': `console.log('up'); setInterval(() => undefined, 1000);`};
	const outcome = bench.deploy(1, await memoryImage(deaf, start), {}, cancel.signal);
	await until(() => bench.lines.length > 0);
	const pid = bench.runtime.state('svc-1')?.instances[0]?.pid ?? 0;
	cancel.abort();
	expect(await outcome).toMatchObject({outcome: 'failed', cause: 'cancelled', lastLines: ['up']});
	expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('a program that is not on this machine is named', async () => {
	expect(await bench.deploy(1, await memoryImage({}, ['no-such-program-here']))).toMatchObject({
		cause: 'start',
		message: 'The app starts with "no-such-program-here", and this machine has no such program.',
	});
});

test('an app sees its own environment and none of ours', async () => {
	process.env['CS_API_KEY'] = 'not-for-apps';
	const tell = {
		'server.mjs': `import {createServer} from 'node:http';
createServer((request, response) => response.end(JSON.stringify({...process.env, cwd: process.cwd()}))).listen(Number(process.env.PORT), process.env.HOST);`,
	};
	await bench.deploy(1, await memoryImage(tell, start, ['GREETING=hi', 'DATA=/app/data', 'LEVEL=image']), {
		environment: async () => new Map([['LEVEL', new Secret('service')]]),
	});
	delete process.env['CS_API_KEY'];
	const seen: unknown = JSON.parse(await bench.get());
	expect(seen).toMatchObject({GREETING: 'hi', LEVEL: 'service', HOST: '127.0.0.1'});
	expect(seen).toHaveProperty('DATA', expect.stringMatching(/releases\/1-dep-1\/app\/data$/));
	expect(seen).toHaveProperty('cwd', expect.stringMatching(/releases\/1-dep-1\/app$/));
	expect(seen).toHaveProperty('HOME', expect.stringMatching(/svc-1\/home$/));
	expect(seen).not.toHaveProperty('CS_API_KEY');
});

test('a live app that ends is started again on the same URL', async () => {
	const fragile = {
		'server.mjs': `import {createServer} from 'node:http';
createServer((request, response) => {
	if (request.url === '/crash') process.exit(7);
	response.end('ok');
}).listen(Number(process.env.PORT), process.env.HOST);`,
	};
	await bench.deploy(1, await memoryImage(fragile, start));
	expect(await bench.get('/crash')).toBe('shop does not answer right now. See its logs: cs-wizard logs\n');
	await until(() => bench.happened.includes('run: instance 1 answers again'));
	expect(bench.happened).toContain('run: instance 1 exited with code 7, starts again in 0.5 s');
	expect(await bench.get()).toBe('ok');
});

test('two instances take turns', async () => {
	const named = {
		'server.mjs': `import {createServer} from 'node:http';
createServer((request, response) => response.end(process.env.PORT)).listen(Number(process.env.PORT), process.env.HOST);`,
	};
	await bench.deploy(1, await memoryImage(named, start), {count: 2});
	const answers = new Set([await bench.get(), await bench.get(), await bench.get(), await bench.get()]);
	expect(answers.size).toBe(2);
	expect(bench.runtime.state('svc-1')?.instances).toMatchObject([
		{name: 'app-1', state: 'running'},
		{name: 'app-2', state: 'running'},
	]);
});

test('a front that is killed comes back on the same URL', async () => {
	await bench.deploy(1, await memoryImage(answering('one'), start));
	const [pid = ''] = (await readFile(join(bench.folder, 'services/svc-1/front/identity'), 'utf8')).split('\n');
	process.kill(Number(pid), 'SIGKILL');
	await until(() => bench.happened.some(message => message.includes('the front of')));
	await until(async () => (await bench.get().catch(() => '')) === 'one');
	expect(bench.runtime.state('svc-1')?.live?.release).toBe(1);
});

test('a port that another program holds is named before anything switches', async () => {
	const other = createServer().listen(bench.port, '127.0.0.1');
	await once(other, 'listening');
	expect(await bench.deploy(1, await memoryImage(answering('one'), start))).toMatchObject({
		cause: 'start',
		message: `Port ${bench.port} of this machine is not free for the app (EADDRINUSE).`,
	});
	other.close();
});

test('a changed byte in a layer stops the release before anything starts', async () => {
	const image = await memoryImage(answering('one'), start);
	const other = await memoryImage(answering('two'), start);
	const layers = image.layers.map((layer, index) => ({
		...layer,
		open: () => other.layers[index]?.open() ?? layer.open(),
	}));
	expect(await bench.deploy(1, {...image, layers})).toMatchObject({
		cause: 'image',
		message: 'A layer of the image does not match its digest.',
	});
	expect(bench.lines).toEqual([]);
});

test('an app that listens on localhost is found, whichever address that is', async () => {
	const local = {
		'server.mjs': `import {createServer} from 'node:http';
createServer((request, response) => response.end('at ' + request.socket.localAddress)).listen(Number(process.env.PORT), 'localhost');`,
	};
	expect(await bench.deploy(1, await memoryImage(local, start))).toMatchObject({outcome: 'live'});
	expect(await bench.get()).toMatch(/^at (::1|127\.0\.0\.1)$/);
});
