/** The development vault answers the recorded stories as the real server did, save for what it leaves out by name. */
import {createServer, type Server} from 'node:http';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {getRequestListener} from '@hono/node-server';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {acceptListMethod} from '../../source/platform/serve/accept-list-method.ts';
import {createVault, type Vault} from '../../source/platform/vault/create-vault.ts';
import {leftOuts} from '../../source/platform/vault/left-outs.ts';
import {Secret} from '../../source/shared/secret.ts';
import {readStory, replayStory} from '../support/replay-story.ts';

type LeftOutName = (typeof leftOuts)[number]['name'];

/** The entries that need something left out, under its name. */
const skips: Readonly<Record<string, readonly (readonly [LeftOutName, RegExp])[]>> = {
	kv2: [['KV version 1', /^v1: |^mount KV version 1$|^mount where one is$/]],
	tokens: [
		['namespaces', /^create a namespace$|^mount KV in the namespace$|in the namespace$|^namespace in the path$/],
		['response wrapping', /^wrap a reply$|^unwrap it/],
		['batch tokens', /batch token$/],
		['periodic tokens', /periodic token$/],
		['use limits', /^create a token for one use$|^use it$/],
	],
	transit: [
		['ecdsa keys', /ecdsa-p256/],
		['rsa keys', /rsa-2048/],
		['encryption keys', /^create an encryption key$|^encrypt$|^decrypt$|^sign with an encryption key$/],
		['export of keys', /export/],
	],
};

let folder = '';
const servers: Server[] = [];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'vault-'));
});

afterEach(async () => {
	await Promise.all(servers.splice(0).map(server => new Promise(resolve => server.close(resolve))));
	await rm(folder, {recursive: true, force: true});
});

const stories = Object.keys(skips).flatMap(name => [
	{name, over: 'in process'},
	{name, over: 'over HTTP'},
]);

test.each(stories)('the story $name replays with no difference, $over', async ({name, over}) => {
	const story = await readStory(new URL(`../fixtures/openbao/${name}.json`, import.meta.url));
	let now = Date.parse('2026-01-01T00:00:00Z');
	const vault = await createVault({
		databaseFile: join(folder, 'vault.sqlite'),
		keyFile: join(folder, 'vault.key'),
		rootToken: new Secret('root-token'),
		clock: {now: () => now, monotonic: () => now, sleep: () => Promise.resolve()},
	});
	const served = over === 'over HTTP' ? await serve(vault) : {base: 'http://vault.test', send: inProcess(vault)};

	const replayed = await replayStory(story, {
		...served,
		values: {root: 'root-token'},
		wait: milliseconds => {
			now += milliseconds;
		},
		skip: entry => (skips[name] ?? []).some(([, names]) => names.test(entry.name)),
	});
	await vault.close();

	expect(replayed.differences).toEqual([]);
	expect(replayed.same + replayed.skipped.length).toBe(story.entries.length);
});

test('each name on the list of left-outs that a story needs is used, and no pattern skips more than it names', async () => {
	for (const [name, patterns] of Object.entries(skips)) {
		const {entries} = await readStory(new URL(`../fixtures/openbao/${name}.json`, import.meta.url));
		for (const [leftOut, pattern] of patterns)
			expect([leftOut, entries.some(entry => pattern.test(entry.name))]).toEqual([leftOut, true]);
	}
});

const inProcess = (vault: Vault) => (request: Request) => vault.fetch(request);

async function serve(vault: Vault) {
	const listener = getRequestListener(inProcess(vault), {overrideGlobalObjects: false});
	const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
	acceptListMethod(server);
	servers.push(server);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	return {base: `http://127.0.0.1:${port}`, send: (request: Request) => fetch(request)};
}
