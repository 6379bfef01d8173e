/** From a parsed request to an answer: who asks, may they, and which backend knows. */
import type {Clock} from '../../core/machine/clock.ts';
import {kvEngine} from './kv-engine.ts';
import {engineFolder, mountOf} from './mounts.ts';
import type {VaultRequest} from './parse-request.ts';
import {aclOf} from './policy-store.ts';
import {type Storage, storageUnder} from './storage.ts';
import {sysBackend} from './sys-backend.ts';
import {tokenBackend} from './token-backend.ts';
import {findToken} from './token-store.ts';
import {transitEngine} from './transit-engine.ts';
import {type Answer, type Backend, type Call, type Caller, dispatch, type Operation} from './vault-call.ts';
import {badRequest, permissionDenied, unknownToken, VaultError} from './vault-error.ts';

interface Place {
	readonly backend: Backend;
	readonly path: string;
	readonly storage: Storage;
}

/** Paths that decide for themselves what they show to whom. */
const ownRules = /^sys\/internal\/ui\/mounts(?:\/|$)/;

/** @throws VaultError */
export async function handleCall(request: VaultRequest, core: Storage, clock: Clock): Promise<Answer | undefined> {
	const {path} = request;
	// The tools ask for the mounts before anybody signed in; without a token there are none to see.
	if (request.token === '' && /^sys\/internal\/ui\/mounts\/?$/.test(path)) return {data: {auth: {}, secret: {}}};
	const caller = await callerOf(request, core, clock);
	const place = await placeOf(core, path);
	const call: Call = {
		operation: request.operation,
		path: place?.path ?? '',
		fields: request.fields,
		storage: place?.storage ?? core,
		core,
		caller,
		clock,
	};
	const operation = await createOrUpdate(call, place);
	if (!ownRules.test(path) && !caller.acl.allows(path, operation)) throw permissionDenied();
	if (path.split('/').includes('..')) throw badRequest('relative paths not supported');
	if (place === undefined)
		throw new VaultError(404, `no handler for route ${JSON.stringify(path)}. route entry not found.`);
	return await dispatch(place.backend.routes, {...call, operation});
}

async function callerOf({token}: VaultRequest, core: Storage, clock: Clock): Promise<Caller> {
	const entry = token === '' ? undefined : await findToken(core, token, clock.now());
	if (entry === undefined) throw unknownToken();
	return {id: token, entry, acl: await aclOf(core, entry.policies)};
}

async function placeOf(core: Storage, path: string): Promise<Place | undefined> {
	if (path.startsWith('sys/')) return {backend: sysBackend, path: path.slice('sys/'.length), storage: core};
	if (path.startsWith('auth/token/'))
		return {backend: tokenBackend, path: path.slice('auth/token/'.length), storage: core};
	const mount = await mountOf(core, path);
	if (mount === undefined) return undefined;
	return {
		backend: mount.type === 'kv' ? kvEngine : transitEngine,
		path: path.slice(mount.path.length),
		storage: storageUnder(core, engineFolder(mount.uuid)),
	};
}

/** A write of what is not there yet needs another permission, where the engine can tell. */
async function createOrUpdate(call: Call, place: Place | undefined): Promise<Operation> {
	if (call.operation !== 'update' || place?.backend.exists === undefined) return call.operation;
	return (await place.backend.exists(call)) ? 'update' : 'create';
}
