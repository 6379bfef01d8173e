import {once} from 'node:events';
import {createServer, type RequestListener} from 'node:http';
import {createServer as createTcpServer, type Server} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {findFreePort, isPortFree, probeHttp, probeTcp} from '../../../../source/core/machine/local-ports.ts';

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
	servers.push(server);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const address = server.address();
	return typeof address === 'object' && address !== null ? address.port : 0;
}

const http = (listener: RequestListener) => listening(createServer(listener));

test('a free port is free, and not one of those given away', async () => {
	const port = await findFreePort();
	expect(await isPortFree(port)).toBe(true);
	expect(await findFreePort(new Set([port]))).not.toBe(port);
	expect(await isPortFree(await listening(createTcpServer()))).toBe(false);
});

test('2xx and 3xx are ok, and redirects are not followed; anything else says what it answered', async () => {
	const port = await http((incoming, response) => {
		const [, status = '200'] = (incoming.url ?? '').split('/');
		response.writeHead(Number(status), {location: '/500'}).end('body');
	});
	expect(await probeHttp(port, '/204')).toEqual({answer: 'ok', status: 204});
	expect(await probeHttp(port, '/302')).toEqual({answer: 'ok', status: 302});
	expect(await probeHttp(port, '/404')).toEqual({answer: 'broken', status: 404, why: 'answered 404'});
});

test('a path with any character is asked for', async () => {
	const port = await http((incoming, response) => response.end(incoming.url));
	expect(await probeHttp(port, '/größe ok?x=%20')).toMatchObject({answer: 'ok'});
});

test('who does not answer, hangs up or speaks something else is told apart from nobody', async () => {
	const nobody = await findFreePort();
	expect(await probeHttp(nobody, '/')).toEqual({answer: 'refused'});
	expect(await probeTcp(nobody)).toEqual({answer: 'refused'});
	const silent = await listening(createTcpServer(() => undefined));
	expect(await probeHttp(silent, '/', 100)).toEqual({answer: 'broken', why: 'did not answer in time'});
	expect(await probeTcp(silent)).toEqual({answer: 'ok'});
	const rude = await listening(createTcpServer(socket => socket.destroy()));
	expect(await probeHttp(rude, '/')).toEqual({answer: 'broken', why: 'closed the connection'});
	const other = await listening(createTcpServer(socket => socket.end('SSH-2.0-x\r\n')));
	expect(await probeHttp(other, '/')).toEqual({answer: 'broken', why: 'did not answer in HTTP'});
});
