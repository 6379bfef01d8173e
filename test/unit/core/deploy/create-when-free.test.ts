import {expect, test} from 'vitest';
import type {Clock} from '../../../../source/core/machine/clock.ts';
import {createWhenFree} from '../../../../source/core/deploy/create-when-free.ts';
import {type ErrorCode} from '../../../../source/shared/error-catalog.ts';
import {WizardError} from '../../../../source/shared/errors.ts';
import {fakeTarget} from '../../../support/fake-target.ts';

const request = {
	serviceId: 's1',
	image: 'i',
	secretsPath: null,
	secretNames: [],
	health: {type: 'http', path: '/'},
	count: 1,
	healthTimeoutMs: null,
	fingerprint: 'f',
} as const;

function asking(refusal: (number: number) => ErrorCode | null, signal = new AbortController().signal) {
	const {target, requests, state} = fakeTarget();
	const time = {ms: 0};
	const clock: Clock = {
		now: () => time.ms,
		monotonic: () => time.ms,
		sleep: async (milliseconds, stop) => {
			stop?.throwIfAborted();
			time.ms += milliseconds;
		},
	};
	const said: string[] = [];
	state.beforeCreate = number => {
		const code = refusal(number);
		if (code !== null) throw new WizardError(code, {message: 'words', hint: 'hint'});
	};
	const report = {progress: ({message = ''}) => void said.push(message), log: () => undefined};
	return {requests, said, time, made: createWhenFree({request, key: 'k', target, clock, report, signal})};
}

test('a free service is released to at once', async () => {
	const {made, said} = asking(() => null);

	expect(await made).toBe('d1');
	expect(said).toEqual([]);
});

test('a busy one is waited for, under the same key, and says so', async () => {
	const {made, requests, said} = asking(number => (number < 4 ? 'deploy/locked' : null));

	expect(await made).toBe('d1');
	expect(requests.map(({key}) => key)).toEqual(['k', 'k', 'k', 'k']);
	expect(said).toHaveLength(3);
});

test('one that stays busy is given up after ten minutes', async () => {
	const {made, time} = asking(() => 'deploy/locked');

	await expect(made).rejects.toMatchObject({code: 'deploy/locked'});
	expect(Math.round(time.ms / 60_000)).toBe(10);
});

test('any other refusal ends it', async () => {
	const {made, requests} = asking(() => 'image/refused');

	await expect(made).rejects.toMatchObject({code: 'image/refused'});
	expect(requests).toHaveLength(1);
});

test('a stop ends the waiting', async () => {
	const {made} = asking(() => 'deploy/locked', AbortSignal.abort(new Error('stopped')));

	await expect(made).rejects.toThrow('stopped');
});
