import type {Health, LayerResult} from '../../shared/health-ladder.ts';
import type {Secret} from '../../shared/secret.ts';

export const secretScopes = ['service_account', 'database', 'third_party_api', 'internal'] as const;
export type SecretScope = (typeof secretScopes)[number];

export const secretPurposes = ['service_account_issuance', 'cli_bridge', 'generic'] as const;
export type SecretPurpose = (typeof secretPurposes)[number];

export interface StoredSecret {
	readonly name: string;
	readonly value: Secret;
	readonly version: string;
}

export interface ListedSecret {
	readonly name: string;
	readonly version: string;
}

export interface SignedPayload {
	readonly signature: string;
	/** `vault-transit`, `infisical-hmac-sha256`, `aws-sm-hmac-sha256`, `azure-kv-hmac-sha256`, `gcp-sm-hmac-sha256`. */
	readonly algorithm: string;
	readonly metadata: Readonly<Record<string, string>>;
}

/** One store of secrets. Every implementation passes test/contract/secret-provider.ts. */
export interface SecretProvider {
	readonly id: string;
	/** @throws `secrets/missing`, `secrets/denied`, `secrets/unreachable` */
	getSecret(key: string, options?: {readonly scope?: SecretScope}): Promise<StoredSecret>;
	/** Those that are there; a missing one is left out. */
	getSecrets(keys: readonly string[], options?: {readonly scope?: SecretScope}): Promise<readonly StoredSecret[]>;
	/** Names and versions, never values. */
	listSecrets(options?: {readonly path?: string}): Promise<readonly ListedSecret[]>;
	/** `ifVersion` is compare-and-set where the store has it (`0`: must not exist). @throws `secrets/conflict` */
	setSecret(key: string, value: Secret, options?: {readonly ifVersion?: string}): Promise<ListedSecret>;
	/** Sets several with one write where the store can. */
	setSecrets(
		values: ReadonlyMap<string, Secret>,
	): Promise<{readonly changed: readonly string[]; readonly unchanged: readonly string[]}>;
	unsetSecret(key: string): Promise<void>;
	sign(payload: Uint8Array, options: {readonly purpose: SecretPurpose}): Promise<SignedPayload>;
	verify(payload: Uint8Array, signature: string, options: {readonly purpose: SecretPurpose}): Promise<boolean>;
	healthCheck(onLayer?: (layer: LayerResult) => void): Promise<Health>;
}
