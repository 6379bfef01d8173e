import {randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {link, open, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {WizardError} from '../../shared/errors.ts';
import {fileError, systemCode} from './file-errors.ts';
import {makePrivateFolder, readPrivateText} from './private-files.ts';

const keyBytes = 32;

/**
 * The 32 random bytes in a file of ours at 0600, made when it is not there.
 * It appears whole or not at all, and an existing one is never replaced: what it sealed would be lost.
 * @throws `credentials/unsafe-file`, `credentials/damaged`, `machine/file`
 */
export async function readOrMakeKey(path: string): Promise<Uint8Array> {
	const text = (await readPrivateText(path)) ?? (await makeKey(path));
	if (!/^[\da-f]{64}\n?$/.test(text)) {
		throw new WizardError('credentials/damaged', {
			message: `${path} does not hold a key of ${keyBytes} bytes.`,
			hint: 'Put the original file back: what was sealed with it opens with no other.',
			facts: {path},
		});
	}
	return new Uint8Array(Buffer.from(text.trim(), 'hex'));
}

async function makeKey(path: string): Promise<string> {
	await makePrivateFolder(dirname(path));
	const temporary = `${path}.${process.pid}.${randomBytes(8).toString('hex')}`;
	const text = `${randomBytes(keyBytes).toString('hex')}\n`;
	try {
		const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
		const handle = await open(temporary, flags, 0o600);
		try {
			await handle.writeFile(text);
			await handle.sync();
		} finally {
			await handle.close();
		}
		// Unlike a rename, a link leaves the file of whoever came first.
		await link(temporary, path);
		return text;
	} catch (error) {
		if (systemCode(error) !== 'EEXIST') throw fileError(error, {doing: 'Writing', path});
		return (await readPrivateText(path)) ?? '';
	} finally {
		await rm(temporary, {force: true});
	}
}
