/** A service's lines one after the other, for pipes and files: what is there, and on wish what comes. */
import {WizardError} from '../../shared/errors.ts';
import type {LogFilter} from '../../shared/log-feed.ts';
import {createRedactor} from '../../shared/redactor.ts';
import type {Secret} from '../../shared/secret.ts';
import type {Clock} from '../machine/clock.ts';
import {holdAccess, type RefreshAccess} from './access-holder.ts';
import {guessLevel, isAtLeast} from './levels.ts';
import {createLogHistory, HistoryError, numbered, readHistory} from './log-history.ts';
import {type IntakeOutputs, LogIntake, type LogLine} from './log-intake.ts';
import type {LinkState, LogGap} from './log-item.ts';
import {LogSession} from './log-session.ts';
import {RecordQueue} from './record-queue.ts';
import {plainWords} from './row-search.ts';
import {createSanitiser} from './sanitise.ts';
import {allSources} from './sources/all-sources.ts';
import type {LogAccess, LogSource, SourceNeeds} from './sources/source.ts';

/** One line of `logs --json`. `seq` is null on a platform that does not number lines. */
interface LineRecord {
	readonly seq: number | null;
	/** RFC 3339. */
	readonly timestamp: string;
	readonly stream: 'stdout' | 'stderr';
	readonly phase: string;
	readonly source: string;
	readonly content: string;
}

interface GapRecord extends LogGap {
	readonly type: 'gap';
}

export type LogRecord = LineRecord | GapRecord;

export interface FollowOptions extends LogAccess, LogFilter {
	readonly service: {readonly id: string; readonly name: string};
	readonly deploymentId?: string;
	readonly secrets: readonly Secret[];
	readonly clock: Clock;
	readonly refresh?: RefreshAccess;
	/** Milliseconds since 1970; earlier lines are left out. */
	readonly since?: number;
	/** Of what is there, only the newest lines that pass the filter. */
	readonly tail?: number;
	/** Go on with what comes, until the signal. */
	readonly follow: boolean;
	/** The lines as they came, escape sequences and all; secrets are masked even so. */
	readonly raw?: boolean;
	readonly signal: AbortSignal;
	/** Told when the connection changes while following, for a line on stderr. */
	readonly onLink?: (state: LinkState) => void;
	readonly fetch?: typeof fetch;
	readonly sources?: readonly LogSource[];
}

/** How long before the end of what is kept a filtered tail may have to look. */
const everything = Number.MAX_SAFE_INTEGER;

/** @throws `logs/unavailable`, `auth/refused` when what is there cannot be had; a broken connection while following is no error. */
export async function* followLines(options: FollowOptions): AsyncGenerator<LogRecord> {
	const seen = {last: 0};
	const words = (options.grep ?? '') === '' ? undefined : plainWords(options.grep ?? '');
	const queue = new RecordQueue<LogRecord>({
		tail: options.tail,
		// The reader was slower than the lines: what it did not take was never kept.
		toGap: lost => ({type: 'gap', from_seq: seen.last - lost + 1, to_seq: seen.last, recovered: 0, lost}),
	});
	const intake = createIntake(options, {
		line(line) {
			seen.last = line.seq ?? seen.last + 1;
			if ((words?.test(line.text) ?? true) && passes(line, options)) queue.push(toRecord(line));
		},
		gap: gap => queue.push({type: 'gap', ...gap}),
		buildEnded: () => undefined,
		// Stored lines alone come page by page, and their tail is that of the last page.
		...(options.follow ? {begun: () => queue.begin()} : {}),
	});
	if (options.follow) yield* followLive(options, {intake, queue});
	else yield* readStored(options, {intake, queue});
}

interface Parts {
	readonly intake: LogIntake;
	readonly queue: RecordQueue<LogRecord>;
}

