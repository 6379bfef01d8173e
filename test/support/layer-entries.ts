import {createReadStream} from 'node:fs';
import {createGunzip} from 'node:zlib';
import {extract} from 'tar-stream';

/** What a layer holds, by name: a link's target, a folder's or file's mode and size. */
export async function layerEntries(file: string): Promise<ReadonlyMap<string, string>> {
	const entries = new Map<string, string>();
	const tar = extract();
	tar.on('entry', (header, stream, next) => {
		const {name, type, linkname, mode, size, mtime, uid, gid} = header;
		if (entries.has(name) || mtime?.getTime() !== 0 || uid !== 0 || gid !== 0)
			entries.set(name, 'twice or not normalised');
		else entries.set(name, type === 'symlink' ? `-> ${linkname}` : `${mode?.toString(8)} ${size}`);
		stream.on('end', () => next());
		stream.resume();
	});
	const gunzip = createReadStream(file).pipe(createGunzip());
	await new Promise<void>((resolve, reject) => {
		tar.on('finish', () => resolve());
		tar.on('error', reject);
		gunzip.on('error', reject);
		gunzip.on('data', piece => tar.write(piece));
		gunzip.on('end', () => tar.end(undefined));
	});
	return entries;
}
