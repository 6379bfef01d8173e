import {expect, test} from 'vitest';
import {OutputLog} from '../../../../source/tui/screens/output-log.ts';
import {afterEvent, currentTask, speedOf, startProgress} from '../../../../source/tui/screens/progress-state.ts';

const timestamp = '2026-01-05T12:04:00Z';

test('a task goes from waiting over running to done', () => {
	const waiting = startProgress([{task: 'build', title: 'Build', waiting: 'needs the folder'}]);
	const running = afterEvent(waiting, {type: 'task.started', task: 'build', title: 'Build', timestamp}, 100);
	const done = afterEvent(
		running,
		{type: 'task.finished', task: 'build', summary: '2 layers', duration_ms: 6100, timestamp},
		200,
	);

	expect(waiting.tasks[0]?.state).toBe('waiting');
	expect(currentTask(running)).toMatchObject({task: 'build', startedAt: 100});
	expect(done.tasks[0]).toMatchObject({state: 'done', summary: '2 layers', duration: 6100});
});

test('a task that nobody announced gets its row', () => {
	const state = afterEvent(startProgress([]), {type: 'task.started', task: 'x', title: 'Extra', timestamp}, 0);

	expect(state.tasks.map(({title}) => title)).toEqual(['Extra']);
});

test('the speed is told after a second, and what is left only when the total is known', () => {
	const progress = (done: number, at: number, total?: number) =>
		afterEvent(
			afterEvent(
				startProgress([{task: 'push', title: 'Push'}]),
				{type: 'task.progress', task: 'push', done: 0, unit: 'bytes', timestamp, ...(total ? {total} : {})},
				0,
			),
			{type: 'task.progress', task: 'push', done, unit: 'bytes', timestamp, ...(total ? {total} : {})},
			at,
		).tasks.map(row => speedOf(row, at))[0];

	expect(progress(500, 500)).toBeUndefined();
	expect(progress(2000, 2000)).toEqual({rate: 1000, left: undefined});
	expect(progress(2000, 2000, 4000)).toEqual({rate: 1000, left: 2000});
});

test('output keeps its newest lines, sanitised', () => {
	const log = new OutputLog();
	log.add('\u001B[31mfirst\u001B[0m\r\nsecond\n');
	expect(log.lines).toEqual(['first', 'second']);

	for (let index = 0; index < 20_000; index++) log.add(`line ${index}`);
	expect(log.lines.length).toBeLessThanOrEqual(10_000);
	expect(log.lines.at(-1)).toBe('line 19999');
});
