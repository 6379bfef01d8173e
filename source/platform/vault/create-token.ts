/** `auth/token/create`: who may make which token, and with what. */
import {parseSeconds} from './durations.ts';
import {readPolicy} from './policy-store.ts';
import type {TokenEntry} from './token-entry.ts';
import {addToken} from './token-store.ts';
import {grantTtl} from './token-ttl.ts';
import {tokenAuth} from './token-view.ts';
import type {Answer, Call} from './vault-call.ts';
import {badRequest, leftOut} from './vault-error.ts';

interface Options {
	/** Of `create-orphan`, which needs no sudo: a policy allows the path or not. */
	readonly orphan: boolean;
}

export async function createToken(call: Call, {orphan}: Options): Promise<Answer> {
	const {fields, caller, clock, core} = call;
	const parent = caller.entry;
	const isSudo = caller.acl.allows(`auth/token/${call.path}`, 'sudo');
	refuseLeftOuts(call);
	const id = fields.text('id') ?? '';
	if (id !== '') await checkCustomId(call, id, isSudo);
	const policies = policiesOf(call, isSudo);
	if (policies.includes('root') && !parent.policies.includes('root'))
		throw badRequest('root tokens may not be created without parent token being root');
	const noParent = fields.truth('no_parent') ?? false;
	if (noParent && !isSudo) throw badRequest('root or sudo privileges required to create orphan token');

	const now = clock.now();
	const asked = positive('ttl', fields.raw('ttl'));
	const explicitMaxTtl = positive('explicit_max_ttl', fields.raw('explicit_max_ttl'));
	const neverEnds = asked === 0 && policies.includes('root');
	const {ttl, warnings} = neverEnds
		? {ttl: explicitMaxTtl, warnings: []}
		: grantTtl({ttl: asked, explicitMaxTtl, issuedAt: now, now});
	if (ttl === 0 && parent.creationTtl !== 0)
		throw badRequest('expiring root tokens cannot create non-expiring root tokens');

	const created = await addToken(
		core,
		{
			parent: noParent || orphan ? null : parent.key,
			path: `auth/token/${call.path}`,
			displayName: displayNameOf(fields.text('display_name') ?? ''),
			policies: [...policies],
			meta: metaOf(call),
			renewable: ttl !== 0 && (fields.truth('renewable') ?? true),
			issuedAt: now,
			expiresAt: ttl === 0 ? null : now + ttl * 1000,
			renewedAt: null,
			creationTtl: ttl,
			ttl,
			explicitMaxTtl,
		},
		id === '' ? undefined : id,
	);
	return {
		data: null,
		auth: tokenAuth(created.id, created.entry),
		warnings: [...warnings, ...(await missingPolicies(call, policies))],
	};
}

/** What is not built is refused: a token without the limit that was asked for would be worth more than meant. */
function refuseLeftOuts({fields}: Call): void {
	const type = fields.text('type') ?? 'service';
	if (type === 'batch') throw leftOut('a batch token');
	if (type !== 'service' && type !== 'default' && type !== '') throw badRequest("invalid 'token_type' value");
	const uses = fields.whole('num_uses') ?? 0;
	if (uses < 0) throw badRequest('number of uses cannot be negative');
	if (uses > 0) throw leftOut('a token with a use limit');
	if (positive('period', fields.raw('period')) > 0) throw leftOut('a periodic token');
	if ((fields.text('entity_alias') ?? '') !== '')
		throw badRequest("'entity_alias' is only allowed in combination with token role");
}

async function checkCustomId({core}: Call, id: string, isSudo: boolean): Promise<void> {
	if (!isSudo) throw badRequest('root or sudo privileges required to specify token id');
	if (id.startsWith('hvs.')) throw badRequest("custom token ID cannot have the 'hvs.' prefix");
	if (id.startsWith('s.')) throw badRequest("custom token ID cannot have the 's.' prefix");
	if (id.includes('.')) throw badRequest("custom token ID cannot have the '.' character");
	const taken = await core.get(`token/id/${core.hideId(id)}`);
	if (taken !== undefined) throw badRequest('cannot create a token with a duplicate ID');
}

function policiesOf({fields, caller}: Call, isSudo: boolean): readonly string[] {
	const wanted = clean(fields.texts('policies') ?? []);
	const without = fields.truth('no_default_policy') ?? false;
	const parents = caller.entry.policies;
	if (wanted.length === 0) return parents.filter(policy => !(without && policy === 'default'));
	if (!isSudo && !wanted.every(policy => parents.includes(policy)))
		throw badRequest('child policies must be subset of parent');
	if (wanted.includes('root')) return ['root'];
	const addDefault = !without && (isSudo || parents.includes('default'));
	const all = addDefault ? clean([...wanted, 'default']) : wanted;
	return without ? all.filter(policy => policy !== 'default') : all;
}

function clean(policies: readonly string[]): readonly string[] {
	return [...new Set(policies.map(policy => policy.trim().toLowerCase()).filter(policy => policy !== ''))].sort();
}

function positive(name: string, value: unknown): number {
	const seconds = value === undefined ? 0 : parseSeconds(value);
	if (seconds < 0) throw badRequest(`${name} must be positive`);
	return seconds;
}

function displayNameOf(given: string): string {
	if (given === '') return 'token';
	return `token-${given}`.replaceAll(/[^a-zA-Z0-9-]/g, '-').replace(/-$/, '');
}

function metaOf({fields}: Call): TokenEntry['meta'] {
	const meta = fields.map('meta');
	if (meta === undefined) return null;
	return Object.entries(meta).map(([name, value]) => {
		if (typeof value === 'string') return [name, value];
		if (typeof value === 'number' || typeof value === 'boolean') return [name, String(value)];
		throw badRequest('Field validation failed: error converting input for field "meta": values must be texts');
	});
}

async function missingPolicies({core}: Call, policies: readonly string[]): Promise<readonly string[]> {
	const missing: string[] = [];
	for (const policy of policies) {
		if (policy !== 'root' && (await readPolicy(core, policy)) === undefined)
			missing.push(`Policy ${JSON.stringify(policy)} does not exist`);
	}
	return missing;
}
