import {createHash} from 'node:crypto';
import {Readable} from 'node:stream';
import {createGzip} from 'node:zlib';
import {type FolderEntry, walkFolder} from '../../machine/folder-walk.ts';
import {appFiles, refuseOdd} from './app-files.ts';
import {isNeverIn} from './never-in.ts';
import type {BlobCache, StoredLayer} from './blob-cache.ts';
import {type ExtraFile, tarLayer} from './tar-layer.ts';

export interface LayerJob {
	readonly folder: string;
	/** `source`: the ignore files and the never-in list count. `built`: the list alone. `installed`: all of it, packages hold what they will. */
	readonly content: 'source' | 'built' | 'installed';
	/** Below which folder of the image. */
	readonly prefix: string;
	readonly ignore: readonly string[];
	readonly without: readonly string[];
	readonly extraFiles: readonly ExtraFile[];
}

interface PackedLayer extends StoredLayer {
	readonly cached: boolean;
}

interface Reports {
	readonly progress: (bytes: number) => void;
	readonly leftOut: (path: string, why: string) => void;
}

/** Bookkeeping of package managers that holds times, so it would differ from install to install. */
const timestamped = new Set(['.modules.yaml', '.yarn-integrity', '.yarn-state.yml', '.cache', '__pycache__']);

/**
 * Makes one layer's blob. The tar is read twice: compressing costs ten times as much as reading, so the first
 * reading finds out whether this content has its blob already.
 */
export async function packLayer(job: LayerJob, cache: BlobCache, reports: Reports): Promise<PackedLayer> {
	const first = createHash('sha256');
	for await (const piece of tarLayer({...job, entries: entriesOf(job, reports)})) first.update(piece);
	const key = first.digest('hex');
	const known = await cache.find(key);
	if (known !== null) return {...known, cached: true};

	const tarHash = createHash('sha256');
	const quiet: Reports = {progress: reports.progress, leftOut: () => undefined};
	const tar = Readable.from(hashed(tarLayer({...job, entries: entriesOf(job, quiet)}), tarHash, quiet));
	const gzip = createGzip({level: 6});
	tar.on('error', error => gzip.destroy(error));
	const {digest, size} = await cache.write(tar.pipe(gzip));
	// The files may have changed since the first reading: what counts is what was written.
	const written = tarHash.digest('hex');
	const layer = {diffId: `sha256:${written}`, digest, size};
	await cache.remember(written, layer);
	return {...layer, cached: false};
}

function entriesOf(job: LayerJob, reports: Reports): AsyncIterable<FolderEntry> {
	return job.content === 'source' ? appFiles({...job, onLeftOut: reports.leftOut}) : madeFiles(job);
}

async function* madeFiles({folder, content, without}: LayerJob): AsyncGenerator<FolderEntry> {
	const left = new Set(without);
	const skip = (path: string): boolean => {
		const name = path.slice(path.lastIndexOf('/') + 1);
		if (content === 'built' && isNeverIn(name)) return true;
		return left.has(name) || timestamped.has(name) || name.startsWith('.pnpm-workspace-state');
	};
	for await (const entry of walkFolder(folder, skip)) {
		await refuseOdd(entry, folder);
		yield entry;
	}
}

async function* hashed(
	pieces: AsyncIterable<Uint8Array>,
	hash: {update(piece: Uint8Array): unknown},
	reports: Reports,
): AsyncGenerator<Uint8Array> {
	let bytes = 0;
	for await (const piece of pieces) {
		hash.update(piece);
		bytes += piece.byteLength;
		reports.progress(bytes);
		yield piece;
	}
}
