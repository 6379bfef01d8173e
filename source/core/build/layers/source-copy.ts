import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {copyEntry} from '../../machine/file-streams.ts';
import {kindOf, makeFolder, readText} from '../../machine/files.ts';
import {appFiles} from './app-files.ts';
import type {RecipeInput} from './recipe.ts';

/** A copy of what would go into the image, to build in: the user's folder is never written to. */
export async function copySource(
	{folder, ignore}: Pick<RecipeInput, 'folder' | 'ignore'>,
	to: string,
	without: readonly string[],
): Promise<void> {
	await makeFolder(to);
	for await (const entry of appFiles({folder, ignore, without})) await copyEntry(entry, folder, to);
}

/** Copies single small files that are there and tells what they hold, by name. Links count as absent. */
export async function copyManifests(
	folder: string,
	to: string,
	names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
	await makeFolder(to);
	const texts = new Map<string, string>();
	for (const name of names) {
		if ((await kindOf(join(folder, name))) !== 'file') continue;
		texts.set(name, (await readText(join(folder, name), 64 * 1024 * 1024)) ?? '');
		await copyEntry({path: name, kind: 'file', target: null, executable: false}, folder, to);
	}
	return texts;
}

/** One key for all these parts, each set off from the next. */
export function keyOf(parts: Iterable<readonly [string, string]>): string {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(`${JSON.stringify(part)}\n`);
	return hash.digest('hex');
}
