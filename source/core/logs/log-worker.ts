/** The log thread: connections, rings and searches are here, so that neither a flood nor a slow terminal holds up the other. */
import {parentPort} from 'node:worker_threads';
import {toWizardError} from '../../shared/errors.ts';
import type {PaneId} from '../../shared/log-feed.ts';
import {createRedactor} from '../../shared/redactor.ts';
import {Secret} from '../../shared/secret.ts';
import {systemClock} from '../machine/clock.ts';
import {writeLines} from '../machine/line-file.ts';
import {holdAccess} from './access-holder.ts';
import {LogIntake} from './log-intake.ts';
import {LogPanes} from './log-panes.ts';
import {LogSession} from './log-session.ts';
import {readRows} from './row-search.ts';
import {createSanitiser} from './sanitise.ts';
import {allSources} from './sources/all-sources.ts';
import type {LogAccess} from './sources/source.ts';
import {type FromWorker, type PlainAccess, type ToWorker, toWorkerSchema} from './worker-protocol.ts';

type Open = Extract<ToWorker, {type: 'open'}>;
type Question = Extract<ToWorker, {id: number}>;

const mostTicks = 20;
/** How many earlier lines fill the panes at first. */
const earlierLines = 2000;
/** A pane holds no more. */
const recoveredLines = 100_000;

if (parentPort !== null) serve(parentPort);

function serve(port: NonNullable<typeof parentPort>): void {
	const say = (message: FromWorker) => port.postMessage(message);
	let feed: ReturnType<typeof openFeed> | undefined;
	let refreshing = Promise.withResolvers<LogAccess | undefined>();
	const refresh = () => {
		refreshing = Promise.withResolvers();
		say({type: 'refresh'});
		return refreshing.promise;
	};

	port.on('message', (message: unknown) => {
		const parsed = toWorkerSchema.parse(message);
		switch (parsed.type) {
			case 'open':
				feed ??= openFeed(parsed, {say, refresh: parsed.canRefresh ? refresh : undefined});
				break;
			case 'refreshed':
				if (parsed.outcome === 'unreachable') refreshing.reject(new Error('nobody could be asked'));
				else refreshing.resolve(parsed.access === undefined ? undefined : toAccess(parsed.access));
				break;
			case 'close':
				refreshing.resolve(undefined);
				void (feed?.close() ?? Promise.resolve()).finally(() => {
					say({type: 'closed'});
					port.close();
				});
				break;
			default:
				if (feed !== undefined) void answer(feed.panes, parsed).then(say);
		}
	});
}

interface Ways {
	readonly say: (message: FromWorker) => void;
	readonly refresh: (() => Promise<LogAccess | undefined>) | undefined;
}

function openFeed(options: Open, {say, refresh}: Ways) {
	const clock = systemClock;
	let isChanged = true;
	let saidAt = 0;
	const panes: LogPanes = new LogPanes({
		now: () => clock.now(),
		isPolling: () => session.isPolling,
		changed: () => {
			isChanged = true;
		},
	});
	const plain = [options.access.nats.nkeySeed, options.access.api.sessionToken, ...options.secrets];
	const {service, deploymentId} = options;
	const intake = new LogIntake({
		serviceId: service.id,
		deploymentId,
		redactor: createRedactor(plain.map(value => new Secret(value))),
		sanitiser: createSanitiser(),
		outputs: panes,
	});
	const session: LogSession = new LogSession({
		access: holdAccess(toAccess(options.access), refresh),
		clock,
		fetch,
		deploymentId,
		serviceId: service.id,
		intake,
		sources: allSources,
		outputs: panes,
		earlier: earlierLines,
		recovered: recoveredLines,
	});
	const ticks = setInterval(() => {
		// What only counts seconds ("reconnecting, 4 s") is told once a second.
		if (!isChanged && (panes.isQuiet || clock.now() - saidAt < 1000)) return;
		isChanged = false;
		saidAt = clock.now();
		say({type: 'status', status: panes.status()});
	}, 1000 / mostTicks);
	const running = session.run();
	return {
		panes,
		async close() {
			clearInterval(ticks);
			session.stop();
			await running;
		},
	};
}

async function answer(panes: LogPanes, question: Question): Promise<FromWorker> {
	const {id} = question;
	try {
		switch (question.type) {
			case 'rows': {
				const {pane, at, count, filter} = question.request;
				const rows = await readRows(panes.ring(pane), {at, count, ...(filter === undefined ? {} : {filter})});
				return {type: 'rows', id, rows};
			}
			case 'search': {
				const found = await panes.search(question.words, question.limit, question.filter);
				return {type: 'found', id, ...found};
			}
			case 'save':
				return {
					type: 'saved',
					id,
					path: question.path,
					lines: await writeLines(question.path, linesOf(panes, question.pane)),
				};
		}
	} catch (error) {
		const {message, hint, code} = toWizardError(error);
		return {type: 'failed', id, message, hint, code};
	}
}

function* linesOf(panes: LogPanes, pane: PaneId): Iterable<string> {
	const ring = panes.ring(pane);
	for (let index = ring.first; index < ring.next; index += 1) {
		const row = ring.at(index);
		if (row === undefined) continue;
		const mark = row.kind === 'line' ? '' : '▲ ';
		yield `${new Date(row.timestamp).toISOString()} ${row.source === '' ? '-' : row.source} ${mark}${row.text}`;
	}
}

function toAccess({nats, api}: PlainAccess): LogAccess {
	return {
		nats: {servers: nats.servers, prefix: nats.prefix, nkeySeed: new Secret(nats.nkeySeed)},
		api: {url: api.url, sessionToken: new Secret(api.sessionToken)},
	};
}
