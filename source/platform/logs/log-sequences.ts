/** `sequence` counts the lines of one stream of one deployment; a build's streams and the running app's are apart. */
import type {Kysely} from 'kysely';
import type {PlatformSchema} from '../store/schema.ts';

type StreamName = PlatformSchema['log_stream']['stream'];

/** The newest number of each stream of a deployment. */
export type Sequences = Map<StreamName, number>;

interface Counted {
	readonly stream: 'stdout' | 'stderr';
	readonly phase: string;
	readonly uncounted?: boolean;
}

/** The next number of the line's stream; 0 for what travels as an event. */
export function countLine(sequences: Sequences | undefined, {stream, phase, uncounted = false}: Counted): number {
	if (uncounted || sequences === undefined) return 0;
	const name: StreamName = phase === 'run' ? `app-${stream}` : stream;
	const next = (sequences.get(name) ?? 0) + 1;
	sequences.set(name, next);
	return next;
}

export async function sequencesOf(db: Kysely<PlatformSchema>, deploymentId: string): Promise<Sequences> {
	const rows = await db.selectFrom('log_stream').selectAll().where('deployment_id', '=', deploymentId).execute();
	return new Map(rows.map(({stream, last_sequence}) => [stream, last_sequence]));
}

export async function keepSequences(
	db: Kysely<PlatformSchema>,
	deploymentId: string,
	sequences: Sequences,
): Promise<void> {
	for (const [stream, last] of sequences) {
		await db
			.insertInto('log_stream')
			.values({deployment_id: deploymentId, stream, last_sequence: last})
			.onConflict(conflict => conflict.columns(['deployment_id', 'stream']).doUpdateSet({last_sequence: last}))
			.execute();
	}
}
