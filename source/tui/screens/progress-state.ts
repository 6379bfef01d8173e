/** What the run looks like now, computed from its events. */
import type {ErrorData} from '../../shared/errors.ts';
import type {RunEvent} from '../../shared/events.ts';

interface TaskProgress {
	readonly done: number;
	readonly total: number | undefined;
	readonly unit: 'bytes' | 'items' | 'tries';
	readonly message: string | undefined;
}

export interface TaskRow {
	readonly task: string;
	readonly title: string;
	readonly waiting: string | undefined;
	readonly state: 'waiting' | 'current' | 'done' | 'failed';
	readonly startedAt: number;
	readonly progress: TaskProgress | undefined;
	/** When the first progress came, to tell the speed. */
	readonly progressSince: number;
	readonly summary: string;
	readonly duration: number;
	readonly error: ErrorData | undefined;
}

export interface ProgressState {
	readonly tasks: readonly TaskRow[];
}

export function startProgress(
	tasks: readonly {readonly task: string; readonly title: string; readonly waiting?: string}[],
): ProgressState {
	return {tasks: tasks.map(({task, title, waiting}) => newRow(task, title, waiting))};
}

function newRow(task: string, title: string, waiting?: string): TaskRow {
	return {
		task,
		title,
		waiting,
		state: 'waiting',
		startedAt: 0,
		progress: undefined,
		progressSince: 0,
		summary: '',
		duration: 0,
		error: undefined,
	};
}

export function afterEvent(state: ProgressState, event: RunEvent, now: number): ProgressState {
	switch (event.type) {
		case 'task.started':
			return changed(withTask(state, event.task, event.title), event.task, row => ({
				...row,
				title: row.title === '' ? event.title : row.title,
				state: 'current',
				startedAt: now,
			}));
		case 'task.progress': {
			const {done, total, unit, message} = event;
			return changed(state, event.task, row => ({
				...row,
				progress: {done, total, unit, message},
				progressSince: row.progress ? row.progressSince : now,
			}));
		}
		case 'task.log':
			// Output can be thousands of lines a second; it is kept apart.
			return state;
		case 'task.finished':
			return changed(state, event.task, row => ({
				...row,
				state: 'done',
				summary: event.summary,
				duration: event.duration_ms,
			}));
		case 'task.failed':
			return changed(state, event.task, row => ({
				...row,
				state: 'failed',
				error: event.error,
				duration: event.duration_ms,
			}));
	}
}

/** A task that the plan did not announce gets its row when it starts. */
function withTask(state: ProgressState, task: string, title: string): ProgressState {
	if (state.tasks.some(row => row.task === task)) return state;
	return {...state, tasks: [...state.tasks, newRow(task, title)]};
}

function changed(state: ProgressState, task: string, change: (row: TaskRow) => TaskRow): ProgressState {
	return {...state, tasks: state.tasks.map(row => (row.task === task ? change(row) : row))};
}

export const currentTask = ({tasks}: ProgressState): TaskRow | undefined =>
	tasks.find(({state}) => state === 'current');

export interface Speed {
	/** Units a second. */
	readonly rate: number;
	/** Milliseconds left, when the total is known. */
	readonly left: number | undefined;
}

/** Measured over the whole task, because the last second alone jumps. */
export function speedOf({progress, progressSince}: TaskRow, now: number): Speed | undefined {
	const elapsed = now - progressSince;
	if (!progress || progress.unit !== 'bytes' || progress.done === 0 || elapsed < 1000) return undefined;
	const rate = (progress.done / elapsed) * 1000;
	return {rate, left: progress.total === undefined ? undefined : ((progress.total - progress.done) / rate) * 1000};
}
