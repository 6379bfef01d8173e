/** `sys/policies/acl` and the older `sys/policy`. */
import {decodeBase64} from './base64.ts';
import {deletePolicy, listPolicies, readPolicy, writePolicy} from './policy-store.ts';
import {timestamp} from './timestamps.ts';
import type {Answer, Call, Route} from './vault-call.ts';
import {badRequest} from './vault-error.ts';

export const policyRoutes: readonly Route[] = [
	{path: /^policies\/acl\/?$/, on: {list: async ({core}) => ({data: {keys: await listPolicies(core)}})}},
	{path: /^policies\/acl\/(?<name>.+)$/, on: {read: readOne, update: write, delete: remove}},
	{path: /^policy\/?$/, on: {read: listOld, list: listOld}},
	{path: /^policy\/(?<name>.+)$/, on: {read: readOld, update: write, delete: remove}},
];

async function readOne({core}: Call, {name = ''}): Promise<Answer | undefined> {
	const lower = name.toLowerCase();
	if (lower === 'root') return {data: {name: 'root', policy: ''}};
	const policy = await readPolicy(core, lower);
	if (policy === undefined) return undefined;
	return {
		data: {
			allow_slashes_in_identity_templates: false,
			allow_wildcards_in_identity_templates: false,
			cas_required: policy.casRequired,
			modified: timestamp(policy.modifiedAt),
			name: lower,
			policy: policy.text,
			version: policy.version,
		},
	};
}

async function write({core, fields, clock}: Call, {name = ''}): Promise<Answer | undefined> {
	const given = fields.text('policy') ?? fields.text('rules') ?? '';
	if (given === '') throw badRequest("'policy' parameter not supplied or empty");
	const decoded = decodeBase64(given);
	const text = decoded instanceof Uint8Array ? Buffer.from(decoded).toString('utf8') : given;
	const lower = name.toLowerCase();
	await writePolicy(core, {
		name: lower,
		text,
		now: clock.now(),
		cas: fields.whole('cas'),
		casRequired: fields.truth('cas_required'),
	});
	return lower === name ? undefined : {data: null, warnings: [`policy name was converted to ${lower}`]};
}

async function remove({core}: Call, {name = ''}): Promise<undefined> {
	await deletePolicy(core, name.toLowerCase());
}

async function listOld({core}: Call): Promise<Answer> {
	const names = await listPolicies(core);
	return {alsoAtTop: true, data: {keys: names, policies: names}};
}

async function readOld({core}: Call, {name = ''}): Promise<Answer | undefined> {
	const lower = name.toLowerCase();
	const text = lower === 'root' ? '' : (await readPolicy(core, lower))?.text;
	return text === undefined ? undefined : {alsoAtTop: true, data: {name: lower, rules: text}};
}
