import type {ErrorData} from './errors.ts';

/**
 * What happens while a plan runs. One stream feeds the screen, the plain lines, NDJSON and the journal.
 * Times are RFC 3339, durations milliseconds. Names are snake_case because `--json` prints them as they are.
 */
export type RunEvent =
	| {readonly type: 'task.started'; readonly task: string; readonly title: string; readonly timestamp: string}
	| {
			readonly type: 'task.progress';
			readonly task: string;
			readonly done: number;
			/** Unknown totals are left out, and no bar is drawn. */
			readonly total?: number;
			readonly unit: 'bytes' | 'items' | 'tries';
			/** Why it waits, or what it does now: "waiting for the health check: GET / answered 502, 3 tries". */
			readonly message?: string;
			readonly timestamp: string;
	  }
	| {
			readonly type: 'task.log';
			readonly task: string;
			readonly stream: 'stdout' | 'stderr';
			readonly content: string;
			readonly timestamp: string;
	  }
	| {
			readonly type: 'task.finished';
			readonly task: string;
			/** One line: "2 layers, 38.2 MB, dependencies from cache". */
			readonly summary: string;
			readonly duration_ms: number;
			readonly timestamp: string;
	  }
	| {
			readonly type: 'task.failed';
			readonly task: string;
			readonly error: ErrorData;
			readonly duration_ms: number;
			readonly timestamp: string;
	  };

export type EventSink = (event: RunEvent) => void;

/** What a running task may say; the runner adds the task's name and the time. */
export interface TaskReporter {
	progress(now: {
		readonly done: number;
		readonly total?: number;
		readonly unit: 'bytes' | 'items' | 'tries';
		readonly message?: string;
	}): void;
	log(content: string, stream?: 'stdout' | 'stderr'): void;
}
