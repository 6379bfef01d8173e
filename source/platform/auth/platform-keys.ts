/** Everything secret of the control plane comes from one random value in a 0600 file; each use has a key of its own. */
import {createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual} from 'node:crypto';
import {join} from 'node:path';
import * as z from 'zod';
import {readPrivateText, writePrivateText} from '../../core/machine/private-files.ts';
import {WizardError} from '../../shared/errors.ts';

const pepperFileSchema = z.object({pepper: z.string().regex(/^[\da-f]{64}$/)});

export interface PlatformKeys {
	/** HMAC-SHA-256 of a credential, hexadecimal; what the store holds instead of it. */
	readonly digest: (credential: string) => string;
	/** HMAC of an id for the audit table and for logs. */
	readonly pseudonym: (id: string) => string;
	/** Signs our session tokens (HS256). */
	readonly sessionKey: Uint8Array;
	/** AES-256-GCM; `context` is bound to it, so a value moved to another row does not open. */
	seal(value: string, context: string): string;
	open(sealed: string, context: string): string;
}

/** Reads the pepper of a data folder, or makes it at the first start. @throws `machine/file`, `credentials/unsafe-file` */
export async function loadPlatformKeys(dataFolder: string): Promise<PlatformKeys> {
	const path = join(dataFolder, 'pepper.json');
	const text = await readPrivateText(path);
	if (text !== null) return derivePlatformKeys(Buffer.from(parsePepper(text, path), 'hex'));
	const pepper = randomBytes(32);
	await writePrivateText(path, JSON.stringify({pepper: pepper.toString('hex')}));
	return derivePlatformKeys(pepper);
}

export function derivePlatformKeys(pepper: Uint8Array): PlatformKeys {
	const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', pepper, '', `cs-wizard platform ${use}`, 32));
	const [credentials, audit, sealing] = [keyFor('credentials'), keyFor('audit'), keyFor('sealing')];
	return {
		digest: credential => createHmac('sha256', credentials).update(credential).digest('hex'),
		pseudonym: id => createHmac('sha256', audit).update(id).digest('hex').slice(0, 24),
		sessionKey: keyFor('session'),
		seal(value, context) {
			const nonce = randomBytes(12);
			const cipher = createCipheriv('aes-256-gcm', sealing, nonce, {authTagLength: 16}).setAAD(Buffer.from(context));
			const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
			return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
		},
		open(sealed, context) {
			const bytes = Buffer.from(sealed, 'base64');
			const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12), {authTagLength: 16});
			decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(12, 28));
			return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
		},
	};
}

/** Compares two digests without telling by its duration where they differ. */
export function sameDigest(one: string, other: string): boolean {
	const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
	return a.length === b.length && timingSafeEqual(a, b);
}

function parsePepper(text: string, path: string): string {
	try {
		return pepperFileSchema.parse(JSON.parse(text)).pepper;
	} catch {
		// Without the text: an error would carry the pepper into logs.
		throw new WizardError('machine/file', {
			message: `${path} does not hold the platform's key.`,
			hint: 'Restore it from a backup; without it every API key and session is void.',
			next: [{command: 'cs-wizard platform keys create', when: 'after the file was removed, to make new keys'}],
			facts: {path},
		});
	}
}
