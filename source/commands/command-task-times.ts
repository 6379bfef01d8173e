/** Remembers of a run which tasks it did and how long each took, for the screens at its end. */
import type {RunEvent} from '../shared/events.ts';
import type {TaskTime} from './command-failure-screen.ts';

export class TaskTimes {
	readonly #tasks = new Map<string, TaskTime>();

	readonly listen = (event: RunEvent): void => {
		if (event.type === 'task.started') {
			const {task, title} = event;
			this.#tasks.set(task, {task, title, state: 'current', duration_ms: 0});
		}
		if (event.type !== 'task.finished' && event.type !== 'task.failed') return;
		const known = this.#tasks.get(event.task);
		const state = event.type === 'task.finished' ? 'done' : 'failed';
		if (known !== undefined) this.#tasks.set(event.task, {...known, state, duration_ms: event.duration_ms});
	};

	all(): readonly TaskTime[] {
		return [...this.#tasks.values()];
	}
}
