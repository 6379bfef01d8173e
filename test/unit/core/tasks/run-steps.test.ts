import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {lastJournal, openJournal} from '../../../../source/core/journal/journal.ts';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {type RunStep, runSteps} from '../../../../source/core/tasks/run-steps.ts';
import {WizardError} from '../../../../source/shared/errors.ts';
import type {RunEvent} from '../../../../source/shared/events.ts';

const step = (task: string, run: RunStep['run'] = async () => ({summary: `${task} is done`})): RunStep => ({
	task,
	title: task,
	run,
});

function running(steps: readonly RunStep[], signal = new AbortController().signal) {
	const events: RunEvent[] = [];
	const ended = runSteps(steps, {sink: event => void events.push(event), clock: systemClock, signal}).then(
		() => null,
		(error: unknown) => error,
	);
	return {events, ended, told: () => events.map(event => `${event.type} ${event.task}`)};
}

test('steps run in order, each tells that it began, how far it is and what came of it', async () => {
	const {events, ended, told} = running([
		step('build', async report => {
			report.progress({done: 1, total: 2, unit: 'items'});
			report.log('a line');
			return {summary: 'built'};
		}),
		step('push'),
	]);

	expect(await ended).toBeNull();
	expect(told()).toEqual([
		'task.started build',
		'task.progress build',
		'task.log build',
		'task.finished build',
		'task.started push',
		'task.finished push',
	]);
	expect(events[3]).toMatchObject({summary: 'built', duration_ms: expect.any(Number)});
	expect(events.every(({timestamp}) => !Number.isNaN(Date.parse(timestamp)))).toBe(true);
});

test('the first that fails ends the run, and its error is told and thrown', async () => {
	const {ended, events, told} = running([
		step('build', async () => {
			throw new WizardError('build/failed', {message: 'npm ended with 1.', hint: 'Look above.'});
		}),
		step('push'),
	]);

	expect(await ended).toMatchObject({code: 'build/failed'});
	expect(told()).toEqual(['task.started build', 'task.failed build']);
	expect(events[1]).toMatchObject({error: {code: 'build/failed', message: 'npm ended with 1.'}});
});

test('what nobody foresaw is told without its words, which may hold a secret', async () => {
	const {ended, events} = running([step('build', async () => Promise.reject(new Error('cnry_words')))]);

	expect(await ended).toMatchObject({code: 'internal/bug'});
	expect(JSON.stringify(events)).not.toContain('cnry_words');
});

test('watching no longer is no failure', async () => {
	const {ended, told} = running([
		step('release', async () => {
			throw new WizardError('deploy/still-running', {message: 'on', hint: 'on'});
		}),
	]);

	expect(await ended).toMatchObject({code: 'deploy/still-running'});
	expect(told()).toEqual(['task.started release']);
});

test('after a stop no further step begins, and the reason of the stop is what is thrown', async () => {
	const stop = new AbortController();
	const {ended, told} = running(
		[
			step('build', async () => {
				stop.abort(new Error('stopped'));
				return {summary: ''};
			}),
			step('push'),
		],
		stop.signal,
	);

	expect(await ended).toMatchObject({message: 'stopped'});
	expect(told()).toEqual(['task.started build', 'task.finished build']);
});

test('a step that breaks off because of the stop is no failure of its own', async () => {
	const stop = new AbortController();
	const {ended, told} = running(
		[
			step('build', async () => {
				stop.abort(new Error('stopped'));
				throw new Error('the child was killed');
			}),
		],
		stop.signal,
	);

	expect(await ended).toMatchObject({message: 'stopped'});
	expect(told()).toEqual(['task.started build']);
});

test('the journal knows that a step began before it does anything, and what it noted when it is done', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'steps-'));
	try {
		const place = {folder: join(folder, 'journals'), clock: systemClock};
		const about = {kind: 'up', project: '/shop'};
		const journal = await openJournal(place, about);
		const look = () => lastJournal(place.folder, about);
		const steps = [
			step('build', async () => {
				expect((await look())?.began.has('build')).toBe(true);
				return {summary: '', facts: {digest: 'sha256:1'}};
			}),
			step('push', async () => Promise.reject(new Error('x'))),
		];
		await runSteps(steps, {
			sink: () => undefined,
			clock: systemClock,
			signal: new AbortController().signal,
			journal,
		}).catch(() => undefined);

		const state = await look();
		expect([...(state?.done ?? [])]).toEqual([['build', {digest: 'sha256:1'}]]);
		expect(state?.began.has('push')).toBe(true);
	} finally {
		await rm(folder, {recursive: true});
	}
});
