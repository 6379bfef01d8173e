import {mkdtemp, readdir, realpath, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, relative} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {createLocalPlatform} from '../../../../source/platform/serve/local-platform.ts';

let folder: string;
beforeEach(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), 'cs-platform-')));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const platformAt = (dataFolder: string) =>
	createLocalPlatform({env: {}, version: '1.2.3', dataFolder, clock: systemClock});

test('a relative data folder is seen from where the shell stands, by every call', async () => {
	const platform = platformAt('unused');
	const named = relative(process.cwd(), join(folder, 'data'));
	const {apiKey, info, stop} = await platform.serve({port: 0, dataFolder: named});
	try {
		expect(apiKey).not.toBeNull();
		expect(await platform.info(named)).toEqual(info);
		expect(await platformAt(join(folder, 'data')).info()).toEqual(info);
		expect(await (await platform.keys(named)).list()).toHaveLength(1);
	} finally {
		await stop();
	}
	expect(await platform.info(named)).toBeNull();
	expect(await platform.stop(named)).toBe(false);
});

test('a key that is made beside a running platform signs in at once, and not any more when it is revoked', async () => {
	const platform = platformAt(folder);
	const {info, stop} = await platform.serve({port: 0});
	try {
		const keys = await platform.keys();
		const made = await keys.create();
		const signIn = () =>
			fetch(`${info.url}/api/cli/auth`, {
				method: 'POST',
				headers: {'x-api-key': made.api_key.reveal(), 'x-client-id': made.client_id},
			});
		expect((await signIn()).status).toBe(200);
		expect(await keys.revoke(made.id)).toBe(true);
		expect((await signIn()).status).toBe(401);
		expect(await keys.revoke('no-such-key')).toBe(false);
	} finally {
		await stop();
	}
});

test('looking for keys where no platform ever was makes no data folder', async () => {
	const keys = await platformAt(join(folder, 'never')).keys();
	expect(await keys.list()).toEqual([]);
	expect(await keys.revoke('any')).toBe(false);
	expect(await readdir(folder)).toEqual([]);
});
