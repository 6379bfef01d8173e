import {z} from 'zod';
import {type Acl, createAcl, rootAcl} from './acl.ts';
import {type PathRule, parsePolicy} from './policy-rules.ts';
import {readStored, type Storage} from './storage.ts';
import {badRequest} from './vault-error.ts';

const policySchema = z.object({
	text: z.string(),
	version: z.number(),
	modifiedAt: z.number(),
	casRequired: z.boolean(),
});

type StoredPolicy = z.infer<typeof policySchema>;

/** What every token may do unless it was made without: look after itself. */
const defaultPolicy = `# A token may look itself up, renew itself, revoke itself and ask what it may do.
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
path "sys/capabilities-self" { capabilities = ["update"] }
`;

interface PolicyWrite {
	readonly name: string;
	readonly text: string;
	readonly now: number;
	readonly casRequired?: boolean | undefined;
	/** The version it must have now; -1 for none yet. */
	readonly cas?: number | undefined;
}

const pathOf = (name: string) => `policy/${name}`;

export async function makeDefaultPolicy(storage: Storage, now: number): Promise<void> {
	await storage.put(pathOf('default'), {text: defaultPolicy, version: 1, modifiedAt: now, casRequired: false});
}

export const readPolicy = (storage: Storage, name: string): Promise<StoredPolicy | undefined> =>
	readStored(storage, pathOf(name), policySchema);

/** Names in order, `root` (which has no text) among them. */
export async function listPolicies(storage: Storage): Promise<readonly string[]> {
	return [...(await storage.list('policy/')), 'root'].sort();
}

/** @throws VaultError when the text does not parse or the version is another */
export async function writePolicy(storage: Storage, {name, text, now, cas, casRequired}: PolicyWrite): Promise<void> {
	if (name === 'root') throw badRequest('cannot update "root" policy');
	parsePolicy(text);
	const existing = await readPolicy(storage, name);
	if (existing?.casRequired === true && cas === undefined)
		throw badRequest('check-and-set parameter required for this call');
	if (cas === -1 && existing !== undefined) throw badRequest('check-and-set parameter set to -1 on existing entry');
	if (cas !== undefined && cas !== -1 && cas !== (existing?.version ?? 0))
		throw badRequest('check-and-set parameter did not match the current version');
	await storage.put(pathOf(name), {
		text,
		version: (existing?.version ?? 0) + 1,
		modifiedAt: now,
		casRequired: casRequired ?? false,
	});
}

export async function deletePolicy(storage: Storage, name: string): Promise<void> {
	if (name === 'root') throw badRequest('cannot delete "root" policy');
	if (name === 'default') throw badRequest('cannot delete default policy');
	await storage.delete(pathOf(name));
}

/** The rules of these policies together; one that is not there allows nothing. */
export async function aclOf(storage: Storage, names: readonly string[]): Promise<Acl> {
	if (names.includes('root')) return rootAcl;
	const rules: PathRule[] = [];
	for (const name of names) {
		const policy = await readPolicy(storage, name);
		if (policy !== undefined) rules.push(...parsePolicy(policy.text));
	}
	return createAcl(rules);
}
