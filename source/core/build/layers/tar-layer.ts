/** One layer as a tar: sorted entries, time 0, owner 0, two modes, so that the same files give the same bytes. */
import {once} from 'node:events';
import {join} from 'node:path';
import {pack, type Pack} from 'tar-stream';
import {withFile} from '../../machine/file-streams.ts';
import type {FolderEntry} from '../../machine/folder-walk.ts';

/** A file of ours beside the app's own. */
export interface ExtraFile {
	/** From the app's folder on. */
	readonly path: string;
	readonly text: string;
}

interface LayerContent {
	/** Where the entries are read from. */
	readonly folder: string;
	readonly entries: AsyncIterable<FolderEntry>;
	/** The folder they get in the image: `app`. */
	readonly prefix: string;
	readonly extraFiles: readonly ExtraFile[];
}

type Sink = ReturnType<Pack['entry']>;

const epoch = new Date(0);

/** The tar's bytes, made while they are read. */
export async function* tarLayer(content: LayerContent): AsyncGenerator<Uint8Array> {
	const tar = pack();
	const filled = fill(tar, content).catch((error: unknown) => {
		tar.destroy(error instanceof Error ? error : new Error(String(error)));
		throw error;
	});
	// Its failure is told by the awaiting below; until then it must not count as unhandled.
	filled.catch(() => undefined);
	try {
		for await (const piece of tar) if (piece instanceof Uint8Array) yield piece;
	} catch (error) {
		await filled;
		throw error;
	} finally {
		tar.destroy();
	}
	await filled;
}

async function fill(tar: Pack, {folder, entries, prefix, extraFiles}: LayerContent): Promise<void> {
	addFolder(tar, `${prefix}/`);
	for (const path of foldersOf(extraFiles)) addFolder(tar, `${prefix}/${path}/`);
	for (const {path, text} of extraFiles) tar.entry(header(`${prefix}/${path}`, 0o644), text);
	const ours = new Set([...foldersOf(extraFiles), ...extraFiles.map(({path}) => path)]);
	for await (const entry of entries) {
		// A file of the app in our place would stand in the tar twice.
		if (ours.has(entry.path)) continue;
		const name = `${prefix}/${entry.path}`;
		if (entry.kind === 'folder') addFolder(tar, `${name}/`);
		else if (entry.target !== null) tar.entry({...header(name, 0o777), type: 'symlink', linkname: entry.target});
		else await addFile(tar, {name, path: join(folder, entry.path), mode: entry.executable ? 0o755 : 0o644});
	}
	tar.finalize();
}

function addFolder(tar: Pack, name: string): void {
	tar.entry({...header(name, 0o755), type: 'directory'});
}

async function addFile(
	tar: Pack,
	{name, path, mode}: {readonly name: string; readonly path: string; readonly mode: number},
): Promise<void> {
	await withFile(path, async ({size, pieces}) => {
		const entry = tar.entry({...header(name, mode), type: 'file', size});
		const closed = once(entry, 'close');
		for await (const piece of pieces()) await write(entry, piece);
		// The declared type asks for a last piece; an empty one adds nothing.
		entry.end(undefined);
		await closed;
	});
}

/** Waits until there is room, so that a large file never stands in memory whole. */
async function write(entry: Sink, piece: Uint8Array): Promise<void> {
	if (!entry.write(piece)) await once(entry, 'drain');
}

const header = (name: string, mode: number) => ({name, mode, mtime: epoch, uid: 0, gid: 0});

function foldersOf(files: readonly ExtraFile[]): readonly string[] {
	const folders = new Set<string>();
	for (const {path} of files) {
		const parts = path.split('/').slice(0, -1);
		for (let depth = 1; depth <= parts.length; depth += 1) folders.add(parts.slice(0, depth).join('/'));
	}
	return [...folders].sort();
}
