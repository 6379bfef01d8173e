/** What a login hands out: a session, a vault token, registry credentials, the key to the log subjects. */
import type {Kysely} from 'kysely';
import type {AppTokenReply, CredentialReply} from '../../shared/api-contract.ts';
import type {Secret} from '../../shared/secret.ts';
import {listServices} from '../services/service-store.ts';
import {secretsPathOf} from '../services/show-service.ts';
import type {PlatformSchema} from '../store/schema.ts';
import type {Principal} from './accounts.ts';
import type {RegistryCredentials} from './registry-credentials.ts';
import type {Sessions} from './sessions.ts';
import {vaultPolicy} from './vault-policy.ts';

/** Under one hour, as the contract says, with room for skewed clocks. */
const vaultTokenSeconds = 55 * 60;

/** The part of the vault that hands out tokens. */
export interface VaultTokens {
	createToken(token: {
		readonly policies: readonly string[];
		readonly ttlSeconds: number;
		readonly displayName: string;
	}): Promise<{readonly token: Secret; readonly expiresAt: number}>;
	revokeToken(token: Secret): Promise<void>;
	putPolicy(name: string, text: string): Promise<void>;
}

export interface CredentialIssuer {
	/** The reply of a login or refresh, with tokens of its own. */
	reply(principal: Principal): Promise<CredentialReply>;
	appToken(principal: Principal): Promise<AppTokenReply>;
	/** Ends the session and all that was handed out in it; false when the vault does not confirm. */
	end(principal: Principal): Promise<boolean>;
}

interface Needs {
	readonly db: Kysely<PlatformSchema>;
	readonly sessions: Sessions;
	readonly registryCredentials: RegistryCredentials;
	readonly vault: VaultTokens;
	readonly vaultAddress: string;
	readonly registry: string;
	readonly bus: {readonly servers: readonly string[]; readonly cliSeed: string; readonly prefix: string};
}

export function createCredentialIssuer(needs: Needs): CredentialIssuer {
	const {db, sessions, registryCredentials, vault, vaultAddress, registry, bus} = needs;

	const registryOf = async (principal: Principal) => {
		const {username, password, namespace, expiresAt} = await registryCredentials.issue(principal);
		return {registry: {url: registry, username, password, namespace}, expiresAt};
	};

	const vaultOf = async (principal: Principal): Promise<CredentialReply['vault']> => {
		const policy = vaultPolicy(principal);
		await vault.putPolicy(policy.name, policy.text);
		const {token, expiresAt} = await vault.createToken({
			policies: [policy.name],
			ttlSeconds: vaultTokenSeconds,
			displayName: `login-${principal.email}`,
		});
		await sessions.keepVaultToken(principal.sessionId, token, expiresAt);
		return {address: vaultAddress, token: token.reveal(), expires_at: Math.floor(expiresAt / 1000)};
	};

	return {
		async reply(principal) {
			const services = await listServices(db, principal);
			const session = await sessions.extend(principal.sessionId);
			return {
				user: {
					id: principal.accountId,
					uuid: principal.uuid,
					email: principal.email,
					is_super_admin: principal.isSuperAdmin,
				},
				vault: await vaultOf(principal),
				nomad: {address: '', token: ''},
				nats: {servers: [...bus.servers], nkey_seed: bus.cliSeed, prefix: bus.prefix},
				registry: (await registryOf(principal)).registry,
				services: services.map(({id, name, project_id}) => ({
					id,
					name,
					project_id,
					environment_id: '',
					cluster_id: '',
					cluster_domain: '',
					secrets_path: secretsPathOf({namespace: principal.namespace, name}),
				})),
				session_token: session.token,
				session_expires_at: new Date(session.expiresAt).toISOString(),
			};
		},
		async appToken(principal) {
			const {registry: credentials, expiresAt} = await registryOf(principal);
			return {registry: credentials, expires_at: new Date(expiresAt).toISOString()};
		},
		async end(principal) {
			const tokens = await sessions.end(principal.sessionId);
			const revoked = await Promise.allSettled(tokens.map(token => vault.revokeToken(token)));
			return revoked.every(({status}) => status === 'fulfilled');
		},
	};
}
