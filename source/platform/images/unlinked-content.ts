import {join} from 'node:path';
import {fileState} from '../../core/machine/blob-files.ts';
import {kindOf, listFolder, removePath} from '../../core/machine/files.ts';

/** A push puts content before its link: what is younger may be just that. */
const graceMs = 60 * 60 * 1000;
const algorithms = ['sha256', 'sha512'] as const;

/** Removes content that no repository has any more. Only while nothing is pushed: at the start. */
export async function removeUnlinkedContent(folder: string, now: number): Promise<void> {
	const linked = new Set<string>();
	await collectLinks(join(folder, 'repositories'), linked);
	for (const algorithm of algorithms) {
		for (const hex of await listFolder(join(folder, 'blobs', algorithm))) {
			const path = join(folder, 'blobs', algorithm, hex);
			const state = linked.has(`${algorithm}/${hex}`) ? null : await fileState(path);
			if (state !== null && now - state.changedAt > graceMs) await removePath(path);
		}
	}
}

async function collectLinks(folder: string, linked: Set<string>): Promise<void> {
	for (const entry of await listFolder(folder)) {
		const path = join(folder, entry);
		if (entry === '_blobs' || entry === '_manifests') {
			for (const algorithm of algorithms) {
				for (const hex of await listFolder(join(path, algorithm))) linked.add(`${algorithm}/${hex}`);
			}
		} else if (!entry.startsWith('_') && (await kindOf(path)) === 'folder') await collectLinks(path, linked);
	}
}
