/** Names of repositories, tags and digests. Only what passes here becomes part of a path on disk. */
import {RegistryError} from './registry-errors.ts';

/** The specification's patterns. No part can be `..`, begin with `_`, or be empty. */
const namePattern = /^[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*(?:\/[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^(sha256):([\da-f]{64})$|^(sha512):([\da-f]{128})$/;
const longestName = 255;

export interface Digest {
	readonly text: string;
	readonly algorithm: 'sha256' | 'sha512';
	readonly hex: string;
}

export function parseDigest(text: string): Digest | null {
	const [, sha256, hex256, sha512, hex512] = digestPattern.exec(text) ?? [];
	if (sha256 !== undefined && hex256 !== undefined) return {text, algorithm: 'sha256', hex: hex256};
	if (sha512 !== undefined && hex512 !== undefined) return {text, algorithm: 'sha512', hex: hex512};
	return null;
}

/** @throws DIGEST_INVALID */
export function requireDigest(text: string): Digest {
	const digest = parseDigest(text);
	if (digest === null) {
		throw new RegistryError('DIGEST_INVALID', {
			message: 'the digest is neither sha256: with 64 nor sha512: with 128 lowercase hexadecimal digits',
			detail: {digest: text.slice(0, 200)},
		});
	}
	return digest;
}

export function isRepositoryName(name: string): boolean {
	return name.length <= longestName && namePattern.test(name);
}

export function isTag(text: string): boolean {
	return tagPattern.test(text);
}

export function isUnder(name: string, namespace: string): boolean {
	return namespace !== '' && (name === namespace || name.startsWith(`${namespace}/`));
}

interface ImageReference {
	readonly name: string;
	/** A tag or a digest. */
	readonly reference: string;
}

/** Splits `[host[:port]/]name[:tag][@digest]`; a digest wins over a tag, and no tag is `latest`. Null when it is none. */
export function parseImageReference(text: string): ImageReference | null {
	const [beforeDigest = '', digest, ...more] = text.split('@');
	if (more.length > 0 || (digest !== undefined && parseDigest(digest) === null)) return null;
	const slash = beforeDigest.indexOf('/');
	const first = slash === -1 ? '' : beforeDigest.slice(0, slash);
	// As Docker tells a host from a first part of a name.
	const hasHost = first === 'localhost' || first.includes('.') || first.includes(':');
	const path = hasHost ? beforeDigest.slice(slash + 1) : beforeDigest;
	const colon = path.indexOf(':');
	const name = colon === -1 ? path : path.slice(0, colon);
	const tag = colon === -1 ? 'latest' : path.slice(colon + 1);
	return isRepositoryName(name) && isTag(tag) ? {name, reference: digest ?? tag} : null;
}
