import type {Kysely} from 'kysely';
import {v7 as uuidv7} from 'uuid';
import type {Clock} from '../../core/machine/clock.ts';
import type {PlatformSchema} from '../store/schema.ts';
import type {PlatformKeys} from './platform-keys.ts';

/** Ninety days: long enough to look into an incident, bounded on disk. */
const keptMs = 90 * 24 * 60 * 60 * 1000;

export interface AuditEvent {
	readonly event: 'exchange' | 'refresh' | 'logout' | 'app-token';
	readonly outcome: 'accepted' | 'refused' | 'limited';
	/** The key's prefix or the session's id; kept as an HMAC. */
	readonly subject: string;
	readonly address: string;
	readonly requestId: string;
}

/** Rejects when the row does not get in: what is not on record does not happen. */
export type Audit = (event: AuditEvent) => Promise<void>;

export function createAudit({
	db,
	keys,
	clock,
}: {
	readonly db: Kysely<PlatformSchema>;
	readonly keys: PlatformKeys;
	readonly clock: Clock;
}): Audit {
	return async ({event, outcome, subject, address, requestId}) => {
		const at = clock.now();
		await db
			.insertInto('audit')
			.values({
				id: uuidv7(),
				at,
				event,
				outcome,
				subject: keys.pseudonym(subject),
				address: keys.pseudonym(address),
				request_id: requestId,
			})
			.execute();
		await db
			.deleteFrom('audit')
			.where('at', '<', at - keptMs)
			.execute();
	};
}
