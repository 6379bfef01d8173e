import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createRegistryApp} from '../../source/platform/images/registry-app.ts';
import {imageRegistryContract} from './image-registry.ts';

imageRegistryContract(async () => {
	const folder = await mkdtemp(join(tmpdir(), 'registry-'));
	const app = createRegistryApp({
		folder,
		authenticate: async (user, password) => (user === 'acme' && password === 'secret' ? {namespace: 'acme'} : null),
	});
	return {
		fetch: request => app.fetch(request),
		url: 'http://127.0.0.1',
		user: 'acme',
		password: 'secret',
		async close() {
			await app.close();
			await rm(folder, {recursive: true});
		},
	};
});
