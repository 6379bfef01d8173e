/**
 * What stands between the vault and its disk: values are AES-256-GCM under a key derived from the master key,
 * with a random 96-bit nonce each, a tag of 16 bytes and the path as additional data, so that a row
 * that was changed, cut or moved to another path does not open.
 */
import {createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes} from 'node:crypto';

const formatVersion = 1;
const nonceBytes = 12;
/** Node takes tags of 4 bytes unless the length is fixed. */
const tagBytes = 16;

interface SealedValue {
	readonly format: number;
	readonly keyId: string;
	readonly nonce: Uint8Array;
	readonly ciphertext: Uint8Array;
	readonly tag: Uint8Array;
}

export interface Barrier {
	readonly keyId: string;
	seal(path: string, plaintext: string): SealedValue;
	/** @throws SealError, the same whatever was wrong */
	open(path: string, sealed: SealedValue): string;
	/** The name a secret id is stored under: nobody gets from it back to the id. */
	hideId(id: string): string;
}

/** A stored value that does not open: damaged, moved, or sealed with another key. */
export class SealError extends Error {
	override readonly name = 'SealError';

	constructor() {
		super('A stored value does not open with this key.');
	}
}

export function createBarrier(masterKey: Uint8Array): Barrier {
	const derive = (purpose: string, length: number) =>
		new Uint8Array(hkdfSync('sha256', masterKey, 'cs-wizard vault', purpose, length));
	const valueKey = derive('values', 32);
	const idKey = derive('token ids', 32);
	const keyId = Buffer.from(derive('key id', 8)).toString('hex');
	const additionalData = (path: string) => Buffer.from(`v${formatVersion}|${path}|${keyId}`);
	return {
		keyId,
		hideId: id => createHmac('sha256', idKey).update(id).digest('hex'),
		seal(path, plaintext) {
			const nonce = randomBytes(nonceBytes);
			const cipher = createCipheriv('aes-256-gcm', valueKey, nonce, {authTagLength: tagBytes});
			cipher.setAAD(additionalData(path));
			const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
			return {format: formatVersion, keyId, nonce, ciphertext, tag: cipher.getAuthTag()};
		},
		open(path, {format, keyId: sealedWith, nonce, ciphertext, tag}) {
			if (format !== formatVersion || sealedWith !== keyId) throw new SealError();
			if (nonce.length !== nonceBytes || tag.length !== tagBytes) throw new SealError();
			try {
				const decipher = createDecipheriv('aes-256-gcm', valueKey, nonce, {authTagLength: tagBytes});
				decipher.setAAD(additionalData(path));
				decipher.setAuthTag(tag);
				// update() gives out what is not yet authenticated, so nothing is used before final() agreed.
				return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
			} catch {
				throw new SealError();
			}
		},
	};
}
