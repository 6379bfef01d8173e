/**
 * Log messages arrive up to 100 000 times a second, so they are read by hand: a zod schema costs more than all the rest.
 * A test holds these readers to the schemas of source/shared/log-message.ts.
 */
import {logPhases} from '../../shared/log-message.ts';
import type {LogItem} from './log-item.ts';

const phases: ReadonlySet<string> = new Set([...logPhases, 'run']);

interface OwnedItem {
	readonly serviceId: string;
	readonly jobId: number | undefined;
	readonly item: LogItem;
}

type Fields = Readonly<Record<string, unknown>>;

export function parseJson(text: string): Fields | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isFields(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** A message of `build.log.<id>` or `app.log.<id>`; undefined for anything else. */
export function readLogMessage(fields: Fields): OwnedItem | undefined {
	const {serviceId, deploymentId, content, timestamp, logOutput, phase, seq, sequence, instance, jobId} = fields;
	if (typeof serviceId !== 'string' || typeof deploymentId !== 'string' || typeof content !== 'string')
		return undefined;
	if (typeof timestamp !== 'number' || !isPhase(phase)) return undefined;
	return {
		serviceId,
		jobId: count(jobId),
		item: {
			seq: count(seq),
			sequence: count(sequence),
			timestamp,
			stream: logOutput === 'stderr' ? 'stderr' : 'stdout',
			phase,
			source: sourceOf(phase, instance),
			deploymentId,
			content,
		},
	};
}

/** One line of `GET /api/v1/services/{id}/logs`: stored whole, so it may come without its newline. */
export function readStoredLine(value: unknown): LogItem | undefined {
	if (!isFields(value)) return undefined;
	const {seq, sequence, timestamp, stream, phase, source, deploymentId, content} = value;
	if (typeof content !== 'string' || typeof timestamp !== 'string' || typeof source !== 'string') return undefined;
	const at = Date.parse(timestamp);
	if (Number.isNaN(at)) return undefined;
	return {
		seq: count(seq),
		sequence: count(sequence),
		timestamp: at,
		stream: stream === 'stderr' ? 'stderr' : 'stdout',
		phase: isPhase(phase) ? phase : 'run',
		source,
		deploymentId: typeof deploymentId === 'string' ? deploymentId : '',
		content: content.endsWith('\n') ? content : `${content}\n`,
	};
}

/**
 * An event of `/build-logs/{id}`: `{seqNo, content, logOutput, timestamp}`. What `seqNo` counts differs between systems,
 * so it tells repetitions and no gaps; the source that reads the events sees to that.
 */
export function readBuildLogEvent(fields: Fields, deploymentId: string): LogItem | undefined {
	const {content, logOutput, timestamp, phase} = fields;
	if (typeof content !== 'string') return undefined;
	return {
		timestamp: instant(timestamp),
		stream: logOutput === 'stderr' ? 'stderr' : 'stdout',
		phase: isPhase(phase) ? phase : 'build',
		source: 'build',
		deploymentId,
		content,
	};
}

export function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function count(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function isPhase(value: unknown): value is LogItem['phase'] {
	return typeof value === 'string' && phases.has(value);
}

function instant(value: unknown): number {
	if (typeof value === 'number') return value;
	const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	return Number.isNaN(at) ? 0 : at;
}

/** `build`, `events` or the instance: where a line belongs is its phase. */
function sourceOf(phase: LogItem['phase'], instance: unknown): string {
	if (phase === 'run') return typeof instance === 'string' && instance !== '' ? instance : 'app';
	return phase === 'deploy' || phase === 'release' ? 'events' : 'build';
}
