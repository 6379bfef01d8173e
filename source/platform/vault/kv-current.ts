import {readSecretData} from './kv-data.ts';
import {engineFolder, mountOf} from './mounts.ts';
import {type Storage, storageUnder} from './storage.ts';

/** The current values of a key by its path with the mount; what is no text is given as JSON. None when it is not there or deleted. */
export async function readCurrentSecrets(
	core: Storage,
	path: string,
	now: number,
): Promise<ReadonlyMap<string, string>> {
	const mount = await mountOf(core, path);
	if (mount === undefined || mount.type !== 'kv') return new Map();
	const storage = storageUnder(core, engineFolder(mount.uuid));
	const data = await readSecretData(storage, path.slice(mount.path.length), now);
	return new Map(
		Object.entries(data ?? {}).map(([name, value]) => [
			name,
			typeof value === 'string' ? value : JSON.stringify(value),
		]),
	);
}
