import {createHmac, randomBytes} from 'node:crypto';
import {join} from 'node:path';
import type {Home} from '../machine/paths.ts';
import {readPrivateText, writePrivateText} from '../machine/private-files.ts';

/** A keyed fingerprint of a credential: it names a file and tells nobody what the credential is. */
export async function fingerprintOf(home: Home, ...parts: readonly string[]): Promise<string> {
	const key = await fingerprintKey(home);
	return createHmac('sha256', Buffer.from(key, 'hex')).update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

async function fingerprintKey(home: Home): Promise<string> {
	const path = join(home.sessions, 'fingerprint.key');
	const kept = (await readPrivateText(path))?.trim();
	if (kept !== undefined && /^[0-9a-f]{64}$/.test(kept)) return kept;
	const made = randomBytes(32).toString('hex');
	await writePrivateText(path, `${made}\n`);
	return made;
}
