import type {Kysely} from 'kysely';
import type {Clock} from '../../core/machine/clock.ts';
import type {StoredLine} from '../../shared/api-contract.ts';
import type {PlatformSchema} from '../store/schema.ts';
import type {LogBook} from './log-book.ts';
import {createBell} from './bell.ts';
import {findLogSource} from './log-source.ts';
import {readLines} from './log-store.ts';

const heartbeatMs = 15_000;
const readAtOnce = 500;

interface Asked {
	readonly tenantId: string;
	readonly id: string;
	readonly after: number;
	/** Aborted when the reader goes away. */
	readonly signal: AbortSignal;
}

interface Needs {
	readonly db: Kysely<PlatformSchema>;
	readonly logBook: Pick<LogBook, 'onLines' | 'flush'>;
	readonly runner: {settled(id: string): Promise<void>};
	readonly clock: Pick<Clock, 'sleep'>;
	readonly stopping: AbortSignal;
}

/** Server-sent events (HTML Living Standard §9.2) as CloudStation names them: `log` for each line, then `end`. */
export function streamLog(asked: Asked, needs: Needs): Response {
	const stop = new AbortController();
	const signal = AbortSignal.any([asked.signal, needs.stopping, stop.signal]);
	const events = logEvents({...asked, signal}, needs);
	const encoder = new TextEncoder();
	const body = new ReadableStream<Uint8Array>({
		// Pulled by the reader: a slow one holds back our reading and no line waits in memory.
		async pull(controller) {
			const {done, value} = await events.next();
			if (done === true) controller.close();
			else controller.enqueue(encoder.encode(value));
		},
		async cancel() {
			stop.abort();
			await events.return(undefined);
		},
	});
	return new Response(body, {
		headers: {'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no'},
	});
}

async function* logEvents({tenantId, id, after, signal}: Asked, needs: Needs): AsyncGenerator<string> {
	const {db, logBook, runner, clock} = needs;
	const news = createBell();
	const silence = logBook.onLines(id, news.ring);
	let last = after;
	try {
		// Headers go out with the first bytes.
		yield ': connected\n\n';
		while (!signal.aborted) {
			const {serviceId, ended} = await findLogSource(db, {tenantId, id});
			if (ended !== null) {
				// The end is known a moment before its line is stored.
				await runner.settled(id);
				await logBook.flush();
			}
			const lines = await readLines(db, {
				serviceId,
				deploymentId: id,
				withoutApp: true,
				after: last,
				limit: readAtOnce,
			});
			if (lines.length > 0) {
				last = lines.at(-1)?.seq ?? last;
				yield lines.map(logEvent).join('');
			} else if (ended === null) {
				if (!(await news.heard({clock, withinMs: heartbeatMs, signal}))) yield ': still here\n\n';
			} else {
				yield `event: end\nid: ${last}\ndata: ${JSON.stringify({deploymentId: id, status: ended})}\n\n`;
				return;
			}
		}
	} finally {
		silence();
	}
}

function logEvent({seq, content, stream, timestamp}: StoredLine): string {
	const data = {seqNo: seq, content: `${content}\n`, logOutput: stream, timestamp: Date.parse(timestamp)};
	return `event: log\nid: ${seq}\ndata: ${JSON.stringify(data)}\n\n`;
}
