/** The hosts that a folder's cloudstation.json may send this machine's credentials to, because a person agreed, once per folder. */
import {createHash} from 'node:crypto';
import {join} from 'node:path';
import * as z from 'zod';
import {jsonOf} from '../../shared/narrow.ts';
import {readText} from '../machine/files.ts';
import type {Home} from '../machine/paths.ts';
import {writePrivateText} from '../machine/private-files.ts';

const trustSchema = z.object({folder: z.string(), origins: z.array(z.string())});

export async function isTrusted(home: Home, folder: string, url: string): Promise<boolean> {
	return (await read(home, folder)).includes(new URL(url).origin);
}

export async function trust(home: Home, folder: string, url: string): Promise<void> {
	const origins = [...new Set([...(await read(home, folder)), new URL(url).origin])];
	await writePrivateText(trustPath(home, folder), `${JSON.stringify({folder, origins}, null, 2)}\n`);
}

async function read(home: Home, folder: string): Promise<readonly string[]> {
	const text = await readText(trustPath(home, folder));
	const parsed = trustSchema.safeParse(text === null ? null : jsonOf(text));
	return parsed.success ? parsed.data.origins : [];
}

function trustPath(home: Home, folder: string): string {
	return join(home.links, `trust-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.json`);
}
