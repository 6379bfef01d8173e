import {createServer, type Server} from 'node:http';
import {afterEach, expect, test} from 'vitest';
import {acceptListMethod} from '../../../../source/platform/serve/accept-list-method.ts';

const open: Server[] = [];

afterEach(async () => {
	await Promise.all(open.splice(0).map(server => new Promise(resolve => server.close(resolve))));
});

async function startEcho(): Promise<string> {
	const server = createServer((incoming, outgoing) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => outgoing.end(`${incoming.method} ${incoming.url} ${Buffer.concat(chunks).length}`));
	});
	acceptListMethod(server);
	open.push(server);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

test('LIST is answered over a kept connection, between requests with bodies', async () => {
	const base = await startEcho();
	const ask = async (method: string, path: string, body?: string) =>
		await (await fetch(base + path, {method, body: body ?? null})).text();

	expect(await ask('POST', '/a', 'x'.repeat(300_000))).toBe('POST /a 300000');
	expect(await ask('LIST', '/b')).toBe('GET /b?list=true 0');
	expect(await ask('SCAN', '/c?after=x')).toBe('GET /c?after=x&scan=true 0');
	expect(await ask('PUT', '/d', 'y')).toBe('PUT /d 1');
});

test('a body without a length arrives whole', async () => {
	const base = await startEcho();
	const body = new Blob(['x'.repeat(100_000)]).stream();

	const response = await fetch(base, {method: 'POST', body, duplex: 'half'});

	expect(await response.text()).toBe('POST / 100000');
});
