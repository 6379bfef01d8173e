/** The platform of this machine writes down where it answers; whoever is on the same machine finds it there. */
import {join} from 'node:path';
import * as z from 'zod';
import {readText} from '../machine/files.ts';
import {isAlive} from '../machine/process-identity.ts';

const platformInfoSchema = z.object({
	url: z.string(),
	nats_url: z.string(),
	registry: z.string(),
	vault_addr: z.string(),
	client_id: z.string(),
	pid: z.int(),
	/** With the pid it names the process: pids are used again. */
	start_time: z.string(),
	version: z.string(),
});
export type PlatformInfo = z.infer<typeof platformInfoSchema>;

export const platformInfoFile = (dataFolder: string): string => join(dataFolder, 'platform.json');

/** Where the platform of a data folder answers, or null when none runs: a file that a killed one left says nothing. */
export async function readPlatformInfo(dataFolder: string): Promise<PlatformInfo | null> {
	const text = await readText(platformInfoFile(dataFolder));
	const info = text === null ? null : parse(text);
	return info !== null && isAlive({pid: info.pid, startTime: info.start_time}) ? info : null;
}

function parse(text: string): PlatformInfo | null {
	try {
		const parsed = platformInfoSchema.safeParse(JSON.parse(text));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}
