/** Named keys: how they are made, rotated and shown. Private parts are stored only sealed, like every value. */
import {generateKeyPairSync, randomBytes} from 'node:crypto';
import {z} from 'zod';
import {encodeBase64} from './base64.ts';
import type {JsonObject} from './json.ts';
import {readStored, type Storage} from './storage.ts';
import {timestamp} from './timestamps.ts';

const versionSchema = z.object({
	createdAt: z.number(),
	/** ed25519: the private key as PKCS #8, base64. hmac: the secret, base64. */
	secret: z.string(),
	/** ed25519 only, raw and base64. */
	publicKey: z.string().nullable(),
	/** What `hmac` uses with a key that signs. */
	hmacSecret: z.string(),
});

type TransitKeyVersion = z.infer<typeof versionSchema>;

const keySchema = z.object({
	type: z.enum(['ed25519', 'hmac']),
	keySize: z.number(),
	exportable: z.boolean(),
	allowPlaintextBackup: z.boolean(),
	deletionAllowed: z.boolean(),
	latestVersion: z.number(),
	minAvailableVersion: z.number(),
	minDecryptionVersion: z.number(),
	minEncryptionVersion: z.number(),
	versions: z.array(z.tuple([z.number(), versionSchema])),
});

export type TransitKey = z.infer<typeof keySchema>;

/** SPKI of an ed25519 key is this many bytes before the raw key. */
const spkiPrefixBytes = 12;

export const readTransitKey = (storage: Storage, name: string): Promise<TransitKey | undefined> =>
	readStored(storage, `key/${name}`, keySchema);

export const writeTransitKey = (storage: Storage, name: string, key: TransitKey): Promise<void> =>
	storage.put(`key/${name}`, key);

export function newTransitKey(
	settings: Pick<TransitKey, 'type' | 'keySize' | 'exportable' | 'allowPlaintextBackup'>,
	now: number,
): TransitKey {
	return addKeyVersion(
		{
			...settings,
			deletionAllowed: false,
			latestVersion: 0,
			minAvailableVersion: 0,
			minDecryptionVersion: 1,
			minEncryptionVersion: 0,
			versions: [],
		},
		now,
	);
}

export function addKeyVersion(key: TransitKey, now: number): TransitKey {
	const latestVersion = key.latestVersion + 1;
	const versions: TransitKey['versions'] = [...key.versions, [latestVersion, makeVersion(key, now)]];
	return {...key, latestVersion, versions};
}

export function keyVersion(key: TransitKey, version: number): TransitKeyVersion | undefined {
	return key.versions.find(([number]) => number === version)?.[1];
}

/** Removes versions for good. */
export function trimKey(key: TransitKey, minAvailableVersion: number): TransitKey {
	return {...key, minAvailableVersion, versions: key.versions.filter(([number]) => number >= minAvailableVersion)};
}

export function transitKeyData(name: string, key: TransitKey): JsonObject {
	const isSigning = key.type === 'ed25519';
	const shown = key.versions.filter(([number]) => number >= key.minDecryptionVersion);
	return {
		allow_plaintext_backup: key.allowPlaintextBackup,
		auto_rotate_period: 0,
		deletion_allowed: key.deletionAllowed,
		derived: false,
		exportable: key.exportable,
		imported_key: false,
		...(isSigning ? {keys: Object.fromEntries(shown.map(shownVersion))} : {}),
		...(key.keySize === 0 ? {} : {key_size: key.keySize}),
		latest_version: key.latestVersion,
		min_available_version: key.minAvailableVersion,
		min_decryption_version: key.minDecryptionVersion,
		min_encryption_version: key.minEncryptionVersion,
		name,
		soft_deleted: false,
		supports_decryption: false,
		supports_derivation: isSigning,
		supports_encryption: false,
		supports_signing: isSigning,
		type: key.type,
	};
}

function shownVersion([number, {createdAt, publicKey}]: TransitKey['versions'][number]) {
	const shown = {
		certificate_chain: '',
		creation_time: timestamp(createdAt),
		name: 'ed25519',
		public_key: publicKey,
	};
	return [String(number), shown];
}

function makeVersion({type, keySize}: TransitKey, createdAt: number): TransitKeyVersion {
	const hmacSecret = encodeBase64(randomBytes(32));
	if (type === 'hmac')
		return {createdAt, secret: encodeBase64(randomBytes(keySize || 32)), publicKey: null, hmacSecret};
	const {privateKey, publicKey} = generateKeyPairSync('ed25519');
	const spki = publicKey.export({type: 'spki', format: 'der'});
	return {
		createdAt,
		secret: encodeBase64(privateKey.export({type: 'pkcs8', format: 'der'})),
		publicKey: encodeBase64(spki.subarray(spkiPrefixBytes)),
		hmacSecret,
	};
}
