import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {pack} from 'tar-stream';
import type {RuntimeImage, RuntimeLayer} from '../../source/platform/workloads/runtime-image.ts';

export interface TarEntry {
	readonly name: string;
	readonly content?: string;
	readonly type?: 'file' | 'directory' | 'symlink' | 'link' | 'fifo' | 'character-device';
	readonly linkname?: string;
	readonly mode?: number;
}

/** A tar archive as it is told, evil names included. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
	const archive = pack();
	for (const {name, content = '', type = 'file', linkname = '', mode = 0o644} of entries) {
		const header = {name, type, mode, ...(linkname === '' ? {} : {linkname})};
		if (type === 'file') archive.entry(header, content);
		else archive.entry(header);
	}
	archive.finalize();
	const pieces: Uint8Array[] = [];
	for await (const piece of archive) if (piece instanceof Uint8Array) pieces.push(piece);
	return Buffer.concat(pieces);
}

export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export function blobLayer(bytes: Uint8Array, mediaType: string): RuntimeLayer & {readonly opened: () => number} {
	let opened = 0;
	return {
		digest: digestOf(bytes),
		mediaType,
		async open() {
			opened += 1;
			return (async function* () {
				for (let at = 0; at < bytes.byteLength; at += 65_536) yield bytes.subarray(at, at + 65_536);
			})();
		},
		opened: () => opened,
	};
}

/** One gzipped layer of these files in /app, and a config that starts `command` there. */
export async function memoryImage(
	files: Readonly<Record<string, string>>,
	command: readonly string[],
	env: readonly string[] = [],
): Promise<RuntimeImage> {
	const tar = await tarOf(Object.entries(files).map(([name, content]) => ({name: `app/${name}`, content})));
	return {
		config: {
			architecture: 'amd64',
			os: 'linux',
			config: {Cmd: [...command], WorkingDir: '/app', Env: [...env]},
			rootfs: {type: 'layers', diff_ids: [digestOf(tar)]},
		},
		layers: [blobLayer(gzipSync(tar), 'application/vnd.oci.image.layer.v1.tar+gzip')],
	};
}
