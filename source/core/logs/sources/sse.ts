/** The build's lines over `/build-logs/{deploymentId}`, for when NATS does not answer: one build, no app lines. */
import {EventStreamParser, type StreamEvent} from '../event-stream.ts';
import {buildLogEvents} from '../log-intake.ts';
import {count, parseJson} from '../read-message.ts';
import type {LogSource, SourceNeeds, SourceOutputs} from './source.ts';

const waitMs = 2000;
const idleMs = 60_000;

/** How one attempt ended. */
interface End {
	readonly state: 'finished' | 'refused' | 'absent' | 'broken';
	readonly detail: string;
}

export const sseSource: LogSource = {
	id: 'sse',
	async run(needs, outputs, signal) {
		const {deploymentId, access, clock} = needs;
		if (deploymentId === undefined) return;
		const position: Position = {lastId: '', seen: {stdout: 0, stderr: 0}};
		let mayRenew = true;
		while (!signal.aborted) {
			const end = await readOnce(needs, {deploymentId, position, outputs, signal});
			if (signal.aborted) return;
			if (end.state === 'finished' || end.state === 'absent') {
				outputs.link({state: 'closed', detail: end.detail});
				return;
			}
			outputs.link({state: 'reconnecting', detail: end.detail});
			if (end.state === 'refused' && mayRenew) {
				mayRenew = false;
				if (await access.renew().catch(() => false)) continue;
			}
			await clock.sleep(waitMs, signal).catch(() => undefined);
		}
	},
};

interface Position {
	lastId: string;
	/** The newest number of each stream: a server that knows no `Last-Event-ID` begins from the start. */
	readonly seen: Record<'stdout' | 'stderr', number>;
}

interface Attempt {
	readonly deploymentId: string;
	readonly position: Position;
	readonly outputs: SourceOutputs;
	readonly signal: AbortSignal;
}

async function readOnce(
	{access, fetch}: SourceNeeds,
	{deploymentId, position, outputs, signal}: Attempt,
): Promise<End> {
	const {api} = access.current();
	const idle = new AbortController();
	let timer = setTimeout(() => idle.abort(), idleMs);
	try {
		const reply = await fetch(new URL(`/build-logs/${encodeURIComponent(deploymentId)}`, api.url), {
			headers: {
				accept: 'text/event-stream',
				authorization: `Bearer ${api.sessionToken.reveal()}`,
				...(position.lastId === '' ? {} : {'last-event-id': position.lastId}),
			},
			redirect: 'error',
			signal: AbortSignal.any([signal, idle.signal]),
		});
		if (reply.status === 404) return {state: 'absent', detail: 'the build has no logs'};
		if (!reply.ok || reply.body === null) {
			await reply.body?.cancel();
			return {state: reply.status === 401 ? 'refused' : 'broken', detail: `build logs answered ${reply.status}`};
		}
		outputs.link({state: 'connected', detail: 'build logs over HTTP'});
		const parser = new EventStreamParser();
		for await (const chunk of reply.body) {
			clearTimeout(timer);
			timer = setTimeout(() => idle.abort(), idleMs);
			for (const event of parser.push(chunk)) {
				if (event.event === 'end') {
					outputs.message(`build.log.end.${deploymentId}`, endMessage(event, deploymentId));
					return {state: 'finished', detail: 'the build ended'};
				}
				if (event.id !== undefined) position.lastId = event.id;
				if (event.event === 'log' && isNew(event, position))
					outputs.message(`${buildLogEvents}${deploymentId}`, event.data);
			}
		}
		return {state: 'broken', detail: 'build logs were cut off'};
	} catch {
		return {state: 'broken', detail: 'build logs do not answer'};
	} finally {
		clearTimeout(timer);
	}
}

function isNew({data}: StreamEvent, {seen}: Position): boolean {
	const fields = parseJson(data) ?? {};
	const number = count(fields['seqNo']);
	if (number === undefined) return true;
	const stream = fields['logOutput'] === 'stderr' ? 'stderr' : 'stdout';
	if (number <= seen[stream]) return false;
	seen[stream] = number;
	return true;
}

/** The event's own data may say how it ended; CloudStation's does not. */
function endMessage({data}: StreamEvent, deploymentId: string): string {
	const failed = /"status"\s*:\s*"(?:failed|FAILED)"/.test(data);
	return JSON.stringify({deploymentId, jobId: 0, status: failed ? 'failed' : 'success'});
}
