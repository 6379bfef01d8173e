import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {listenTcp, type TcpConnection} from '../../../../source/core/machine/tcp-server.ts';

const host = '127.0.0.1';
const opened: {close(): void | Promise<void>}[] = [];

afterEach(async () => {
	for (const one of opened.splice(0).reverse()) await one.close();
});

async function serve(data: (connection: TcpConnection, chunk: Buffer) => void, closed = () => {}) {
	const connected = (connection: TcpConnection) => ({data: (chunk: Buffer) => data(connection, chunk), closed});
	const server = await listenTcp({host, port: 0, connected});
	opened.push(server);
	return server;
}

async function dial(port: number): Promise<Socket> {
	const socket = connect({host, port});
	opened.push({close: () => void socket.destroy()});
	await once(socket, 'connect');
	return socket;
}

async function heardUntilClose(socket: Socket): Promise<string> {
	let heard = '';
	socket.on('data', chunk => {
		heard += chunk.toString();
	});
	await once(socket, 'close');
	return heard;
}

test('brings the last words to a peer that is still talking', async () => {
	const {port} = await serve(connection => {
		connection.write(Buffer.from('goodbye'));
		connection.end();
	});
	const socket = await dial(port);
	socket.write(Buffer.alloc(200_000));

	expect(await heardUntilClose(socket)).toBe('goodbye');
});

test('frees its port and ends every connection', async () => {
	const server = await serve(() => {});
	const socket = await dial(server.port);
	const ended = heardUntilClose(socket);
	await server.close();

	await ended;
	opened.push(await listenTcp({host, port: server.port, connected: () => ({data: () => {}, closed: () => {}})}));
});

test('tells of a peer that went away', async () => {
	const gone = new Promise<void>(resolve => {
		void serve(() => {}, resolve).then(async ({port}) => (await dial(port)).destroy());
	});

	await expect(gone).resolves.toBeUndefined();
});

test('says which port is taken, and which address is not of this machine', async () => {
	const {port} = await serve(() => {});
	const connected = () => ({data: () => {}, closed: () => {}});

	await expect(listenTcp({host, port, connected})).rejects.toMatchObject({code: 'machine/port-taken'});
	await expect(listenTcp({host: '192.0.2.1', port: 0, connected})).rejects.toMatchObject({
		code: 'platform/start-failed',
	});
});
