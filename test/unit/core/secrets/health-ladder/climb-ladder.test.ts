import {expect, test} from 'vitest';
import {climbLadder} from '../../../../../source/core/secrets/health-ladder/climb-ladder.ts';
import {broken, doubtful, holds, passed, type Rung} from '../../../../../source/core/secrets/health-ladder/rung.ts';
import {WizardError} from '../../../../../source/shared/errors.ts';
import {ladderLayers, type LayerResult} from '../../../../../source/shared/health-ladder.ts';

const clock = {now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve()};
const rung = (name: Rung['name'], look: Rung['look']): Rung => ({name, look});

test('rungs are climbed in order, whatever order they come in', async () => {
	const climbed: string[] = [];
	const named = [...ladderLayers].reverse().map(name =>
		rung(name, async () => {
			climbed.push(name);
			return holds('');
		}),
	);
	const seen: LayerResult[] = [];
	const health = await climbLadder(named, {clock, onLayer: layer => seen.push(layer)});

	expect(climbed).toEqual(ladderLayers);
	expect(seen).toEqual(health.layers);
	expect(health.status).toBe('healthy');
});

test('the first broken rung ends the climb', async () => {
	const health = await climbLadder(
		[
			rung('dns', async () => holds('10.0.0.1')),
			rung('tcp', async () => broken('refused', 'start it')),
			rung('tls', () => Promise.reject(new Error('never asked'))),
		],
		{clock},
	);

	expect(health.status).toBe('unavailable');
	expect(health.layers.slice(0, 3)).toEqual([
		{name: 'dns', status: 'ok', detail: '10.0.0.1', fix: '', duration_ms: 0},
		{name: 'tcp', status: 'failed', detail: 'refused', fix: 'start it', duration_ms: 0},
		{name: 'proxy', status: 'skipped', detail: 'not reached', fix: '', duration_ms: 0},
	]);
	expect(health.layers.slice(2).every(({status}) => status === 'skipped')).toBe(true);
});

test('a doubtful rung is climbed over; one that does not apply says nothing', async () => {
	const health = await climbLadder(
		[rung('tls', async () => doubtful('ends soon', 'renew it')), rung('auth', async () => passed('none is needed'))],
		{clock},
	);

	expect(health.status).toBe('degraded');
	expect(health.layers.find(({name}) => name === 'dns')).toMatchObject({status: 'skipped', detail: 'not used here'});
});

test('an error breaks its rung and brings its hint and commands', async () => {
	const error = new WizardError('secrets/missing', {
		message: 'There is no key.',
		hint: 'Make it.',
		next: [{command: 'make key', when: 'to make it'}],
	});
	const {layers} = await climbLadder([rung('sign', () => Promise.reject(error))], {clock});

	expect(layers.find(({name}) => name === 'sign')).toMatchObject({
		status: 'failed',
		detail: 'There is no key',
		fix: 'Make it.\n  make key',
	});
});

test('what nobody foresaw shows no words of its own: they may hold a secret', async () => {
	const {layers} = await climbLadder([rung('read', () => Promise.reject(new Error('token hvs.canary')))], {clock});

	expect(JSON.stringify(layers)).not.toContain('canary');
	expect(layers.find(({name}) => name === 'read')?.status).toBe('failed');
});

test('a climb that is stopped ends with the reason', async () => {
	const stop = new AbortController();
	const rungs = [
		rung('dns', async () => {
			stop.abort(new Error('stopped'));
			return holds('');
		}),
		rung('tcp', () => Promise.reject(new Error('never asked'))),
	];
	await expect(climbLadder(rungs, {clock, signal: stop.signal})).rejects.toThrow('stopped');
});
