/** What happens, in full sentences: a change is said once, progress only every quarter of the way. */
import type {RunEvent} from '../shared/events.ts';
import type {LayerResult} from '../shared/health-ladder.ts';
import type {Progress} from '../wizard-engine/prompter.ts';
import {sentence} from './dialog-lines.ts';
import {formatBytesOf, formatDuration} from './format.ts';
import {safeText} from './safe-text.ts';

/** The lines of each event, in order. */
export function progressInWords<Result>({tasks}: Progress<Result>): (event: RunEvent) => readonly string[] {
	const titles = new Map(tasks.map(({task, title}) => [task, title]));
	const quarters = new Map<string, number>();
	return event => {
		const title = safeText(titles.get(event.task) ?? event.task);
		switch (event.type) {
			case 'task.started':
				return [`${title} has started.`];
			case 'task.progress': {
				if (event.total === undefined || event.total <= 0) return [];
				const quarter = Math.floor((event.done / event.total) * 4);
				if (quarter <= (quarters.get(event.task) ?? 0) || quarter >= 4) return [];
				quarters.set(event.task, quarter);
				const {done, total, unit} = event;
				const amount = unit === 'bytes' ? formatBytesOf(done, total) : `${done} of ${total}`;
				return [`${title} is ${quarter * 25} percent done, ${amount}.`];
			}

			case 'task.log':
				return [];
			case 'task.finished':
				return [`${title} is done in ${formatDuration(event.duration_ms)}: ${sentence(event.summary)}`];
			case 'task.failed':
				return [`${title} has a problem: ${sentence(event.error.message)}`, sentence(event.error.hint)];
		}
	};
}

const statusWords = {
	ok: 'works',
	warn: 'works, but look at it',
	failed: 'does not work',
	skipped: 'was not reached',
} as const;

/** One rung of a health check. */
export function ladderInWords({name, status, detail, fix}: LayerResult): readonly string[] {
	const found = detail === '' ? '' : `: ${detail}`;
	return [sentence(`${name} ${statusWords[status]}${found}`), ...(fix === '' ? [] : fix.split('\n').map(safeText))];
}
