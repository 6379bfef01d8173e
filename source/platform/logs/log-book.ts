/**
 * Numbers every line of a service, stores it and then publishes it. In that order: a number that was heard
 * is in the store, so that it is never given out again and a client can always fetch what it missed.
 */
import type {Kysely} from 'kysely';
import type {Clock} from '../../core/machine/clock.ts';
import type {PlatformSchema} from '../store/schema.ts';
import {countLine, keepSequences, type Sequences, sequencesOf} from './log-sequences.ts';
import {insertLines, type LineRow, pruneLines} from './log-store.ts';

export interface NewLine {
	readonly serviceId: string;
	readonly deploymentId: string;
	readonly stream: 'stdout' | 'stderr';
	readonly phase: string;
	/** `build`, `events` or the instance. */
	readonly source: string;
	/** Without its line end. */
	readonly content: string;
	readonly timestamp: number;
	/** The app wrote no line end: the next piece goes on where this one stops. */
	readonly partial?: boolean;
	/** Travels as an event and not as a line of its stream, so it does not count there. */
	readonly uncounted?: boolean;
}

export interface NumberedLine extends NewLine {
	readonly seq: number;
	readonly sequence: number;
}

export interface LogBook {
	/** `publish` is called once the line is stored. */
	append(line: NewLine, publish: (line: NumberedLine) => void): void;
	/** Settles once all that was appended is stored and published. */
	flush(): Promise<void>;
	/** Calls the listener after each batch that holds lines of the deployment; returns the way to stop it. */
	onLines(deploymentId: string, listener: () => void): () => void;
	close(): Promise<void>;
}

interface Needs {
	readonly db: Kysely<PlatformSchema>;
	readonly clock: Clock;
	/** Told when a batch does not get into the store; its lines are lost to history. */
	readonly onTrouble: (error: unknown) => void;
}

interface Waiting {
	readonly line: NewLine;
	readonly publish: (line: NumberedLine) => void;
}

const batchMs = 50;
/** A flood is still numbered and published line by line, but only the newest of each batch are stored. */
const storedPerBatch = 5000;
const pruneEvery = 1000;

export function createLogBook({db, clock, onTrouble}: Needs): LogBook {
	const listeners = new Map<string, Set<() => void>>();
	const sequences = new Map<string, Sequences>();
	const unpruned = new Map<string, number>();
	const state: {waiting: Waiting[]; flushes: (() => void)[]; running: Promise<void> | null} = {
		waiting: [],
		flushes: [],
		running: null,
	};

	const countsOf = async (deploymentId: string): Promise<Sequences> => {
		const known = sequences.get(deploymentId) ?? (await sequencesOf(db, deploymentId));
		// The newest is put last; what was not used for long is read again when it is needed.
		sequences.delete(deploymentId);
		sequences.set(deploymentId, known);
		const oldest = sequences.keys().next();
		if (sequences.size > 1000 && oldest.done !== true) sequences.delete(oldest.value);
		return new Map(known);
	};

	const store = async (serviceId: string, batch: readonly Waiting[]): Promise<readonly [NumberedLine, Waiting][]> => {
		// Copies: a batch that does not get into the store leaves the counts as they were.
		const counts = new Map<string, Sequences>();
		for (const {deploymentId} of batch.map(({line}) => line))
			if (!counts.has(deploymentId)) counts.set(deploymentId, await countsOf(deploymentId));
		const numbered = await db.transaction().execute(async within => {
			const {last_seq} = await within
				.updateTable('service')
				.set(eb => ({last_seq: eb('last_seq', '+', batch.length)}))
				.where('id', '=', serviceId)
				.returning('last_seq')
				.executeTakeFirstOrThrow();
			const first = last_seq - batch.length + 1;
			const lines = batch.map((waiting, index): [NumberedLine, Waiting] => {
				const {line} = waiting;
				return [{...line, seq: first + index, sequence: countLine(counts.get(line.deploymentId), line)}, waiting];
			});
			const stored = lines.slice(-storedPerBatch).map(([line]) => toRow(line));
			await insertLines(within, stored);
			for (const [deploymentId, own] of counts) await keepSequences(within, deploymentId, own);
			const since = (unpruned.get(serviceId) ?? 0) + batch.length;
			if (since >= pruneEvery) await pruneLines(within, serviceId, last_seq);
			unpruned.set(serviceId, since >= pruneEvery ? 0 : since);
			return lines;
		});
		for (const [deploymentId, own] of counts) sequences.set(deploymentId, own);
		return numbered;
	};

	const writeBatch = async (batch: readonly Waiting[]) => {
		for (const [serviceId, lines] of Map.groupBy(batch, ({line}) => line.serviceId)) {
			try {
				for (const [line, {publish}] of await store(serviceId, lines)) publish(line);
			} catch (error) {
				onTrouble(error);
			}
		}
		for (const id of new Set(batch.map(({line}) => line.deploymentId)))
			for (const listener of listeners.get(id) ?? []) listener();
	};

	const writeWaiting = async () => {
		while (state.waiting.length > 0) {
			const {waiting, flushes} = state;
			state.waiting = [];
			state.flushes = [];
			await writeBatch(waiting);
			for (const flushed of flushes) flushed();
			await clock.sleep(batchMs);
		}
		state.running = null;
		for (const flushed of state.flushes.splice(0)) flushed();
	};

	return {
		append(line, publish) {
			state.waiting.push({line, publish});
			state.running ??= writeWaiting();
		},
		// Of what was appended until now: others may go on without end.
		flush: () => (state.running === null ? Promise.resolve() : new Promise(resolve => state.flushes.push(resolve))),
		onLines(deploymentId, listener) {
			const own = listeners.get(deploymentId) ?? new Set();
			own.add(listener);
			listeners.set(deploymentId, own);
			return () => {
				own.delete(listener);
				if (own.size === 0) listeners.delete(deploymentId);
			};
		},
		async close() {
			while (state.running !== null) await state.running;
		},
	};
}

function toRow({
	serviceId,
	deploymentId,
	seq,
	sequence,
	timestamp,
	stream,
	phase,
	source,
	content,
}: NumberedLine): LineRow {
	return {
		service_id: serviceId,
		deployment_id: deploymentId,
		seq,
		sequence,
		timestamp: Math.round(timestamp),
		stream,
		phase,
		source,
		content: content.replaceAll('\0', '\uFFFD'),
	};
}
