/** Which names and links of an archive stay inside the folder it is unpacked to. Everything else is refused, never mended. */
import {posix} from 'node:path';

const maxPathBytes = 1024;

/** The path from the root on, without `./` and a slash at the end; '' is the root itself. Null when it leads outside. */
export function insidePath(name: string): string | null {
	if (name.includes('\0') || name.startsWith('/') || Buffer.byteLength(name) > maxPathBytes) return null;
	const parts = name.split('/').filter(part => part !== '' && part !== '.');
	return parts.includes('..') ? null : parts.join('/');
}

/**
 * The target a symbolic link may have, or null. `..` may only lead: after a name that is itself a link it would
 * mean another folder than it says. An absolute target means the image's own root, so it becomes a relative one.
 */
export function insideLink(path: string, target: string): string | null {
	if (target === '' || target.includes('\0') || Buffer.byteLength(target) > maxPathBytes) return null;
	const depth = path.split('/').length - 1;
	if (target.startsWith('/')) {
		const inside = insidePath(target.replace(/^\/+/, ''));
		return inside === null ? null : posix.join('../'.repeat(depth) || './', inside);
	}
	const parts = target.split('/').filter(part => part !== '' && part !== '.');
	const climbs = parts.findIndex(part => part !== '..');
	const leading = climbs === -1 ? parts.length : climbs;
	if (leading > depth || parts.slice(leading).includes('..')) return null;
	return target;
}

export type Whiteout = {readonly kind: 'opaque' | 'remove'; readonly path: string};

/** OCI image spec, "Whiteouts": `.wh.NAME` removes NAME of the layers below, `.wh..wh..opq` all that is in its folder. */
export function whiteoutOf(path: string): Whiteout | 'bad' | null {
	const {dir, base} = posix.parse(path);
	if (!base.startsWith('.wh.')) return null;
	if (base === '.wh..wh..opq') return {kind: 'opaque', path: dir};
	const name = base.slice('.wh.'.length);
	if (name === '' || name === '.' || name === '..') return 'bad';
	return {kind: 'remove', path: posix.join(dir, name)};
}
