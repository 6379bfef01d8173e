/** The table of secrets engines: which one answers under which path. */
import {z} from 'zod';
import {randomHex} from './random-id.ts';
import {readStored, type Storage} from './storage.ts';
import {badRequest} from './vault-error.ts';

const mountSchema = z.object({
	uuid: z.string(),
	/** With its slash at the end. */
	path: z.string(),
	type: z.enum(['kv', 'transit']),
	accessor: z.string(),
	description: z.string(),
	defaultLeaseTtl: z.number(),
	maxLeaseTtl: z.number(),
});

export type Mount = z.infer<typeof mountSchema>;

/** Not to be mounted on: they are the server's own. */
const ownPaths = ['sys/', 'auth/', 'audit/', 'cubbyhole/', 'identity/'];

export async function listMounts(storage: Storage): Promise<readonly Mount[]> {
	const mounts: Mount[] = [];
	for (const uuid of await storage.list('mount/')) {
		const mount = await readStored(storage, `mount/${uuid}`, mountSchema);
		if (mount !== undefined) mounts.push(mount);
	}
	return mounts.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The mount that a path lies in; mounts never lie in each other. */
export async function mountOf(storage: Storage, path: string): Promise<Mount | undefined> {
	const wanted = path.endsWith('/') ? path : `${path}/`;
	return (await listMounts(storage)).find(mount => wanted.startsWith(mount.path));
}

/** @throws VaultError 400 when the path is taken or not to be had */
export async function addMount(
	storage: Storage,
	mount: Pick<Mount, 'path' | 'type' | 'description' | 'defaultLeaseTtl' | 'maxLeaseTtl'>,
): Promise<void> {
	const {path, type} = mount;
	const own = ownPaths.find(one => path.startsWith(one) || path === '/');
	if (own !== undefined) throw badRequest(`cannot mount ${JSON.stringify(own)}`);
	const taken = (await listMounts(storage)).find(one => one.path.startsWith(path) || path.startsWith(one.path));
	if (taken !== undefined) throw badRequest(`path is already in use at ${taken.path}`);
	const uuid = crypto.randomUUID();
	await saveMount(storage, {...mount, uuid, accessor: `${type}_${randomHex(4)}`});
}

export async function saveMount(storage: Storage, mount: Mount): Promise<void> {
	await storage.put(`mount/${mount.uuid}`, mount);
}

/** Removes an engine and all that was in it. */
export async function removeMount(storage: Storage, {uuid}: Mount): Promise<void> {
	await storage.deleteAll(engineFolder(uuid));
	await storage.delete(`mount/${uuid}`);
}

/** Where an engine keeps its things: by uuid, so that what is mounted there next finds nothing. */
export const engineFolder = (uuid: string): string => `engine/${uuid}/`;
