/** `sys/…` behind a token. */
import type {Acl} from './acl.ts';
import {aclOf} from './policy-store.ts';
import {mountRoutes} from './sys-mounts.ts';
import {policyRoutes} from './sys-policies.ts';
import {findByAccessor, findToken} from './token-store.ts';
import type {Answer, Backend, Call} from './vault-call.ts';
import {badRequest, VaultError} from './vault-error.ts';

export const sysBackend: Backend = {
	routes: [
		{path: /^capabilities-self$/, on: {update: call => Promise.resolve(capabilities(call, call.caller.acl))}},
		{path: /^capabilities$/, on: {update: capabilitiesOfToken}},
		{path: /^capabilities-accessor$/, on: {update: capabilitiesOfAccessor}},
		...mountRoutes,
		...policyRoutes,
	],
};

async function capabilitiesOfToken(call: Call): Promise<Answer> {
	const entry = await findToken(call.core, call.fields.text('token') ?? '', call.clock.now());
	if (entry === undefined) throw new VaultError(400, 'invalid token');
	return capabilities(call, await aclOf(call.core, entry.policies));
}

async function capabilitiesOfAccessor(call: Call): Promise<Answer> {
	const accessor = call.fields.text('accessor') ?? '';
	if (accessor === '') throw badRequest('missing accessor');
	const entry = await findByAccessor(call.core, accessor, call.clock.now());
	if (entry === undefined) throw badRequest('invalid accessor');
	return capabilities(call, await aclOf(call.core, entry.policies));
}

function capabilities({fields}: Call, acl: Acl): Answer {
	const single = fields.text('path');
	const paths = fields.texts('paths') ?? (single === undefined ? [] : [single]);
	const [first] = paths;
	if (first === undefined) throw badRequest('paths must be supplied');
	const data = Object.fromEntries(paths.map(path => [path, acl.capabilitiesOf(path.replace(/^\/+/, ''))]));
	return {alsoAtTop: true, data: paths.length === 1 ? {...data, capabilities: data[first]} : data};
}
