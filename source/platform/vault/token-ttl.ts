/** How long a token may live: what was asked for, up to what is left of its maximum. */
import {shortSeconds} from './durations.ts';
import {badRequest} from './vault-error.ts';

/** 32 days, the default and the maximum of a server without settings. */
const systemTtl = 768 * 3600;

interface Wanted {
	/** 0 takes the system's. */
	readonly ttl: number;
	/** 0 sets none beyond the system's. */
	readonly explicitMaxTtl: number;
	readonly issuedAt: number;
	readonly now: number;
}

/** Seconds, and a warning when they were cut. @throws VaultError when the maximum is past */
export function grantTtl({ttl, explicitMaxTtl, issuedAt, now}: Wanted): {
	readonly ttl: number;
	readonly warnings: readonly string[];
} {
	const maximum = explicitMaxTtl > 0 ? Math.min(explicitMaxTtl, systemTtl) : systemTtl;
	const left = maximum - (Math.floor(now / 1000) - Math.floor(issuedAt / 1000));
	if (left <= 0) throw badRequest('past the max TTL, cannot renew');
	const wanted = ttl > 0 ? ttl : systemTtl;
	if (wanted <= left) return {ttl: wanted, warnings: []};
	const warning = `TTL of "${shortSeconds(wanted)}" exceeded the effective max_ttl of "${shortSeconds(left)}"; TTL value is capped accordingly`;
	return {ttl: left, warnings: [warning]};
}
