/** The development vault answers the recorded stories as the real server did, save for what it leaves out by name. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createVault} from '../../source/platform/vault/create-vault.ts';
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

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'vault-'));
});

afterEach(async () => {
	await rm(folder, {recursive: true, force: true});
});

test.each(Object.keys(skips))('the story %s replays with no difference', async name => {
	const story = await readStory(new URL(`../fixtures/openbao/${name}.json`, import.meta.url));
	let now = Date.parse('2026-01-01T00:00:00Z');
	const vault = await createVault({
		databaseFile: join(folder, 'vault.sqlite'),
		keyFile: join(folder, 'vault.key'),
		rootToken: new Secret('root-token'),
		clock: {now: () => now, monotonic: () => now, sleep: () => Promise.resolve()},
	});

	const replayed = await replayStory(story, {
		base: 'http://vault.test',
		values: {root: 'root-token'},
		send: request => vault.fetch(request),
		wait: milliseconds => {
			now += milliseconds;
		},
		skip: entry => (skips[name] ?? []).some(([, names]) => names.test(entry.name)),
	});
	await vault.close();

	expect(replayed.differences).toEqual([]);
	expect(replayed.same + replayed.skipped.length).toBe(story.entries.length);
});
