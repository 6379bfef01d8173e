import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {connect, createServer as createTcpServer, type Server as TcpServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {entryPointPath} from '../../../../source/core/machine/entry-points.ts';
import {findFreePort} from '../../../../source/core/machine/local-ports.ts';
import {type FrontState, readFrontStatus, writeFrontFile} from '../../../../source/platform/serve/front-state.ts';
import {until} from '../../../support/runtime-bench.ts';

let folder: string;
let front: ChildProcess;
let complaints: string;
let state: FrontState;
const servers: (Server | TcpServer)[] = [];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'cs-front-'));
	state = {serviceName: 'shop', port: await findFreePort(), generation: 1, mode: 'http', targets: []};
	writeFrontFile(stateFile(), state);
	front = spawn(process.execPath, [entryPointPath('front-process'), stateFile()], {
		stdio: ['ignore', 'inherit', 'pipe'],
	});
	complaints = '';
	front.stderr?.on('data', chunk => {
		complaints += String(chunk);
	});
	await until(() => status()?.generation === 1);
});
afterEach(async () => {
	front.kill('SIGKILL');
	for (const server of servers.splice(0)) server.close();
	await rm(folder, {recursive: true, force: true});
});

const stateFile = () => join(folder, 'state.json');
const status = () => readFrontStatus(join(folder, 'status.json'));

async function pointTo(targets: readonly number[], mode: FrontState['mode'] = 'http'): Promise<void> {
	state = {...state, targets, mode, generation: state.generation + 1};
	writeFrontFile(stateFile(), state);
	front.kill('SIGHUP');
	await until(() => status()?.generation === state.generation);
}

async function listening(server: Server | TcpServer): Promise<number> {
	servers.push(server);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const address = server.address();
	return typeof address === 'object' && address !== null ? address.port : 0;
}

const app = (listener: (incoming: IncomingMessage, response: ServerResponse) => unknown): Promise<number> =>
	listening(createServer((incoming, response) => void listener(incoming, response)));
const url = (path = '/') => `http://127.0.0.1:${state.port}${path}`;

test('before there is a release it says so; when the app is gone, too', async () => {
	const before = await fetch(url());
	expect([before.status, await before.text()]).toEqual([503, 'shop has no live release yet.\n']);
	await pointTo([await findFreePort()]);
	expect((await fetch(url())).status).toBe(502);
});

test('method, path, headers and body pass both ways as they are', async () => {
	const seen: {headers?: IncomingMessage['headers']} = {};
	const port = await app(async (incoming, response) => {
		seen.headers = incoming.headers;
		response.writeHead(201, 'Made', [
			['set-cookie', 'a=1'],
			['set-cookie', 'b=2'],
			['x-path', `${incoming.method} ${incoming.url}`],
		]);
		response.end(await text(incoming));
	});
	await pointTo([port]);
	const body = 'x'.repeat(300_000);
	const answer = await fetch(url('/cart?id=1'), {method: 'PUT', body, headers: {'x-mine': 'yes'}});
	expect([answer.status, answer.statusText, answer.headers.get('x-path')]).toEqual([201, 'Made', 'PUT /cart?id=1']);
	expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
	expect(await answer.text()).toBe(body);
	expect(seen.headers).toMatchObject({
		host: `127.0.0.1:${state.port}`,
		'x-mine': 'yes',
		'x-forwarded-for': '127.0.0.1',
	});
});

test('HEAD, 204 and chunked uploads are not garbled', async () => {
	const port = await app(async (incoming, response) => {
		if (incoming.method === 'HEAD') response.writeHead(200, {'content-length': 5}).end();
		else if (incoming.method === 'DELETE') response.writeHead(204).end();
		else response.end(`${incoming.headers['transfer-encoding'] ?? 'none'} ${await text(incoming)}`);
	});
	await pointTo([port]);
	expect((await fetch(url(), {method: 'HEAD'})).headers.get('content-length')).toBe('5');
	expect((await fetch(url(), {method: 'DELETE'})).status).toBe(204);
	const upload = request(url(), {method: 'POST', headers: {'transfer-encoding': 'chunked'}});
	upload.write('one ');
	upload.end('two');
	const [answer] = await once(upload, 'response');
	expect(await text(answer)).toBe('chunked one two');
});

