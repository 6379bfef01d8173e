import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {Clock} from '../../../source/core/machine/clock.ts';
import {servePlatform} from '../../../source/platform/serve/serve-platform.ts';
import {type FakeEngines, fakeEngines} from './fake-engines.ts';
import {signIn} from './platform-client.ts';

interface Options {
	readonly dataFolder?: string;
	readonly engines?: FakeEngines;
	readonly clock?: Clock;
}

/** A data folder that goes when the test is over. */
export async function temporaryDataFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'cs-platform-'));
	onTestFinished(() => rm(folder, {recursive: true, force: true}));
	return folder;
}

/** A platform over fakes on a free port, stopped when the test is over, and its owner signed in. */
export async function startPlatform(options: Options = {}) {
	const {engines = fakeEngines()} = options;
	const dataFolder = options.dataFolder ?? (await temporaryDataFolder());
	const platform = await servePlatform({
		dataFolder,
		version: '1.2.3',
		env: {},
		port: 0,
		engines,
		...(options.clock === undefined ? {} : {clock: options.clock}),
	});
	onTestFinished(() => platform.close());
	return {platform, engines, dataFolder, url: platform.info.url};
}

export async function startSignedIn(options: Options = {}) {
	const started = await startPlatform(options);
	return {...started, me: await signIn(started.platform.info)};
}
