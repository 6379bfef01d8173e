/**
 * Which rule decides about a path, and what it allows.
 * An exact rule wins; among prefixes (`a/*`) and segment wildcards (`a/+/b`) the one whose first wildcard
 * comes last, then one that is no prefix, then fewer wildcards, then the longer, then the lexically greater.
 */
import type {Capability, PathRule} from './policy-rules.ts';

export interface Acl {
	readonly isRoot: boolean;
	/** `list` and `scan` of a folder also match a rule for the path without its last slash. */
	allows(path: string, capability: Capability): boolean;
	/** Sorted; `deny` when there are none. */
	capabilitiesOf(path: string): readonly (Capability | 'root')[];
	/** Whether anything at all is allowed in a mount. */
	reaches(mountPath: string): boolean;
}

type Grant = ReadonlySet<Capability>;

interface Pattern {
	/** Without the `*` at its end. */
	readonly path: string;
	readonly segments: readonly string[];
	readonly isPrefix: boolean;
	/** Compared segment by segment, where `+` stands for any one. */
	readonly bySegment: boolean;
	readonly firstWildcard: number;
	readonly wildcards: number;
	readonly grant: Grant;
}

export const rootAcl: Acl = {
	isRoot: true,
	allows: () => true,
	capabilitiesOf: () => ['root'],
	reaches: () => true,
};

/** The rules of all policies of a token together: the same path twice adds up, unless one of them denies. */
export function createAcl(rules: readonly PathRule[]): Acl {
	const merged = merge(rules);
	const exact = new Map<string, Grant>();
	const patterns: Pattern[] = [];
	for (const [path, grant] of merged) {
		if (path.endsWith('*') || hasWildcardSegment(path)) patterns.push(patternOf(path, grant));
		else exact.set(path, grant);
	}
	patterns.sort(byPrecedence);

	const decide = (path: string): Grant | undefined => patterns.find(pattern => matches(pattern, path))?.grant;
	const grantFor = (path: string, isListing: boolean): Grant | undefined => {
		const bare = path.replace(/\/$/, '');
		return (
			exact.get(path) ??
			(isListing ? exact.get(bare) : undefined) ??
			decide(path) ??
			(isListing && bare !== path ? decide(bare) : undefined)
		);
	};
	const capabilitiesOf = (path: string): readonly Capability[] => {
		const grant = grantFor(path, true);
		return grant === undefined || !grants(grant) ? ['deny'] : [...grant].sort();
	};
	return {
		isRoot: false,
		capabilitiesOf,
		allows: (path, capability) =>
			grantFor(path, capability === 'list' || capability === 'scan')?.has(capability) ?? false,
		reaches: mountPath =>
			!capabilitiesOf(mountPath).includes('deny') ||
			[...exact].some(([path, grant]) => grants(grant) && path.startsWith(mountPath)) ||
			patterns.some(pattern => grants(pattern.grant) && liesIn(pattern, mountPath)),
	};
}

function merge(rules: readonly PathRule[]): ReadonlyMap<string, Grant> {
	const merged = new Map<string, Set<Capability>>();
	for (const {path, capabilities} of rules) {
		const grant = merged.get(path) ?? new Set();
		merged.set(path, grant);
		if (grant.has('deny')) continue;
		if (capabilities.includes('deny')) grant.clear();
		for (const capability of capabilities) grant.add(capability);
	}
	return merged;
}

function hasWildcardSegment(path: string): boolean {
	return path === '+' || path.startsWith('+/') || path.includes('/+');
}

function patternOf(written: string, grant: Grant): Pattern {
	const isPrefix = written.endsWith('*');
	const path = isPrefix ? written.slice(0, -1) : written;
	const segments = path.split('/');
	const bySegment = hasWildcardSegment(written);
	const wildcards = bySegment ? segments.filter(segment => segment === '+').length : 0;
	const firstWildcard = bySegment ? path.indexOf('+') : path.length;
	return {path, segments, isPrefix, bySegment, wildcards, firstWildcard, grant};
}

function matches({path, segments, isPrefix, bySegment}: Pattern, wanted: string): boolean {
	if (!bySegment) return wanted.startsWith(path);
	const parts = wanted.split('/');
	if (isPrefix ? parts.length < segments.length : parts.length !== segments.length) return false;
	return segments.every((segment, index) => {
		const part = parts[index] ?? '';
		if (segment === '+' || segment === part) return true;
		return isPrefix && index === segments.length - 1 && part.startsWith(segment);
	});
}

/** Stronger rules first. */
function byPrecedence(a: Pattern, b: Pattern): number {
	return (
		b.firstWildcard - a.firstWildcard ||
		Number(a.isPrefix) - Number(b.isPrefix) ||
		a.wildcards - b.wildcards ||
		b.path.length - a.path.length ||
		(a.path < b.path ? 1 : -1)
	);
}

const grants = (grant: Grant): boolean => grant.size > 0 && !grant.has('deny');

/** Whether the pattern is for paths in the mount; one that covers the mount as a whole is decided by precedence. */
function liesIn({path, segments, isPrefix, bySegment}: Pattern, mountPath: string): boolean {
	if (!bySegment) return path.startsWith(mountPath);
	const mountParts = mountPath.replace(/\/$/, '').split('/');
	return mountParts.every((part, index) => {
		const segment = segments[index];
		if (segment === undefined) return isPrefix;
		if (segment === '+' || segment === part) return true;
		return isPrefix && index === segments.length - 1 && part.startsWith(segment);
	});
}
