import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Secret} from '../../../../source/shared/secret.ts';
import {planLaunch} from '../../../../source/platform/workloads/app-launch.ts';
import type {ImageConfig} from '../../../../source/platform/workloads/runtime-image.ts';

let root: string;
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'cs-launch-'));
	for (const path of ['app/bin/start', 'opt/tool']) {
		await mkdir(dirname(join(root, path)), {recursive: true});
		await writeFile(join(root, path), '#!/bin/sh\n');
		await chmod(join(root, path), 0o755);
	}
});
afterEach(() => rm(root, {recursive: true, force: true}));

const plan = (config: ImageConfig['config'], environment: ReadonlyMap<string, Secret> = new Map(), hostEnv = {}) =>
	planLaunch({config}, {root, home: '/home', port: 20_123, hostEnv: {PATH: '/usr/bin:/bin', ...hostEnv}, environment});

test('entrypoint and command are joined, and node is the one that runs us', async () => {
	const launch = await plan({Entrypoint: ['node'], Cmd: ['server.js', '--flag'], WorkingDir: '/app'});
	expect(launch).toMatchObject({file: process.execPath, args: ['server.js', '--flag'], cwd: join(root, 'app')});
});

test('paths in the working folder mean the unpacked one, in the command and in the environment', async () => {
	const launch = await plan({
		Cmd: ['/app/bin/start', '/app/config.json', '/etc/hosts', '/app/../etc/passwd'],
		WorkingDir: '/app/',
		Env: ['PYTHONPATH=/app/lib:/usr/lib/x', 'PATH=/app/bin:/usr/local/bin', 'URL=http://app/x'],
	});
	expect(launch.file).toBe(join(root, 'app/bin/start'));
	expect(launch.args).toEqual([join(root, 'app/config.json'), '/etc/hosts', '/app/../etc/passwd']);
	expect(launch.env).toMatchObject({PYTHONPATH: `${join(root, 'app/lib')}:/usr/lib/x`, URL: 'http://app/x'});
	expect(launch.env['PATH']).toBe([join(root, 'app/bin'), dirname(process.execPath), '/usr/bin:/bin'].join(':'));
});

test('a relative program is one of the working folder; an absolute one may come from the image', async () => {
	expect((await plan({Cmd: ['./bin/start'], WorkingDir: '/app'})).file).toBe(join(root, 'app/bin/start'));
	expect((await plan({Cmd: ['/opt/tool'], WorkingDir: '/app'})).file).toBe(join(root, 'opt/tool'));
	expect((await plan({Cmd: ['/bin/sh', '-c', 'exit'], WorkingDir: '/app'})).file).toBe('/bin/sh');
});

test('a working folder that climbs stays in the unpacked image', async () => {
	expect((await plan({Cmd: ['sh'], WorkingDir: '/../../etc'})).cwd).toBe(join(root, 'etc'));
	expect((await plan({Cmd: ['sh'], WorkingDir: null})).cwd).toBe(root);
});

test('the service has the last word on names, but PORT and HOME are ours', async () => {
	const environment = new Map([
		['LEVEL', new Secret('service')],
		['PORT', new Secret('80')],
		['HOME', new Secret('/root')],
	]);
	const {env} = await plan({Cmd: ['sh'], Env: ['LEVEL=image', 'broken', '=x']}, environment, {
		CS_API_KEY: 'k',
		TZ: 'UTC',
	});
	expect(env).toMatchObject({LEVEL: 'service', PORT: '20123', HOST: '127.0.0.1', HOME: '/home', TZ: 'UTC'});
	expect(Object.keys(env).sort()).toEqual(['HOME', 'HOST', 'LEVEL', 'PATH', 'PORT', 'PYTHONUNBUFFERED', 'TZ']);
});

test('without a command, or without its program, it says what to do', async () => {
	await expect(plan({Cmd: null})).rejects.toMatchObject({code: 'image/refused'});
	await expect(plan({Cmd: ['php', 'x.php']})).rejects.toMatchObject({
		code: 'machine/tool-missing',
		facts: {tool: 'php'},
	});
});
