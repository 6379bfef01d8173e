/** A run's events as lines, for logs and pipes. */
import type {ErrorData} from '../shared/errors.ts';
import type {RunEvent} from '../shared/events.ts';
import type {Progress} from '../wizard-engine/prompter.ts';
import {formatDuration} from './format.ts';
import {errorAnnotation, groupEnd, groupStart, harmlessLine} from './plain-github.ts';
import {plainLine} from './plain-line.ts';
import {safeText} from './safe-text.ts';

export interface PlainStyle {
	/** `quiet` tells problems only, `verbose` all output. */
	readonly detail: 'quiet' | 'normal' | 'verbose';
	/** Groups and annotations of GitHub Actions. */
	readonly github: boolean;
}

/** The style that the flags and the environment ask for. */
export function plainStyleOf(
	env: Readonly<Record<string, string | undefined>>,
	{quiet, verbose}: {readonly quiet: boolean; readonly verbose: boolean},
): PlainStyle {
	return {detail: quiet ? 'quiet' : verbose ? 'verbose' : 'normal', github: env['GITHUB_ACTIONS'] === 'true'};
}

/** The lines of each event, in order. */
export function plainProgress<Result>(
	{tasks}: Pick<Progress<Result>, 'tasks'>,
	{detail, github}: PlainStyle,
): (event: RunEvent) => readonly string[] {
	const titles = new Map(tasks.map(({task, title}) => [task, title]));
	const said = new Map<string, Set<string>>();
	return event => {
		const title = titles.get(event.task) ?? event.task;
		if (event.type === 'task.failed') {
			const grouped = github && detail !== 'quiet' ? [groupEnd] : [];
			const annotation = github ? [errorAnnotation(`${title}: ${event.error.code}`, event.error.message)] : [];
			return [...grouped, plainLine(title, event.error.message, formatDuration(event.duration_ms)), ...annotation];
		}

		if (detail === 'quiet') return [];
		switch (event.type) {
			case 'task.started':
				return github ? [groupStart(title)] : [];
			case 'task.progress': {
				// Numbers change all the time; a line is worth it only when the words do.
				const shape = event.message?.replaceAll(/\d+/g, '0') ?? '';
				const before = said.get(event.task) ?? new Set();
				if (shape === '' || before.has(shape)) return [];
				said.set(event.task, before.add(shape));
				return [plainLine(title, event.message ?? '')];
			}

			case 'task.log':
				if (github) return [harmlessLine(event.content)];
				return detail === 'verbose' ? [plainLine(title, event.content)] : [];
			case 'task.finished': {
				const line = plainLine(title, event.summary, formatDuration(event.duration_ms));
				return github ? [groupEnd, line] : [line];
			}
		}
	};
}

/** An error at the end of a run. */
export function errorLines({message, hint, next, code, exitCode, docs}: ErrorData): readonly string[] {
	return [
		safeText(message),
		safeText(hint),
		...next.map(({command, when}) => `    ${safeText(command)}   ${safeText(when)}`),
		`${code} · exit ${exitCode} · ${docs}`,
	];
}
