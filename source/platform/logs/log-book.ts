/**
 * Numbers every line of a service, stores it and then publishes it. In that order: a number that was heard
 * is in the store, so that it is never given out again and a client can always fetch what it missed.
 */
import type {Kysely} from 'kysely';
import type {Clock} from '../../core/machine/clock.ts';
import type {PlatformSchema} from '../store/schema.ts';
import {insertLines, keepSequence, lastSequences, type LineRow, pruneLines} from './log-store.ts';

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

export function createLogBook({db, clock, onTrouble}: Needs): LogBook {
	const listeners = new Map<string, Set<() => void>>();
	const sequences = new Map<string, Record<'stdout' | 'stderr', number>>();
	const unpruned = new Map<string, number>();
	const state: {waiting: Waiting[]; running: Promise<void> | null} = {waiting: [], running: null};

	const sequencesOf = async (deploymentId: string) => {
		const known = sequences.get(deploymentId) ?? (await lastSequences(db, deploymentId));
		// The newest is put last; what was not used for long is read again when it is needed.
		sequences.delete(deploymentId);
		sequences.set(deploymentId, known);
		const oldest = sequences.keys().next();
		if (sequences.size > 1000 && oldest.done !== true) sequences.delete(oldest.value);
		return known;
	};

	const store = async (serviceId: string, batch: readonly Waiting[]): Promise<readonly [NumberedLine, Waiting][]> => {
		const before = new Map<string, Record<'stdout' | 'stderr', number>>();
		for (const {line} of batch) {
			if (!before.has(line.deploymentId)) before.set(line.deploymentId, {...(await sequencesOf(line.deploymentId))});
		}
		const numbered = await db.transaction().execute(async within => {
			const {last_seq} = await within
				.updateTable('service')
				.set(eb => ({last_seq: eb('last_seq', '+', batch.length)}))
				.where('id', '=', serviceId)
				.returning('last_seq')
				.executeTakeFirstOrThrow();
			const first = last_seq - batch.length + 1;
			const lines = batch.map((waiting, index): [NumberedLine, Waiting] => {
				const counts = before.get(waiting.line.deploymentId) ?? {stdout: 0, stderr: 0};
				const {line} = waiting;
				if (line.uncounted === true) return [{...line, seq: first + index, sequence: 0}, waiting];
				counts[line.stream] += 1;
				return [{...line, seq: first + index, sequence: counts[line.stream]}, waiting];
			});
			await insertLines(
				within,
				lines.slice(-storedPerBatch).map(([line]) => toRow(line)),
			);
			for (const [deployment_id, counts] of before) {
				for (const stream of ['stdout', 'stderr'] as const)
					await keepSequence(within, {deployment_id, stream, last_sequence: counts[stream]});
			}
			const since = (unpruned.get(serviceId) ?? 0) + batch.length;
			if (since >= 1000) await pruneLines(within, serviceId, last_seq);
			unpruned.set(serviceId, since >= 1000 ? 0 : since);
			return lines;
		});
		for (const [deploymentId, counts] of before) sequences.set(deploymentId, counts);
		return numbered;
	};

	const writeWaiting = async () => {
		while (state.waiting.length > 0) {
			const batch = state.waiting;
			state.waiting = [];
			for (const [serviceId, lines] of Map.groupBy(batch, ({line}) => line.serviceId)) {
				try {
					for (const [line, {publish}] of await store(serviceId, lines)) publish(line);
				} catch (error) {
					onTrouble(error);
				}
			}
			for (const id of new Set(batch.map(({line}) => line.deploymentId)))
				for (const listener of listeners.get(id) ?? []) listener();
			await clock.sleep(batchMs);
		}
		state.running = null;
	};

	const flush = async () => {
		while (state.running !== null) await state.running;
	};

	return {
		append(line, publish) {
			state.waiting.push({line, publish});
			state.running ??= writeWaiting();
		},
		flush,
		onLines(deploymentId, listener) {
			const own = listeners.get(deploymentId) ?? new Set();
			own.add(listener);
			listeners.set(deploymentId, own);
			return () => {
				own.delete(listener);
				if (own.size === 0) listeners.delete(deploymentId);
			};
		},
		close: flush,
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