test('an event stream arrives while it is written', async () => {
	const port = await app((_incoming, response) => {
		response.writeHead(200, {'content-type': 'text/event-stream'});
		response.flushHeaders();
		setTimeout(() => response.write('data: 1\n\n'), 50);
	});
	await pointTo([port]);
	const stop = new AbortController();
	const answer = await fetch(url(), {signal: stop.signal});
	const reader = answer.body?.getReader();
	expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: 1\n\n');
	stop.abort();
});

test('one kept connection goes to the new release with its next request, and the old one drains', async () => {
	const slow: {finish: () => void} = {finish: () => undefined};
	const old = await app((incoming, response) => {
		if (incoming.url === '/slow') slow.finish = () => response.end('old, finished');
		else response.end('old');
	});
	const next = await app((_incoming, response) => response.end('new'));
	await pointTo([old]);
	const agent = new Agent({keepAlive: true, maxSockets: 1});
	const ask = async () => {
		const asked = request(url(), {agent}).end();
		const [answer] = await once(asked, 'response');
		return text(answer);
	};
	expect(await ask()).toBe('old');
	const slowAnswer = fetch(url('/slow'));
	await until(() => slow.finish.toString().includes('finished'));
	await pointTo([next]);
	expect(status()?.draining).toBe(1);
	expect(await ask()).toBe('new');
	slow.finish();
	expect(await (await slowAnswer).text()).toBe('old, finished');
	await until(() => status()?.draining === 0);
	agent.destroy();
});

test('an instance that is gone is passed over', async () => {
	const port = await app((_incoming, response) => response.end('here'));
	await pointTo([await findFreePort(), port]);
	expect(await Promise.all([1, 2, 3].map(async () => (await fetch(url())).text()))).toEqual(['here', 'here', 'here']);
});

test('an upgrade becomes a plain connection', async () => {
	const server = createServer();
	server.on('upgrade', (incoming: IncomingMessage, socket: Socket) => {
		socket.write(
			`HTTP/1.1 101 Switching Protocols\r\nupgrade: ${incoming.headers.upgrade}\r\nconnection: upgrade\r\n\r\n`,
		);
		socket.on('data', data => socket.write(`echo ${String(data)}`));
		socket.on('error', () => undefined);
	});
	await pointTo([await listening(server)]);
	const asked = request(url('/ws'), {headers: {connection: 'upgrade', upgrade: 'websocket'}}).end();
	const [answer, socket] = await once(asked, 'upgrade');
	expect(answer.headers.upgrade).toBe('websocket');
	socket.write('hi');
	expect(String((await once(socket, 'data'))[0])).toBe('echo hi');
	socket.destroy();
});

test('in tcp mode bytes pass, and one side may end first', async () => {
	const port = await listening(
		createTcpServer({allowHalfOpen: true}, socket => {
			void text(socket).then(all => socket.end(`got ${all}`));
		}),
	);
	await pointTo([port], 'tcp');
	const socket = connect({port: state.port, host: '127.0.0.1', allowHalfOpen: true});
	socket.end('all of it');
	expect(await text(socket)).toBe('got all of it');
});

test('a client that goes away ends what was asked of the app', async () => {
	const ended: {by?: string} = {};
	const port = await app((_incoming, response) => {
		response.write('begin');
		response.on('close', () => {
			ended.by = 'client';
		});
	});
	await pointTo([port]);
	const stop = new AbortController();
	await fetch(url(), {signal: stop.signal});
	stop.abort();
	await until(() => ended.by === 'client');
});

test('it ends on SIGTERM', async () => {
	front.kill('SIGTERM');
	expect(await once(front, 'exit')).toEqual([0, null]);
	await expect(fetch(url())).rejects.toThrow('fetch failed');
});

test('it ends by itself when its folder is gone', async () => {
	await rm(folder, {recursive: true});
	expect(await once(front, 'exit')).toEqual([0, null]);
});

test('a signal from another program opens no debugger', async () => {
	front.kill('SIGUSR1');
	await pointTo([await app((_request, response) => response.end('still here'))]);
	expect(await (await fetch(url())).text()).toBe('still here');
	expect(complaints).toBe('');
});
