/**
 * From messages of any source to lines that are safe to show: those of our service, in order, each once, with its gaps told,
 * put together, sanitised and redacted. Holds no connection and reads no clock of its own.
 */
import type {Redactor} from '../../shared/redactor.ts';
import {type LogSubject, toEventItem} from './deployment-events.ts';
import {LineAssembler} from './line-assembly.ts';
import {createLineCleaner} from './line-cleaner.ts';
import type {LogGap, LogItem} from './log-item.ts';
import {parseJson, readBuildLogEvent, readLogMessage} from './read-message.ts';
import type {Sanitiser} from './sanitise.ts';
import {type Missing, SequenceTracker} from './sequence-tracker.ts';

/** A finished line. */
export interface LogLine {
	readonly seq?: number;
	readonly timestamp: number;
	readonly stream: 'stdout' | 'stderr';
	readonly phase: LogItem['phase'];
	readonly source: string;
	readonly text: string;
	/** As it came; only where `keepRaw` asks for it. */
	readonly raw?: string;
}

export interface IntakeOutputs {
	line(line: LogLine): void;
	gap(gap: LogGap): void;
	buildEnded(outcome: {readonly deploymentId: string; readonly status: 'success' | 'failed'}): void;
	/** What was there before us is told; the live lines follow. */
	begun?(): void;
}

interface Needs {
	readonly serviceId: string;
	/** Shows the build of a deployment whose messages name no service. */
	readonly deploymentId?: string | undefined;
	readonly redactor: Redactor;
	readonly sanitiser: Sanitiser;
	readonly outputs: IntakeOutputs;
	readonly keepRaw?: boolean;
}

export interface HistoryRange {
	/** The newest number there is. */
	readonly last: number;
	/** After this number the items are meant to be complete. */
	readonly wholeAfter: number;
}

interface Stream {
	readonly assembler: LineAssembler;
	first: LogItem;
	fedAt: number;
}

/** How long a piece without a newline waits for the rest of its line before it is shown. */
const unfinishedMs = 2000;
/** Streams of old deployments are forgotten beyond this. */
const mostStreams = 64;

/** The subject under which the HTTP source hands on its events. */
export const buildLogEvents = 'http.build-logs.';

export class LogIntake {
	readonly #needs: Needs;
	readonly #numbered: SequenceTracker<LogItem>;
	readonly #unnumbered = new Map<string, SequenceTracker<LogItem>>();
	readonly #streams = new Map<string, Stream>();
	readonly #ours: LogSubject;
	/** The deployments whose build was heard. */
	readonly #builds = new Set<string>();
	#now = 0;
	/** The number that goes on the history, once it has one. */
	#historyNext: number | undefined;

	constructor(needs: Needs) {
		this.#needs = needs;
		const {serviceId, deploymentId} = needs;
		this.#ours = {serviceId, deployments: new Set(deploymentId === undefined ? [] : [deploymentId]), jobs: new Set()};
		this.#numbered = new SequenceTracker({deliver: item => this.#feed(item), gap: gap => needs.outputs.gap(gap)});
	}

	/** The number after the newest line seen, when lines are numbered. */
	get next(): number | undefined {
		return this.#numbered.next;
	}

