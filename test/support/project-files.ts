import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';

/** A project in a folder of its own, gone after `using`. */
export async function projectWith(
	files: Readonly<Record<string, string>>,
): Promise<{readonly folder: string; readonly cacheFolder: string; [Symbol.asyncDispose](): Promise<void>}> {
	const root = await mkdtemp(join(tmpdir(), 'project-'));
	const folder = join(root, 'my-app');
	await mkdir(folder);
	for (const [path, text] of Object.entries(files)) {
		await mkdir(dirname(join(folder, path)), {recursive: true});
		await writeFile(join(folder, path), text);
	}
	return {
		folder,
		cacheFolder: join(root, 'cache'),
		[Symbol.asyncDispose]: () => rm(root, {recursive: true, force: true}),
	};
}
