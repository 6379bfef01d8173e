import type {Worker} from 'node:worker_threads';
import {isErrorCode} from '../../shared/error-catalog.ts';
import {WizardError} from '../../shared/errors.ts';
import {type FeedStatus, type LogFeed, type LogFilter, paneIds} from '../../shared/log-feed.ts';
import type {Secret} from '../../shared/secret.ts';
import type {Clock} from '../machine/clock.ts';
import {startWorker} from '../machine/entry-points.ts';
import type {RefreshAccess} from './access-holder.ts';
import type {LogAccess} from './sources/source.ts';
import {type FromWorker, fromWorkerSchema, type PlainAccess, type ToWorker} from './worker-protocol.ts';

export interface LogFeedOptions extends LogAccess {
	readonly service: {readonly id: string; readonly name: string};
	/** The deployment whose build is shown first. */
	readonly deploymentId?: string;
	/** Masked wherever they stand in a line. */
	readonly secrets: readonly Secret[];
	readonly clock: Clock;
	/** Called when the platform refuses the access in use; undefined when signing in again takes a person. */
	readonly refresh?: RefreshAccess;
	/** Starts the log thread; a test hands in one that breaks. */
	readonly start?: () => Worker;
}

type Reply = Extract<FromWorker, {id: number}>;

interface Waiting {
	readonly resolve: (reply: Reply) => void;
	readonly reject: (error: WizardError) => void;
}

const closingMs = 2000;
/** Four rings of 64 MB, and room; beyond it the thread ends and the feed says so, while the program lives on. */
const memoryMb = 1024;

/** Opens the panes' logs in a thread of their own. Resolves at once: whether NATS answers is a state, not an error. */
export async function openLogFeed(options: LogFeedOptions): Promise<LogFeed> {
	const {clock, service, deploymentId, secrets, refresh} = options;
	const start =
		options.start ?? (() => startWorker('log-worker', {resourceLimits: {maxOldGenerationSizeMb: memoryMb}}));
	const worker = start();
	const listeners = new Set<() => void>();
	const waiting = new Map<number, Waiting>();
	let lastId = 0;
	let status = firstStatus(clock.now());
	let isClosed = false;
	// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
	const say = (message: ToWorker) => worker.postMessage(message);
	const tell = () => {
		for (const listener of listeners) listener();
	};

	const ended = (detail: string) => {
		if (status.connection.state === 'closed') return;
		status = closedStatus(status, {detail, now: clock.now()});
		for (const {reject} of waiting.values()) reject(unavailable(detail));
		waiting.clear();
		tell();
	};

	const answerRefresh = async () => {
		try {
			const fresh = await refresh?.();
			if (fresh === undefined) say({type: 'refreshed', outcome: 'none'});
			else say({type: 'refreshed', outcome: 'had', access: toPlain(fresh)});
		} catch {
			say({type: 'refreshed', outcome: 'unreachable'});
		}
	};

	worker.on('message', (message: unknown) => {
		const parsed = fromWorkerSchema.safeParse(message);
		if (!parsed.success || isClosed) return;
		const {data} = parsed;
		if (data.type === 'status') {
			status = data.status;
			tell();
		} else if (data.type === 'refresh') void answerRefresh();
		else if (data.type !== 'closed') {
			const question = waiting.get(data.id);
			waiting.delete(data.id);
			if (data.type === 'failed') question?.reject(toError(data));
			else question?.resolve(data);
		}
	});
	worker.on('error', () => ended('the log thread stopped'));
	worker.on('exit', () => ended(isClosed ? 'closed' : 'the log thread stopped'));

	say({
		type: 'open',
		access: toPlain(options),
		service: {id: service.id, name: service.name},
		...(deploymentId === undefined ? {} : {deploymentId}),
		secrets: secrets.map(secret => secret.reveal()),
		canRefresh: refresh !== undefined,
	});

	const ask = (question: (id: number) => ToWorker): Promise<Reply> => {
		if (isClosed || status.connection.state === 'closed') return Promise.reject(unavailable(status.connection.detail));
		lastId += 1;
		const id = lastId;
		return new Promise((resolve, reject) => {
			waiting.set(id, {resolve, reject});
			say(question(id));
		});
	};

	return {
		status: () => status,
		async rows(request) {
			const {filter} = request;
			const reply = await ask(id => ({
				type: 'rows',
				id,
				request: {pane: request.pane, at: request.at, count: request.count, ...withFilter(filter)},
			}));
			return reply.type === 'rows' ? reply.rows : [];
		},
		async search(words, limit, filter) {
			const reply = await ask(id => ({type: 'search', id, words, limit, ...withFilter(filter)}));
			return reply.type === 'found' ? {hits: reply.hits, total: reply.total} : {hits: [], total: 0};
		},
		onChange(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		async save(pane, path) {
			const reply = await ask(id => ({type: 'save', id, pane, path}));
			return {path, lines: reply.type === 'saved' ? reply.lines : 0};
		},
		async close() {
			if (isClosed) return;
			isClosed = true;
			listeners.clear();
			const gone = new Promise<void>(resolve => worker.once('exit', () => resolve()));
			if (status.connection.state !== 'closed') {
				say({type: 'close'});
				const enough = new AbortController();
				await Promise.race([gone, clock.sleep(closingMs, enough.signal).catch(() => undefined)]);
				enough.abort();
			}
			await worker.terminate();
			ended('closed');
		},
	};
}

function withFilter(filter: LogFilter | undefined): {filter?: LogFilter} {
	return filter === undefined ? {} : {filter};
}

function firstStatus(now: number): FeedStatus {
	return {
		panes: paneIds.map(id => ({id, title: id, first: 0, next: 0, state: 'waiting', reason: 'connecting'})),
		connection: {state: 'connecting', detail: '', since: now},
		lines_per_second: 0,
		lag_ms: 0,
		lost: 0,
	};
}

function closedStatus(last: FeedStatus, {detail, now}: {readonly detail: string; readonly now: number}): FeedStatus {
	return {
		...last,
		panes: last.panes.map(pane => ({...pane, state: 'ended', reason: detail})),
		connection: {state: 'closed', detail, since: now},
		lines_per_second: 0,
		lag_ms: 0,
	};
}

function toPlain({nats, api}: LogAccess): PlainAccess {
	return {
		nats: {servers: [...nats.servers], nkeySeed: nats.nkeySeed.reveal(), prefix: nats.prefix},
		api: {url: api.url, sessionToken: api.sessionToken.reveal()},
	};
}

function unavailable(detail: string): WizardError {
	return new WizardError('logs/unavailable', {
		message: `The logs are not available: ${detail}.`,
		hint: 'Leave the panes and open them again; the platform keeps the lines.',
		next: [{command: 'cs-wizard logs', when: 'to open the logs again'}],
	});
}

function toError({code, message, hint}: Extract<FromWorker, {type: 'failed'}>): WizardError {
	return new WizardError(isErrorCode(code) ? code : 'internal/bug', {message, hint});
}