async function* readStored(options: FollowOptions, {intake, queue}: Parts): AsyncGenerator<LogRecord> {
	const {service, clock, signal, tail, since, grep, level} = options;
	const needs = sourceNeeds(options);
	const history = createLogHistory(needs);
	const of = {serviceId: service.id};
	const newest = await history.page(of, everything, signal).catch((error: unknown) => {
		if (error instanceof HistoryError && error.kind === 'absent' && options.deploymentId !== undefined)
			return undefined;
		throw toUnavailable(error);
	});
	if (newest === undefined) await readBuild(options, {intake, queue});
	else {
		const isWholeTail = tail !== undefined && since === undefined && grep === undefined && level === undefined;
		const after = isWholeTail ? Math.max(0, newest.last - tail) : 0;
		try {
			for await (const items of readHistory(history, of, {after, to: newest.last, signal})) {
				const last = items.at(-1)?.seq ?? after;
				intake.history(numbered(items), {last, wholeAfter: after}, clock.now());
				if (tail === undefined) yield* queue.taken();
			}
		} catch (error) {
			if (signal.aborted) return;
			throw toUnavailable(error);
		}
	}
	intake.flush();
	queue.begin();
	yield* queue.taken();
}

/** A platform that keeps no lines still has the build's events. One that breaks off twice is not waited for. */
async function readBuild(options: FollowOptions, {intake}: Parts): Promise<void> {
	const {clock, signal} = options;
	const build = (options.sources ?? allSources).find(({id}) => id === 'sse');
	const enough = new AbortController();
	let breaks = 0;
	const outputs = {
		message: (subject: string, text: string) => void intake.message(subject, text, clock.now()),
		link({state, detail}: LinkState) {
			if (state === 'reconnecting') breaks += 1;
			if (breaks > 1) enough.abort(new HistoryError('unreachable', detail));
		},
	};
	await build?.run(sourceNeeds(options), outputs, AbortSignal.any([signal, enough.signal]));
	if (enough.signal.aborted) throw toUnavailable(enough.signal.reason);
}

async function* followLive(options: FollowOptions, {intake, queue}: Parts): AsyncGenerator<LogRecord> {
	const {service, signal, tail, since, grep, level} = options;
	const isWholeTail = since === undefined && grep === undefined && level === undefined;
	const session = new LogSession({
		...sourceNeeds(options),
		serviceId: service.id,
		intake,
		sources: options.sources ?? allSources,
		outputs: {link: state => options.onLink?.(state), arrived: () => undefined},
		earlier: isWholeTail && tail !== undefined ? tail : everything,
		recovered: everything,
	});
	const stop = () => {
		session.stop();
		queue.end();
	};
	signal.addEventListener('abort', stop, {once: true});
	if (signal.aborted) stop();
	const running = session.run().finally(() => queue.end());
	try {
		yield* queue.all();
	} finally {
		signal.removeEventListener('abort', stop);
		stop();
		await running;
	}
}

function createIntake(options: FollowOptions, outputs: IntakeOutputs): LogIntake {
	const {service, deploymentId, nats, api, secrets, raw = false} = options;
	const redactor = createRedactor([nats.nkeySeed, api.sessionToken, ...secrets]);
	const masked: IntakeOutputs['line'] = line =>
		outputs.line(line.raw === undefined ? line : {...line, text: redactor.redact(line.raw)});
	return new LogIntake({
		serviceId: service.id,
		deploymentId,
		redactor,
		sanitiser: createSanitiser(),
		outputs: raw ? {...outputs, line: masked} : outputs,
		keepRaw: raw,
	});
}

function sourceNeeds(options: FollowOptions): SourceNeeds {
	const {nats, api, refresh, clock, deploymentId} = options;
	return {access: holdAccess({nats, api}, refresh), clock, deploymentId, fetch: options.fetch ?? fetch};
}

function passes({text, timestamp}: LogLine, {since, level}: FollowOptions): boolean {
	if (since !== undefined && timestamp < since) return false;
	return level === undefined || isAtLeast(guessLevel(text), level);
}

function toRecord({seq, timestamp, stream, phase, source, text}: LogLine): LineRecord {
	return {seq: seq ?? null, timestamp: new Date(timestamp).toISOString(), stream, phase, source, content: text};
}

function toUnavailable(thrown: unknown): unknown {
	if (!(thrown instanceof HistoryError)) return thrown;
	if (thrown.kind === 'refused') {
		return new WizardError('auth/refused', {
			message: `The logs are not yours to read: ${thrown.message}.`,
			hint: 'Sign in again.',
			next: [{command: 'cs-wizard login', when: 'to sign in again'}],
		});
	}
	return new WizardError('logs/unavailable', {
		message: `The logs are not available: ${thrown.message}.`,
		hint: 'Check that the platform is running.',
		next: [{command: 'cs-wizard platform status', when: 'to see whether it is'}],
	});
}
