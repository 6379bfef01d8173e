/** An API key becomes a session. Every refusal looks the same and costs the same, whatever was wrong. */
import type {Kysely} from 'kysely';
import {v7 as uuidv7} from 'uuid';
import type {Clock} from '../../core/machine/clock.ts';
import {WizardError} from '../../shared/errors.ts';
import type {PlatformSchema} from '../store/schema.ts';
import {apiKeyPrefix, maxCredentialBytes} from './api-key-format.ts';
import type {Audit, AuditEvent} from './audit.ts';
import {type PlatformKeys, sameDigest} from './platform-keys.ts';
import {createRateLimit} from './rate-limit.ts';
import type {Sessions} from './sessions.ts';

interface Credential {
	readonly apiKey: string;
	readonly clientId: string;
}

export interface Caller {
	readonly address: string;
	readonly requestId: string;
}

/** Gives the id of a new session. @throws `auth/refused`, `api/rate-limited`, `api/bad-request` */
export type Exchange = (credential: Credential, caller: Caller, event?: AuditEvent['event']) => Promise<string>;

interface Needs {
	readonly db: Kysely<PlatformSchema>;
	readonly keys: PlatformKeys;
	readonly clock: Clock;
	readonly sessions: Sessions;
	readonly audit: Audit;
}

const minute = 60_000;

export function createExchange({db, keys, clock, sessions, audit}: Needs): Exchange {
	// Only refusals count, so that a machine which signs in with every command is never slowed down.
	const byAddress = createRateLimit({tries: 30, windowMs: minute, clock});
	const byPrefix = createRateLimit({tries: 30, windowMs: minute, clock});
	const suspects = createRateLimit({tries: 1, windowMs: minute, clock});
	const reported = createRateLimit({tries: 1, windowMs: minute, clock});
	const nobody = {id: uuidv7(), digest: keys.digest('nobody'), clientId: `client_${uuidv7()}`, accountId: 0};
	/** One row of the same size whether a key has the prefix or none, so that reading it takes as long. */
	const findKey = (prefix: string) =>
		db
			.selectFrom(db.selectNoFrom(eb => eb.lit(1).as('row')).as('always'))
			.leftJoin('api_key', join => join.on('api_key.prefix', '=', prefix))
			.select(eb => [
				eb.fn.coalesce('api_key.id', eb.val(nobody.id)).as('id'),
				eb.fn.coalesce('api_key.digest', eb.val(nobody.digest)).as('digest'),
				eb.fn.coalesce('api_key.client_id', eb.val(nobody.clientId)).as('client_id'),
				eb.fn.coalesce('api_key.account_id', eb.val(nobody.accountId)).as('account_id'),
				'api_key.revoked_at',
			])
			.executeTakeFirstOrThrow();

	return async ({apiKey, clientId}, {address, requestId}, event = 'exchange') => {
		if (Buffer.byteLength(apiKey) > maxCredentialBytes || Buffer.byteLength(clientId) > maxCredentialBytes)
			throw tooLong();
		const prefix = apiKeyPrefix(apiKey);
		// A key tried from many places is closed to those who failed, and stays open to its owner.
		const wait = Math.max(byAddress.wait(address), suspects.wait(address) > 0 ? byPrefix.wait(prefix) : 0);
		if (wait > 0) {
			// One row a window: a flood must not fill the disk.
			if (reported.wait(address) === 0) {
				reported.count(address);
				await audit({event, outcome: 'limited', subject: prefix, address, requestId});
			}
			throw limited(wait);
		}
		const known = await findKey(prefix);
		const keyFits = sameDigest(keys.digest(apiKey), known.digest);
		const clientFits = sameDigest(keys.digest(clientId), keys.digest(known.client_id));
		if (!keyFits || !clientFits || known.revoked_at !== null) {
			for (const limit of [byAddress, suspects]) limit.count(address);
			byPrefix.count(prefix);
			await audit({event, outcome: 'refused', subject: prefix, address, requestId});
			throw refused();
		}
		await audit({event, outcome: 'accepted', subject: prefix, address, requestId});
		await db.updateTable('api_key').set({last_used_at: clock.now()}).where('id', '=', known.id).execute();
		return sessions.begin({id: known.id, accountId: known.account_id});
	};
}

function refused(): WizardError {
	return new WizardError('auth/refused', {
		message: 'The API key and client id do not fit, or the key was revoked.',
		hint: 'Check both, or make another key where the platform runs.',
		next: [{command: 'cs-wizard platform keys create', when: 'on the machine of the platform'}],
	});
}

function limited(waitMs: number): WizardError {
	const seconds = Math.max(1, Math.ceil(waitMs / 1000));
	return new WizardError('api/rate-limited', {
		message: 'Too many sign-ins were refused from here.',
		hint: `Try again in ${seconds} s.`,
		facts: {retryAfterSeconds: seconds},
	});
}

function tooLong(): WizardError {
	return new WizardError('api/bad-request', {
		message: `An API key or client id is longer than ${maxCredentialBytes} bytes.`,
		hint: 'Check that only the key was pasted.',
	});
}
