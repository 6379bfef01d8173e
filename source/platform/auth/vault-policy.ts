import type {Principal} from './accounts.ts';

interface Policy {
	readonly name: string;
	/** Vault's policy language. */
	readonly text: string;
}

/**
 * What a login may do in the vault. The platform's owner has all secrets and may set up Transit, as the
 * `vault_dev` wizard does; everyone else has the secrets of their own services.
 */
export function vaultPolicy({namespace, isSuperAdmin}: Pick<Principal, 'namespace' | 'isSuperAdmin'>): Policy {
	const rules = isSuperAdmin ? [...kvRules('*'), ...ownerRules] : kvRules(`${namespace}/*`);
	return {
		name: `platform-${namespace}`,
		text: rules.map(([path, ...capabilities]) => rule(path, capabilities)).join('\n'),
	};
}

/** Is this where the caller may read secrets? Paths are `secret/…`, the mount of a fresh vault. */
export function mayReadSecrets(
	{namespace, isSuperAdmin}: Pick<Principal, 'namespace' | 'isSuperAdmin'>,
	path: string,
): boolean {
	if (!/^secret(?:\/[\w.-]+)+$/.test(path) || path.split('/').some(part => part === '.' || part === '..')) return false;
	return isSuperAdmin || path.startsWith(`secret/${namespace}/`);
}

type Rule = readonly [path: string, ...capabilities: readonly string[]];

const kvRules = (under: string): readonly Rule[] => [
	[`secret/data/${under}`, 'create', 'read', 'update', 'patch', 'delete'],
	[`secret/metadata/${under}`, 'create', 'read', 'update', 'delete', 'list'],
	[`secret/delete/${under}`, 'update'],
	[`secret/undelete/${under}`, 'update'],
	[`secret/destroy/${under}`, 'update'],
];

const ownerRules: readonly Rule[] = [
	['secret/metadata', 'list'],
	['transit/*', 'create', 'read', 'update', 'delete', 'list'],
	['sys/mounts', 'read', 'list'],
	['sys/mounts/transit', 'create', 'read', 'update'],
];

const rule = (path: string, capabilities: readonly string[]): string =>
	`path "${path}" {\n  capabilities = [${capabilities.map(one => `"${one}"`).join(', ')}]\n}`;
