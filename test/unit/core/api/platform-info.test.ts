import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type PlatformInfo, platformInfoFile, readPlatformInfo} from '../../../../source/core/api/platform-info.ts';
import {ownIdentity} from '../../../../source/core/machine/process-identity.ts';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'cs-info-'));
});
afterEach(() => rm(folder, {recursive: true}));

const running = (): PlatformInfo => ({
	url: 'http://127.0.0.1:4300',
	nats_url: 'nats://127.0.0.1:4301',
	registry: '127.0.0.1:4302',
	vault_addr: 'http://127.0.0.1:4303',
	client_id: 'client',
	pid: process.pid,
	start_time: ownIdentity().startTime,
	version: '1',
});

test('finds the platform of a data folder while its process lives', async () => {
	await writeFile(platformInfoFile(folder), JSON.stringify(running()));
	expect(await readPlatformInfo(folder)).toEqual(running());
});

test.each<[string, () => string]>([
	['no JSON', () => '{'],
	['another shape', () => '{"url": 7}'],
	['a process that is gone', () => JSON.stringify({...running(), pid: 2 ** 22 + 1})],
	['a pid that another process has now', () => JSON.stringify({...running(), start_time: '1'})],
])('a note with %s says nothing', async (_what, text) => {
	await writeFile(platformInfoFile(folder), text());
	expect(await readPlatformInfo(folder)).toBeNull();
});

test('no note, no platform', async () => {
	expect(await readPlatformInfo(join(folder, 'nowhere'))).toBeNull();
});
