import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {type KvConfig, type KvKey, newKey, versionOf} from '../../../../source/platform/vault/kv-records.ts';
import {
	addVersion,
	deleteVersions,
	destroyVersions,
	isGone,
	undeleteVersions,
} from '../../../../source/platform/vault/kv-versions.ts';

const config: KvConfig = {maxVersions: 0, casRequired: false, metadataCasRequired: false, deleteVersionAfter: 0};

function written(times: number, key: KvKey = newKey(0), settings = config): KvKey {
	let record = key;
	for (let count = 0; count < times; count++) record = addVersion(record, settings, count).record;
	return record;
}

test('the last versions are kept, however often it is written: the greater of both settings, or 10', () => {
	fc.assert(
		fc.property(fc.nat({max: 40}), fc.nat({max: 15}), fc.nat({max: 15}), (times, keyMax, engineMax) => {
			const record = written(times, {...newKey(0), maxVersions: keyMax}, {...config, maxVersions: engineMax});
			const kept = Math.min(times, Math.max(keyMax, engineMax) || 10);
			expect(record.currentVersion).toBe(times);
			expect(record.versions.map(([number]) => number)).toEqual(
				Array.from({length: kept}, (_, index) => times - kept + index + 1),
			);
		}),
	);
});

test('what is pruned is named once, so that its data goes too', () => {
	const before = written(10);
	const lowered = {...before, maxVersions: 3};
	expect(addVersion(lowered, config, 11).pruned).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
	expect(addVersion(addVersion(lowered, config, 11).record, config, 12).pruned).toEqual([9]);
});

test('deleted comes back, destroyed does not, and the first deletion stands', () => {
	const record = destroyVersions(deleteVersions(deleteVersions(written(3), [1, 2], 50), [1], 60), [2]);
	expect(versionOf(record, 1)?.deletedAt).toBe(50);
	const back = undeleteVersions(record, [1, 2, 9], config, 70);
	expect(
		[1, 2, 3].map(number => isGone(versionOf(back, number) ?? {createdAt: 0, deletedAt: 0, destroyed: true}, 70)),
	).toEqual([false, true, false]);
});

test('a version goes after the sooner of both times, and never where the engine says so', () => {
	const key = {...newKey(0), deleteVersionAfter: 60};
	const deletedAt = (deleteVersionAfter: number) =>
		addVersion(key, {...config, deleteVersionAfter}, 1000).version.deletedAt;
	expect(deletedAt(0)).toBe(61_000);
	expect(deletedAt(30)).toBe(31_000);
	expect(deletedAt(90)).toBe(61_000);
	expect(deletedAt(-1)).toBeNull();
});
