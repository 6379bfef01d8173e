/** The world that the table of commands runs in: a platform, somebody signed in, and a folder that is live. */
import {mkdir, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {join} from 'node:path';
import {Stranger} from './program.ts';

export interface World {
	readonly stranger: Stranger;
	/** A copy of hello-node; the rows of `up` deploy it. */
	readonly app: string;
	/** Its `start` ends at once with 3. */
	readonly crashing: string;
	/** It listens nowhere and never ends. */
	readonly silent: string;
	readonly url: string;
	readonly apiKey: string;
	readonly clientId: string;
	/** Somebody else listens here. */
	readonly busyPort: number;
	/** A file in the world's folder. */
	readonly path: (name: string) => string;
	readonly leave: () => Promise<void>;
}

export async function makeWorld(): Promise<World> {
	const stranger = await Stranger.arrives();
	const path = (name: string) => join(stranger.folder, name);
	const [app, crashing, silent] = await Promise.all([
		stranger.copyOf('hello-node'),
		appThat(path('crashing'), 'process.exit(3);'),
		appThat(path('silent'), 'setInterval(() => {}, 1000);'),
		writeFile(path('answers.yaml'), 'sign_in:\n  where: local\n  credential_store: file\nlink:\n  service: new\n'),
		writeFile(path('typo.yaml'), 'sign_in:\n  wheer: local\n'),
		writeFile(path('broken.yaml'), 'sign_in: [\n'),
		mkdir(path('empty')),
		mkdir(path('unlinked')),
	]);
	const started = await stranger.tells(['platform', 'start', '--port', '0', '--detach']);
	const {url, api_key: apiKey, client_id: clientId} = started.lines[0] ?? {};
	const occupied = await listening();
	const address = occupied.address();
	return {
		stranger,
		app,
		crashing,
		silent,
		url: String(url),
		apiKey: String(apiKey),
		clientId: String(clientId),
		busyPort: typeof address === 'object' && address !== null ? address.port : 0,
		path,
		leave: async () => {
			occupied.close();
			await stranger.leaves();
		},
	};
}

async function appThat(folder: string, program: string): Promise<string> {
	await mkdir(folder);
	await writeFile(join(folder, 'package.json'), JSON.stringify({name: 'an-app', scripts: {start: 'node app.js'}}));
	await writeFile(join(folder, 'app.js'), `${program}\n`);
	return folder;
}

function listening(): Promise<Server> {
	const server = createServer();
	return new Promise(resolve => {
		server.listen(0, '127.0.0.1', () => resolve(server));
	});
}
