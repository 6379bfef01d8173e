/** The names that the Transit API has for hashes, and Node's. */
const hashes: Readonly<Record<string, string>> = {
	sha1: 'sha1',
	'sha2-224': 'sha224',
	'sha2-256': 'sha256',
	'sha2-384': 'sha384',
	'sha2-512': 'sha512',
	'sha3-224': 'sha3-224',
	'sha3-256': 'sha3-256',
	'sha3-384': 'sha3-384',
	'sha3-512': 'sha3-512',
};

export const defaultHash = 'sha2-256';

/** Node's name; undefined for one that is not known. */
export function nodeHash(name: string): string | undefined {
	return Object.hasOwn(hashes, name) ? hashes[name] : undefined;
}
