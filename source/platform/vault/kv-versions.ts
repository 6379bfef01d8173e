/** How a key's versions come, are deleted, come back and are destroyed. Pure: the clock and the storage are outside. */
import type {KvConfig, KvKey, KvVersion} from './kv-records.ts';

const defaultMaxVersions = 10;

interface Added {
	readonly record: KvKey;
	readonly version: KvVersion;
	/** The numbers whose data is to be removed. */
	readonly pruned: readonly number[];
}

/** Adds a version and prunes those beyond the maximum: the greater of the key's and the engine's, or 10. */
export function addVersion(record: KvKey, config: KvConfig, now: number): Added {
	const version: KvVersion = {createdAt: now, deletedAt: deletionTime(record, config, now), destroyed: false};
	const currentVersion = record.currentVersion + 1;
	const maximum = Math.max(record.maxVersions, config.maxVersions) || defaultMaxVersions;
	const isFull = currentVersion - record.oldestVersion >= maximum;
	const oldestVersion = isFull ? currentVersion - maximum + 1 : record.oldestVersion;
	const versions: KvKey['versions'] = [...record.versions, [currentVersion, version]];
	return {
		record: {
			...record,
			versions: versions.filter(([number]) => number >= oldestVersion),
			currentVersion,
			oldestVersion,
			updatedAt: now,
		},
		version,
		pruned: versions.map(([number]) => number).filter(number => number < oldestVersion),
	};
}

export function isGone({deletedAt, destroyed}: KvVersion, now: number): boolean {
	return destroyed || isDeleted({deletedAt}, now);
}

/** The later of two deletions does not move the first. */
export function deleteVersions(record: KvKey, numbers: readonly number[], now: number): KvKey {
	return change(record, numbers, version => (isGone(version, now) ? version : {...version, deletedAt: now}));
}

/** The time after which versions go starts again. */
export function undeleteVersions(record: KvKey, numbers: readonly number[], config: KvConfig, now: number): KvKey {
	return change(record, numbers, version =>
		version.destroyed ? version : {...version, deletedAt: deletionTime(record, config, now)},
	);
}

export function destroyVersions(record: KvKey, numbers: readonly number[]): KvKey {
	return change(record, numbers, version => ({...version, destroyed: true}));
}

const isDeleted = ({deletedAt}: Pick<KvVersion, 'deletedAt'>, now: number): boolean =>
	deletedAt !== null && deletedAt <= now;

/** The sooner of what the engine and the key say, unless the engine forbids it. */
function deletionTime(record: KvKey, config: KvConfig, now: number): number | null {
	if (config.deleteVersionAfter < 0) return null;
	const delays = [config.deleteVersionAfter, record.deleteVersionAfter].filter(seconds => seconds !== 0);
	return delays.length === 0 ? null : now + Math.min(...delays) * 1000;
}

function change(record: KvKey, numbers: readonly number[], to: (version: KvVersion) => KvVersion): KvKey {
	return {
		...record,
		versions: record.versions.map(([number, version]) => [number, numbers.includes(number) ? to(version) : version]),
	};
}
