import {createCipheriv, createDecipheriv, randomBytes, scrypt} from 'node:crypto';
import {promisify} from 'node:util';
import {WizardError} from '../../shared/errors.ts';
import type {Secret} from '../../shared/secret.ts';
import type {Sealing} from './file-store.ts';

const derive = promisify<string, Buffer, number, {N: number; r: number; p: number; maxmem: number}, Buffer>(scrypt);

/** OWASP's figures for scrypt (2^17, 8, 1): about 0.3 s and 128 MB a try. */
const cost = {N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024};
const keyBytes = 32;
const [saltBytes, nonceBytes, tagBytes] = [16, 12, 16] as const;

/** What a sealed value begins with: the form's version, the derivation and its cost. */
const mark = 'v1.scrypt-17-8-1.aes-256-gcm';

/** AES-256-GCM under a passphrase through scrypt. The account's name is authenticated, so that values do not change places. */
export function passphraseSealing(passphrase: () => Promise<Secret>): Sealing {
	const keyOf = async (salt: Buffer) => derive((await passphrase()).reveal(), salt, keyBytes, cost);
	return {
		backend: 'encrypted-file',
		async seal(value, account) {
			const [salt, nonce] = [randomBytes(saltBytes), randomBytes(nonceBytes)];
			const cipher = createCipheriv('aes-256-gcm', await keyOf(salt), nonce, {authTagLength: tagBytes});
			cipher.setAAD(additional(account));
			const data = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
			return [mark, ...[salt, nonce, cipher.getAuthTag(), data].map(bytes => bytes.toString('base64url'))].join('.');
		},
		async open(sealed, account) {
			const {salt, nonce, tag, data} = parse(sealed);
			// Without the length Node takes a tag of 4 bytes, which can be guessed.
			const decipher = createDecipheriv('aes-256-gcm', await keyOf(salt), nonce, {authTagLength: tagBytes});
			decipher.setAAD(additional(account));
			decipher.setAuthTag(tag);
			try {
				return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
			} catch {
				throw wrongPassphrase();
			}
		},
	};
}

const additional = (account: string) => Buffer.from(`cs-wizard credentials ${mark} ${account}`);

function parse(sealed: string): Readonly<Record<'salt' | 'nonce' | 'tag' | 'data', Buffer>> {
	const parts = sealed.startsWith(`${mark}.`) ? sealed.slice(mark.length + 1).split('.') : [];
	const [salt, nonce, tag, data] = parts.map(part => Buffer.from(part, 'base64url'));
	if (
		parts.length !== 4 ||
		salt?.length !== saltBytes ||
		nonce?.length !== nonceBytes ||
		tag?.length !== tagBytes ||
		data === undefined
	) {
		throw new WizardError('credentials/damaged', {
			message: 'The encrypted credential does not read.',
			hint: 'Remove what is damaged, then sign in again.',
			next: [{command: 'cs-wizard auth repair', when: 'to remove what is damaged'}],
		});
	}
	return {salt, nonce, tag, data};
}

function wrongPassphrase(): WizardError {
	return new WizardError('auth/refused', {
		message: 'The passphrase does not open the credential file.',
		hint: 'Give the passphrase it was made with, in CS_PASSPHRASE or at the prompt.',
		next: [{command: 'cs-wizard logout', when: 'to forget the stored credential and sign in anew'}],
	});
}
