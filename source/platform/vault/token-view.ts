/** How a token looks in answers. */
import type {JsonObject} from './json.ts';
import {timestamp, unixSeconds} from './timestamps.ts';
import type {TokenEntry} from './token-entry.ts';

/** The `auth` part of an answer that hands out a token. */
export function tokenAuth(id: string, entry: TokenEntry): JsonObject {
	return {
		client_token: id,
		accessor: entry.accessor,
		policies: entry.policies,
		token_policies: entry.policies,
		metadata: metaOf(entry),
		lease_duration: entry.ttl,
		renewable: entry.renewable,
		entity_id: '',
		token_type: 'service',
		orphan: entry.parent === null,
		mfa_requirement: null,
		num_uses: 0,
	};
}

/** The data of a lookup; by accessor the id stays empty. */
export function tokenData(id: string, entry: TokenEntry, now: number): JsonObject {
	const {expiresAt, renewedAt} = entry;
	return {
		accessor: entry.accessor,
		creation_time: unixSeconds(entry.issuedAt),
		creation_ttl: entry.creationTtl,
		display_name: entry.displayName,
		entity_id: '',
		expire_time: expiresAt === null ? null : timestamp(expiresAt),
		explicit_max_ttl: entry.explicitMaxTtl,
		id,
		issue_time: timestamp(entry.issuedAt),
		...(renewedAt === null ? {} : {last_renewal: timestamp(renewedAt), last_renewal_time: unixSeconds(renewedAt)}),
		meta: metaOf(entry),
		num_uses: 0,
		orphan: entry.parent === null,
		path: entry.path,
		policies: entry.policies,
		renewable: entry.renewable,
		ttl: expiresAt === null ? 0 : Math.max(0, Math.floor((expiresAt - now) / 1000)),
		type: 'service',
	};
}

const metaOf = ({meta}: TokenEntry): JsonObject | null => (meta === null ? null : Object.fromEntries(meta));
