/** What is kept on disk about a service's releases, so that the next platform finds them. */
import {join} from 'node:path';
import * as z from 'zod';
import {readText, writeText} from '../../core/machine/files.ts';

const recordedReleaseSchema = z.object({
	deploymentId: z.string(),
	release: z.int(),
	/** Of its instances, by their number. */
	ports: z.array(z.int()),
});
export type RecordedRelease = z.infer<typeof recordedReleaseSchema>;

const serviceRecordSchema = z.object({
	version: z.literal(1),
	serviceId: z.string(),
	/** What answers on the URL. */
	live: recordedReleaseSchema.nullable(),
	/** What did before, and may still run when the platform dies right after the switch. */
	previous: recordedReleaseSchema.nullable(),
});
export type ServiceRecord = z.infer<typeof serviceRecordSchema>;

/** Where the things of one service lie. */
export interface ServiceFolder {
	readonly root: string;
	readonly record: string;
	readonly home: string;
	readonly front: string;
	readonly releases: string;
	readonly instances: string;
	release(release: {readonly release: number; readonly deploymentId: string}): string;
	instance(deploymentId: string, number: number): string;
}

export function serviceFolder(folder: string, serviceId: string): ServiceFolder {
	const root = join(folder, safeName(serviceId));
	return {
		root,
		record: join(root, 'service.json'),
		home: join(root, 'home'),
		front: join(root, 'front'),
		releases: join(root, 'releases'),
		instances: join(root, 'instances'),
		release: ({release, deploymentId}) => join(root, 'releases', `${release}-${safeName(deploymentId)}`),
		instance: (deploymentId, number) => join(root, 'instances', `${safeName(deploymentId)}-${number}`),
	};
}

/** A record that does not read is as none: what runs is found by its folders. */
export async function readRecord(path: string): Promise<ServiceRecord | null> {
	try {
		const text = await readText(path);
		return text === null ? null : serviceRecordSchema.parse(JSON.parse(text));
	} catch {
		return null;
	}
}

export const writeRecord = (path: string, record: ServiceRecord): Promise<void> =>
	writeText(path, `${JSON.stringify(record, null, '\t')}\n`, {mode: 0o600});

/** Ids come from the control plane; as a file name each must stay one. */
function safeName(id: string): string {
	if (/^[\w-][\w.-]{0,127}$/.test(id)) return id;
	throw new Error(`The id ${JSON.stringify(id)} is no file name.`);
}
