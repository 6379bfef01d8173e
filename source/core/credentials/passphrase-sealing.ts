import {createCipheriv, createDecipheriv, randomBytes, scrypt} from 'node:crypto';
import {promisify} from 'node:util';
import * as z from 'zod';
import {WizardError} from '../../shared/errors.ts';
import type {Secret} from '../../shared/secret.ts';
import type {Sealing} from './file-store.ts';

const derive = promisify<string, Buffer, number, {N: number; r: number; p: number; maxmem: number}, Buffer>(scrypt);

/** OWASP's figures for scrypt (2^17, 8, 1): about 0.3 s and 128 MB a try. */
const cost = {N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024};

const sealedSchema = z.object({
	version: z.literal(1),
	kdf: z.literal('scrypt'),
	n: z.literal(2 ** 17),
	salt: z.base64(),
	nonce: z.base64(),
	tag: z.base64(),
	data: z.base64(),
});

const additional = Buffer.from('cs-wizard credentials v1');

/** AES-256-GCM under a passphrase through scrypt. */
export function passphraseSealing(passphrase: () => Promise<Secret>): Sealing {
	return {
		backend: 'encrypted-file',
		async seal(text) {
			const salt = randomBytes(16);
			const nonce = randomBytes(12);
			const key = await derive((await passphrase()).reveal(), salt, 32, cost);
			const cipher = createCipheriv('aes-256-gcm', key, nonce, {authTagLength: 16});
			cipher.setAAD(additional);
			const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
			const [base64Salt, base64Nonce, tag] = [salt, nonce, cipher.getAuthTag()].map(bytes => bytes.toString('base64'));
			return `${JSON.stringify({version: 1, kdf: 'scrypt', n: cost.N, salt: base64Salt, nonce: base64Nonce, tag, data: data.toString('base64')}, null, 2)}\n`;
		},
		async open(text) {
			const sealed = parse(text);
			const key = await derive((await passphrase()).reveal(), Buffer.from(sealed.salt, 'base64'), 32, cost);
			try {
				// Without the length Node takes a tag of 4 bytes, which can be guessed.
				const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'base64'), {authTagLength: 16});
				decipher.setAAD(additional);
				decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
				return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()]).toString('utf8');
			} catch {
				throw wrongPassphrase();
			}
		},
	};
}

function parse(text: string): z.infer<typeof sealedSchema> {
	try {
		return sealedSchema.parse(JSON.parse(text));
	} catch {
		throw new WizardError('credentials/damaged', {
			message: 'The encrypted credential file does not read.',
			hint: 'Remove it and sign in again.',
			next: [{command: 'cs-wizard auth repair', when: 'to remove what is damaged'}],
		});
	}
}

function wrongPassphrase(): WizardError {
	return new WizardError('auth/refused', {
		message: 'The passphrase does not open the credential file.',
		hint: 'Give the passphrase it was made with, in CS_PASSPHRASE or at the prompt.',
		next: [{command: 'cs-wizard logout', when: 'to forget the stored credential and sign in anew'}],
	});
}
