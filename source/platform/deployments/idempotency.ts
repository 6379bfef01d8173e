/** The same request twice, the same effect once: the reply is stored in the transaction of the effect. */
import {createHash} from 'node:crypto';
import type {Kysely, Transaction} from 'kysely';
import type {Clock} from '../../core/machine/clock.ts';
import {WizardError} from '../../shared/errors.ts';
import type {PlatformSchema} from '../store/schema.ts';

const keptMs = 48 * 60 * 60 * 1000;

interface Once {
	readonly tenantId: string;
	/** Null when the caller sent none: then each request has its effect. */
	readonly key: string | null;
	/** What is asked for: another request under the same key is refused. */
	readonly request: {readonly operation: string; readonly body: unknown};
}

interface OnceReply {
	/** As JSON text. */
	readonly response: string;
	/** True when the effect had happened before. */
	readonly replayed: boolean;
}

export type OnlyOnce = (
	once: Once,
	effect: (within: Transaction<PlatformSchema>) => Promise<unknown>,
) => Promise<OnceReply>;

export function createOnlyOnce({
	db,
	clock,
}: {
	readonly db: Kysely<PlatformSchema>;
	readonly clock: Pick<Clock, 'now'>;
}): OnlyOnce {
	const running = new Set<string>();
	return async ({tenantId, key, request}, effect) => {
		if (key === null) return {response: JSON.stringify(await db.transaction().execute(effect)), replayed: false};
		if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw unfitKey();
		const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
		const id = `${tenantId} ${key}`;
		if (running.has(id)) throw inProgress();
		running.add(id);
		try {
			return await db.transaction().execute(async within => {
				const known = await within
					.selectFrom('idempotency')
					.selectAll()
					.where('tenant_id', '=', tenantId)
					.where('key', '=', key)
					.executeTakeFirst();
				if (known !== undefined) {
					if (known.request_hash !== requestHash) throw otherRequest();
					return {response: known.response, replayed: true};
				}
				const response = JSON.stringify(await effect(within));
				const now = clock.now();
				await within
					.insertInto('idempotency')
					.values({tenant_id: tenantId, key, request_hash: requestHash, response, created_at: now})
					.execute();
				await within
					.deleteFrom('idempotency')
					.where('created_at', '<', now - keptMs)
					.execute();
				return {response, replayed: false};
			});
		} finally {
			running.delete(id);
		}
	};
}

function unfitKey(): WizardError {
	return new WizardError('api/bad-request', {
		message: 'The Idempotency-Key has characters or a length that is not taken.',
		hint: 'Use 1 to 255 visible ASCII characters, a UUID for example.',
	});
}

function otherRequest(): WizardError {
	return new WizardError('api/idempotency-mismatch', {
		message: 'This Idempotency-Key was used for another request.',
		hint: 'Send a new key with a new request.',
	});
}

function inProgress(): WizardError {
	return new WizardError('api/conflict', {
		message: 'A request with this Idempotency-Key is being worked on.',
		hint: 'Send it again in a second to get its reply.',
		facts: {retryAfterSeconds: 1},
	});
}
