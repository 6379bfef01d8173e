/** `auth/token/…`. */
import {parseSeconds} from './durations.ts';
import {createToken} from './create-token.ts';
import type {TokenEntry} from './token-entry.ts';
import {findByAccessor, findToken, listAccessors, revokeOrphaning, revokeTree, saveToken} from './token-store.ts';
import {grantTtl} from './token-ttl.ts';
import {tokenAuth, tokenData} from './token-view.ts';
import type {Answer, Backend, Call} from './vault-call.ts';
import {badRequest, coreError, permissionDenied, VaultError} from './vault-error.ts';

export const tokenBackend: Backend = {
	routes: [
		{path: /^create$/, on: {update: call => createToken(call, {orphan: false})}},
		{path: /^create-orphan$/, on: {update: call => createToken(call, {orphan: true})}},
		{path: /^lookup$/, on: {read: lookUp, update: lookUp}},
		{path: /^lookup-self$/, on: {read: lookUpSelf, update: lookUpSelf}},
		{path: /^lookup-accessor$/, on: {update: lookUpAccessor}},
		{path: /^renew$/, on: {update: renewGiven}},
		{path: /^renew-self$/, on: {update: call => renew(call, call.caller.id, call.caller.entry)}},
		{path: /^renew-accessor$/, on: {update: renewAccessor}},
		{path: /^revoke$/, on: {update: revokeGiven}},
		{path: /^revoke-self$/, on: {update: call => revoke(call, call.caller.entry.key)}},
		{path: /^revoke-accessor$/, on: {update: revokeAccessor}},
		{path: /^revoke-orphan$/, on: {update: revokeOrphan}},
		{path: /^accessors\/?$/, on: {list: listAll}},
	],
};

async function lookUp(call: Call): Promise<Answer> {
	const id = call.fields.text('token') || call.caller.id;
	const entry = await findToken(call.core, id, call.clock.now());
	if (entry === undefined) throw new VaultError(403, 'bad token');
	return {data: tokenData(id, entry, call.clock.now())};
}

function lookUpSelf({caller, clock}: Call): Promise<Answer> {
	return Promise.resolve({data: tokenData(caller.id, caller.entry, clock.now())});
}

async function lookUpAccessor(call: Call): Promise<Answer> {
	return {data: tokenData('', await entryOfAccessor(call), call.clock.now())};
}

async function renewGiven(call: Call): Promise<Answer> {
	const id = tokenField(call);
	const entry = await findToken(call.core, id, call.clock.now());
	if (entry === undefined) throw badRequest('token not found');
	return await renew(call, id, entry);
}

async function renewAccessor(call: Call): Promise<Answer> {
	return await renew(call, '', await entryOfAccessor(call));
}

async function renew({core, clock, fields}: Call, id: string, entry: TokenEntry): Promise<Answer> {
	if (!entry.renewable) throw badRequest('lease is not renewable');
	const now = clock.now();
	const increment = fields.has('increment') ? parseSeconds(fields.raw('increment')) : 0;
	const {ttl, warnings} = grantTtl({
		ttl: increment > 0 ? increment : entry.ttl,
		explicitMaxTtl: entry.explicitMaxTtl,
		issuedAt: entry.issuedAt,
		now,
	});
	const renewed = {...entry, ttl, renewedAt: now, expiresAt: now + ttl * 1000};
	await saveToken(core, renewed);
	return {data: null, auth: tokenAuth(id, renewed), warnings};
}

async function revokeGiven(call: Call): Promise<undefined> {
	return await revoke(call, call.core.hideId(tokenField(call)));
}

async function revoke({core}: Call, key: string): Promise<undefined> {
	await revokeTree(core, key);
}

async function revokeAccessor(call: Call): Promise<Answer | undefined> {
	const entry = await findByAccessor(call.core, accessorField(call), call.clock.now());
	if (entry === undefined) return {data: null, warnings: ['No token found with this accessor']};
	return await revoke(call, entry.key);
}

async function revokeOrphan(call: Call): Promise<undefined> {
	const id = tokenField(call);
	if (!call.caller.acl.allows('auth/token/revoke-orphan', 'sudo'))
		throw badRequest('root or sudo privileges required to revoke and orphan');
	const entry = await findToken(call.core, id, call.clock.now());
	if (entry === undefined) throw badRequest('token to revoke not found');
	await revokeOrphaning(call.core, entry.key);
}

async function listAll({caller, core, clock}: Call): Promise<Answer> {
	// Accessors revoke tokens, so the list of all needs more than a policy that says list.
	if (!caller.acl.allows('auth/token/accessors/', 'sudo')) throw permissionDenied();
	return {data: {keys: await listAccessors(core, clock.now())}};
}

function tokenField({fields}: Call): string {
	const id = fields.text('token');
	if (id === undefined || id === '') throw badRequest('missing token ID');
	return id;
}

function accessorField({fields}: Call): string {
	const accessor = fields.text('accessor');
	if (accessor === undefined || accessor === '') throw coreError(400, 'missing accessor');
	return accessor;
}

async function entryOfAccessor(call: Call): Promise<TokenEntry> {
	const entry = await findByAccessor(call.core, accessorField(call), call.clock.now());
	if (entry === undefined) throw coreError(400, 'invalid accessor');
	return entry;
}
