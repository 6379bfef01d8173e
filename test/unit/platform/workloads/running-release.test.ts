import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {WizardError} from '../../../../source/shared/errors.ts';
import type {AppLaunch} from '../../../../source/platform/workloads/app-launch.ts';
import {RunningRelease} from '../../../../source/platform/workloads/running-release.ts';
import {until} from '../../../support/runtime-bench.ts';

let folder: string;
let release: RunningRelease;
const lines: string[] = [];
const happened: string[] = [];
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'cs-release-'));
	lines.length = 0;
	happened.length = 0;
});
afterEach(async () => {
	await release.stop(0);
	await rm(folder, {recursive: true, force: true});
});

const script = (text: string): AppLaunch => ({file: process.execPath, args: ['-e', text], cwd: folder, env: {}});

function releaseOf(planLaunch: () => Promise<AppLaunch>): RunningRelease {
	release = new RunningRelease(
		{
			spec: {
				serviceId: 'svc-1',
				serviceName: 'shop',
				deploymentId: 'dep-1',
				release: 1,
				image: 'x',
				port: 1,
				count: 1,
				environment: async () => new Map(),
				health: {type: 'none', path: '/'},
				healthTimeoutMs: 10_000,
			},
			clock: systemClock,
			events: {
				line: ({content}) => lines.push(content),
				happened: ({message}) => happened.push(message),
				waiting: () => undefined,
			},
			instanceFolder: number => join(folder, `instance-${number}`),
			planLaunch,
		},
		[1],
	);
	return release;
}

test('an app that does not end on SIGTERM is killed, and that is told', async () => {
	await releaseOf(async () =>
		script(`process.on('SIGTERM', () => console.log('no')); setInterval(() => {}, 1000); console.log('up')`),
	).start();
	await until(() => lines.includes('up'));
	await release.stop(200);
	expect(lines).toEqual(['up', 'no']);
	expect(happened.at(-1)).toBe('instance 1 did not end within 0.2 s of SIGTERM and was killed');
	expect(release.states).toMatchObject([{state: 'stopped'}]);
});

test('without a check, an app that keeps running is healthy', async () => {
	await releaseOf(async () => script('setInterval(() => {}, 1000)')).start();
	await release.healthy(new AbortController().signal);
	release.goLive();
	expect(release.states).toMatchObject([{name: 'app-1', state: 'running'}]);
});

test('an environment that is not to be had fails the release with its own words', async () => {
	await releaseOf(() =>
		Promise.reject(new WizardError('secrets/unreachable', {message: 'The vault does not answer.', hint: 'Start it.'})),
	).start();
	expect(await release.failed).toEqual({cause: 'start', message: 'The vault does not answer.'});
});

test('once live, it is asked for again until it is there', async () => {
	const vault = {answers: true};
	await releaseOf(async () => {
		if (!vault.answers) throw new WizardError('secrets/unreachable', {message: 'The vault is away.', hint: 'Wait.'});
		return script(`console.log('up'); setTimeout(() => {}, 60_000)`);
	}).start();
	await until(() => lines.length === 1);
	release.goLive();
	vault.answers = false;
	process.kill(release.states[0]?.pid ?? 0, 'SIGKILL');
	await until(() => happened.includes('instance 1 does not start: The vault is away.'));
	expect(happened).toContain('instance 1 was ended by SIGKILL, starts again in 0.5 s');
	vault.answers = true;
	await until(() => lines.length === 2);
});
