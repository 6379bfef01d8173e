import {createServer as createHttpServer} from 'node:http';
import {type AddressInfo, createServer, type Server} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {systemProbes} from '../../../../source/core/machine/network-probes.ts';

async function listening(server: Server): Promise<number> {
	await new Promise<void>(done => {
		server.listen(0, '127.0.0.1', done);
	});
	onTestFinished(() => {
		server.close();
	});
	const address = server.address();
	return isTcp(address) ? address.port : 0;
}

const isTcp = (address: string | AddressInfo | null): address is AddressInfo =>
	typeof address === 'object' && address !== null;

test('an address is its own name', async () => {
	expect(await systemProbes.resolve('127.0.0.1')).toEqual({ok: true, found: ['127.0.0.1']});
});

test('a listening port connects, a closed one is refused', async () => {
	const server = createServer(socket => socket.end());
	const port = await listening(server);
	expect(await systemProbes.connect({host: '127.0.0.1', port})).toEqual({ok: true, found: null});

	await new Promise(done => {
		server.close(done);
	});
	expect(await systemProbes.connect({host: '127.0.0.1', port})).toEqual({ok: false, code: 'ECONNREFUSED'});
});

test('a proxy is asked for a tunnel, and its refusal is its status', async () => {
	const asked: string[] = [];
	const proxy = createHttpServer();
	proxy.on('connect', (request, socket) => {
		asked.push(request.url ?? '');
		socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
	});
	const port = await listening(proxy);
	const url = new URL(`http://127.0.0.1:${port}`);

	expect(await systemProbes.tunnel(url, {host: 'vault.test', port: 8200})).toEqual({ok: true, found: 407});
	expect(asked).toEqual(['vault.test:8200']);
});

test('what does not speak TLS is told apart', async () => {
	const port = await listening(createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
	const probed = await systemProbes.certificate({host: '127.0.0.1', port});

	expect(probed.ok).toBe(false);
});
