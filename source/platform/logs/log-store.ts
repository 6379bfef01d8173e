import type {Kysely} from 'kysely';
import * as z from 'zod';
import type {StoredLine} from '../../shared/api-contract.ts';
import type {PlatformSchema} from '../store/schema.ts';

/** Of one service; older lines go. */
export const keptLines = 50_000;

/** Rows of one INSERT: PostgreSQL and SQLite both cap the parameters of a statement. */
const insertedAtOnce = 500;

/** `?after=SEQ&limit=N` */
export const logsQuerySchema = z.object({
	after: z.coerce.number().int().min(0).default(0),
	limit: z.coerce.number().int().min(1).max(5000).default(500),
});

export type LineRow = PlatformSchema['log_line'];

export async function insertLines(db: Kysely<PlatformSchema>, lines: readonly LineRow[]): Promise<void> {
	for (let start = 0; start < lines.length; start += insertedAtOnce) {
		await db
			.insertInto('log_line')
			.values(lines.slice(start, start + insertedAtOnce))
			.execute();
	}
}

export async function pruneLines(db: Kysely<PlatformSchema>, serviceId: string, lastSeq: number): Promise<void> {
	await db
		.deleteFrom('log_line')
		.where('service_id', '=', serviceId)
		.where('seq', '<=', lastSeq - keptLines)
		.execute();
}

interface Read {
	readonly serviceId: string;
	readonly deploymentId?: string;
	/** Leaves out what the running app says. */
	readonly withoutApp?: boolean;
	readonly after: number;
	readonly limit: number;
}

/** The lines after a `seq`, oldest first. */
export async function readLines(
	db: Kysely<PlatformSchema>,
	{serviceId, deploymentId, withoutApp = false, after, limit}: Read,
): Promise<readonly StoredLine[]> {
	let query = db
		.selectFrom('log_line')
		.selectAll()
		.where('service_id', '=', serviceId)
		.where('seq', '>', after)
		.orderBy('seq')
		.limit(limit);
	if (deploymentId !== undefined) query = query.where('deployment_id', '=', deploymentId);
	if (withoutApp) query = query.where('phase', '!=', 'run');
	return (await query.execute()).map(shown);
}

function shown({seq, sequence, timestamp, stream, phase, source, deployment_id, content}: LineRow): StoredLine {
	return {
		seq,
		sequence,
		timestamp: new Date(timestamp).toISOString(),
		stream,
		phase,
		source,
		deploymentId: deployment_id,
		content,
	};
}
