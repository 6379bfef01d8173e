import {expect, test} from 'vitest';
import {deploymentError, followDeployment} from '../../../../source/core/deploy/follow-deployment.ts';
import type {Deployment} from '../../../../source/shared/api-contract.ts';
import {fakeTarget} from '../../../support/fake-target.ts';
import {manualClock} from '../../../support/manual-clock.ts';

const deployment = (more: Partial<Deployment>): Deployment => ({
	id: 'd1',
	status: 'IN_PROGRESS',
	serviceId: 's1',
	integrationId: '',
	integrationName: '',
	image: 'i',
	release: 2,
	active: false,
	createdAt: '',
	phases: [],
	...more,
});

function watching({timeoutMs, answers = true}: {readonly timeoutMs?: number; readonly answers?: boolean} = {}) {
	const clock = manualClock();
	const {target} = fakeTarget();
	const state = {now: deployment({}), gets: 0};
	const [stop, detach] = [new AbortController(), new AbortController()];
	const ended = followDeployment('d1', {
		target: {
			...target,
			get: async () => {
				state.gets += 1;
				return answers ? state.now : new Promise<never>(() => undefined);
			},
		},
		clock,
		signal: stop.signal,
		detach: detach.signal,
		onChange: () => undefined,
		...(timeoutMs === undefined ? {} : {timeoutMs}),
	});
	// How it ended: the deployment or the error.
	return {clock, state, stop, detach, ended: ended.catch((error: unknown) => error)};
}

test('looks often at first and less often later, and ends with the deployment', async () => {
	const {clock, state, ended} = watching();
	for (let second = 0; second < 60; second += 1) await clock.advance(1000);
	expect(state.gets).toBeLessThan(45);

	state.now = deployment({status: 'SUCCESS', active: true});
	await clock.advance(2000);

	expect(await ended).toMatchObject({status: 'SUCCESS'});
});

test('ends our waiting, not the deployment, when its time is over', async () => {
	const {clock, ended} = watching({timeoutMs: 1000});
	for (let step = 0; step < 12; step += 1) await clock.advance(100);

	expect(await ended).toMatchObject({code: 'deploy/still-running', exitCode: 9});
});

test('a platform that does not answer does not hold us beyond our time', async () => {
	const {clock, ended} = watching({timeoutMs: 1000, answers: false});
	await clock.advance(1001);

	expect(await ended).toMatchObject({code: 'deploy/still-running'});
});

test('nor after a person left', async () => {
	const {detach, ended} = watching({answers: false});
	detach.abort();

	expect(await ended).toMatchObject({code: 'deploy/still-running', facts: {deployment_id: 'd1'}});
});

test('nor after a stop, which ends with its own reason', async () => {
	const {stop, ended} = watching({answers: false});
	stop.abort(new Error('stopped'));

	expect(await ended).toMatchObject({message: 'stopped'});
});

test.each<[Partial<Deployment>, string, string]>([
	[{status: 'CANCELLED'}, 'deploy/cancelled', 'Release 2 was cancelled.'],
	[{status: 'FAILED', error: 'it exited with 1.'}, 'deploy/failed', 'Release 2 did not start: it exited with 1.'],
	[{status: 'FAILED'}, 'deploy/failed', 'Release 2 did not start: it did not become healthy'],
	[
		{status: 'FAILED', error: 'no', errorDetails: {cause: 'exited', exitCode: 1, lastLines: ['x'], reverted: true}},
		'deploy/reverted',
		'Release 2 did not start: no',
	],
])('%o is %s', (more, code, message) => {
	expect(deploymentError(deployment(more))).toMatchObject({code, message});
});
