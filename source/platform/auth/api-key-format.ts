import {randomBytes} from 'node:crypto';
import {Secret} from '../../shared/secret.ts';

/** Longer texts are refused before any hashing. */
export const maxCredentialBytes = 256;

interface NewApiKey {
	readonly prefix: string;
	readonly key: Secret;
}

/** `csk_<prefix>_<secret>`: a public prefix to find it by and 256 random bits that only its owner has. */
export function newApiKey(): NewApiKey {
	const prefix = randomBytes(6).toString('hex');
	return {prefix, key: new Secret(`csk_${prefix}_${randomBytes(32).toString('hex')}`)};
}

/** The public prefix; empty, which no key has, when the text is not a key of ours. */
export function apiKeyPrefix(key: string): string {
	return /^csk_([\da-f]{12})_[\da-f]{64}$/.exec(key)?.[1] ?? '';
}
