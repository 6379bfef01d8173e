import {readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {servePlatform} from '../../../../source/platform/serve/serve-platform.ts';
import {signIn} from '../../../support/control-plane/platform-client.ts';
import {temporaryDataFolder} from '../../../support/control-plane/start-platform.ts';

test('what goes wrong in the registry is in the log of the platform', async () => {
	const dataFolder = await temporaryDataFolder();
	const platform = await servePlatform({dataFolder, version: '1', env: {}, port: 0});
	onTestFinished(() => platform.close());
	const {registry} = (await signIn(platform.info)).login;
	await rm(join(dataFolder, 'images'), {recursive: true, force: true});
	await writeFile(join(dataFolder, 'images'), 'a file where a folder should be');

	const reply = await fetch(`http://${registry.url}/v2/${registry.namespace}/app/blobs/uploads/`, {
		method: 'POST',
		headers: {authorization: `Basic ${btoa(`${registry.username}:${registry.password}`)}`},
	});

	expect(reply.status).toBe(500);
	const log = await readFile(join(dataFolder, 'logs', 'platform.log'), 'utf8');
	const entry = log.split('\n').find(line => line.includes('registry-trouble')) ?? '{}';
	expect(JSON.parse(entry)).toMatchObject({level: 'error', message: expect.stringContaining('ENOTDIR')});
	expect(log).not.toContain(registry.password);
});
