import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {serve} from '@hono/node-server';
import {createRegistryApp, type RegistryApp} from '../../source/platform/images/registry-app.ts';

/** Our registry on a real port, in a folder of its own; the user acme with the password secret may use `acme`. */
export async function serveRegistry() {
	const folder = await mkdtemp(join(tmpdir(), 'registry-'));
	const problems: unknown[] = [];
	const app: RegistryApp = createRegistryApp({
		folder,
		authenticate: async (user, password) => (user === 'acme' && password === 'secret' ? {namespace: 'acme'} : null),
		log: (message, error) => problems.push(message, error),
	});
	const server = serve({fetch: request => app.fetch(request), hostname: '127.0.0.1', port: 0});
	if (!server.listening) await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		host: `127.0.0.1:${address.port}`,
		url: `http://127.0.0.1:${address.port}`,
		folder,
		app,
		problems,
		async close(): Promise<void> {
			const closed = once(server, 'close');
			server.close();
			await closed;
			await app.close();
			await rm(folder, {recursive: true});
		},
	};
}