	/** A message as it travels over NATS. Those of other services are not ours to show. */
	message(subject: string, text: string, now: number): LogItem | undefined {
		this.#now = now;
		const fields = parseJson(text);
		if (fields === undefined) return undefined;
		if (subject.startsWith(buildLogEvents)) {
			const item = readBuildLogEvent(fields, subject.slice(buildLogEvents.length));
			if (item !== undefined) this.item(item, now);
			return item;
		}
		const found = readLogMessage(fields);
		if (found === undefined) return this.#event(subject, fields, now);
		if (found.serviceId !== this.#ours.serviceId) return undefined;
		this.#ours.deployments.add(found.item.deploymentId);
		if (found.jobId !== undefined) this.#ours.jobs.add(found.jobId);
		this.item(found.item, now);
		return found.item;
	}

	item(item: LogItem, now: number): void {
		this.#now = now;
		if (item.seq !== undefined) this.#numbered.accept(item.seq, item, now);
		else this.#acceptUnnumbered(item, now);
	}

	/**
	 * The lines that were there before we came, by their numbers; the live ones go on after `last`.
	 * Numbers that are absent between those after `wholeAfter` are lost: the platform dropped them in a flood.
	 */
	history(items: ReadonlyMap<number, LogItem>, {last, wholeAfter}: HistoryRange, now: number): void {
		this.#now = now;
		const all = new Map([...items, ...this.#numbered.takeBefore(last + 1)]);
		for (const [seq, item] of [...all].sort(([a], [b]) => a - b)) {
			const expected = this.#historyNext;
			if (seq > wholeAfter) {
				if (expected !== undefined && seq > expected) this.#tellLost(expected, seq - 1);
				this.#historyNext = seq + 1;
			}
			this.#feed(item);
		}
		this.#needs.outputs.begun?.();
		this.#numbered.startAt(last + 1, now);
	}

	#tellLost(from_seq: number, to_seq: number): void {
		this.#needs.outputs.gap({from_seq, to_seq, recovered: 0, lost: to_seq - from_seq + 1});
	}

	/** No history can be had: what comes next is the first. */
	withoutHistory(now: number): void {
		this.#now = now;
		this.#needs.outputs.begun?.();
		this.#numbered.startAtOldest(now);
	}

	/** The platform's newest number, asked for after a reconnect. True when its numbering began again. */
	expect(last: number, now: number): boolean {
		const {next} = this.#numbered;
		if (next !== undefined && last < next - 1) {
			this.#numbered.restart();
			return true;
		}
		this.#numbered.expect(last, now);
		return false;
	}

	recovered(item: LogItem, now: number): void {
		this.#now = now;
		if (item.seq !== undefined) this.#numbered.recovered(item.seq, item);
	}

	settle(now: number): void {
		this.#now = now;
		this.#numbered.settle(now);
	}

	/** To be called some times a second: shows unfinished lines, gives up on unnumbered gaps, and tells what to ask for again. */
	tick(now: number): Missing | undefined {
		this.#now = now;
		for (const stream of this.#streams.values()) {
			if (!stream.assembler.isEmpty && now - stream.fedAt > unfinishedMs) stream.assembler.flush();
		}
		for (const tracker of this.#unnumbered.values()) {
			if (tracker.due(now) !== undefined) tracker.settle(now);
		}
		return this.#numbered.due(now);
	}

	flush(): void {
		for (const {assembler} of this.#streams.values()) assembler.flush();
	}

	#event(subject: string, fields: Readonly<Record<string, unknown>>, now: number): LogItem | undefined {
		const event = toEventItem(subject, fields, this.#ours, now);
		if (event === undefined) return undefined;
		if (event.kind === 'end') {
			this.flush();
			// A deployment that built nothing here ends under the same subject.
			if (this.#builds.has(event.deploymentId)) this.#needs.outputs.buildEnded(event);
			return undefined;
		}
		this.item(event.item, now);
		return event.item;
	}

	#acceptUnnumbered(item: LogItem, now: number): void {
		if (item.sequence === undefined) {
			this.#feed(item);
			return;
		}
		const key = `${item.deploymentId} ${item.stream}`;
		let tracker = this.#unnumbered.get(key);
		if (tracker === undefined) {
			tracker = new SequenceTracker<LogItem>({
				deliver: one => this.#feed(one),
				gap: gap => this.#needs.outputs.gap(gap),
			});
			tracker.startAt(item.sequence, now);
			this.#unnumbered.set(key, tracker);
		}
		tracker.accept(item.sequence, item, now);
	}

	#feed(item: LogItem): void {
		const key = `${item.deploymentId} ${item.source} ${item.stream}`;
		if (item.source === 'build') this.#builds.add(item.deploymentId);
		const stream = this.#streams.get(key) ?? this.#open(key, item);
		if (stream.assembler.isEmpty) stream.first = item;
		stream.fedAt = this.#now;
		stream.assembler.push(item.content);
	}

	#open(key: string, item: LogItem): Stream {
		if (this.#streams.size >= mostStreams) {
			for (const [oldest, {assembler}] of this.#streams) {
				assembler.flush();
				this.#streams.delete(oldest);
				break;
			}
		}
		const {redactor, sanitiser, outputs, keepRaw = false} = this.#needs;
		const clean = createLineCleaner(sanitiser, redactor);
		const stream: Stream = {
			assembler: new LineAssembler((text, left) => {
				const {seq, timestamp, phase, source} = stream.first;
				outputs.line({
					...(seq === undefined ? {} : {seq}),
					timestamp,
					stream: item.stream,
					phase,
					source,
					text: clean(text, left),
					...(keepRaw ? {raw: text} : {}),
				});
			}),
			first: item,
			fedAt: this.#now,
		};
		this.#streams.set(key, stream);
		return stream;
	}
}
