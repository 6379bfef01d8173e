import {isRepositoryName} from './image-names.ts';
import {RegistryError} from './registry-errors.ts';

/** What a request is about, out of its path (OCI distribution specification, "Endpoints"). */
export type RegistryPath =
	| {readonly kind: 'base'}
	| {readonly kind: 'blob'; readonly name: string; readonly digest: string}
	| {readonly kind: 'uploads'; readonly name: string}
	| {readonly kind: 'upload'; readonly name: string; readonly id: string}
	| {readonly kind: 'manifest'; readonly name: string; readonly reference: string}
	| {readonly kind: 'tags'; readonly name: string};

/** Read from the right, because a repository's name may itself have a part `blobs` or `tags`. Null for a path of nobody. @throws NAME_INVALID */
export function parseRegistryPath(pathname: string): RegistryPath | null {
	if (pathname === '/v2' || pathname === '/v2/') return {kind: 'base'};
	const parts = decoded(pathname)?.split('/');
	if (parts === undefined || parts[0] !== '' || parts[1] !== 'v2') return null;
	const [thirdLast, secondLast, last] = parts.slice(-3);
	if (last === undefined) return null;
	const upTo = (count: number) => checkedName(parts.slice(2, -count).join('/'));
	if (thirdLast === 'blobs' && secondLast === 'uploads') {
		return last === '' ? {kind: 'uploads', name: upTo(3)} : {kind: 'upload', name: upTo(3), id: last};
	}
	if (secondLast === 'blobs') {
		return last === 'uploads' ? {kind: 'uploads', name: upTo(2)} : {kind: 'blob', name: upTo(2), digest: last};
	}
	if (secondLast === 'manifests') return {kind: 'manifest', name: upTo(2), reference: last};
	if (secondLast === 'tags' && last === 'list') return {kind: 'tags', name: upTo(2)};
	return null;
}

function checkedName(name: string): string {
	if (!isRepositoryName(name)) {
		throw new RegistryError('NAME_INVALID', {
			message: 'a repository name has lowercase letters and digits, with single separators between them',
			detail: {name: name.slice(0, 300)},
		});
	}
	return name;
}

function decoded(pathname: string): string | null {
	try {
		return decodeURIComponent(pathname);
	} catch {
		return null;
	}
}
