import {chmod, mkdtemp, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readOrMakeKey} from '../../../../source/core/machine/key-file.ts';

let folder = '';

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'key-'));
});

afterEach(() => rm(folder, {recursive: true, force: true}));

test('a key is made once, at 0600, with nothing left beside it', async () => {
	const path = join(folder, 'deep', 'vault.key');

	const key = await readOrMakeKey(path);

	expect(key).toHaveLength(32);
	expect(await readOrMakeKey(path)).toEqual(key);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	expect(await readdir(join(folder, 'deep'))).toEqual(['vault.key']);
});

test('all who start at once get the same key', async () => {
	const path = join(folder, 'vault.key');
	const settled = await Promise.allSettled(Array.from({length: 8}, () => readOrMakeKey(path)));
	const keys = settled.flatMap(one => (one.status === 'fulfilled' ? [Buffer.from(one.value).toString('hex')] : []));
	expect(new Set(keys).size).toBe(1);
});

test('a key that others can read, or that is cut, is not used and not replaced', async () => {
	const path = join(folder, 'vault.key');
	await readOrMakeKey(path);
	await chmod(path, 0o644);
	await expect(readOrMakeKey(path)).rejects.toMatchObject({code: 'credentials/unsafe-file'});

	await chmod(path, 0o600);
	await writeFile(path, 'abc');
	await expect(readOrMakeKey(path)).rejects.toMatchObject({code: 'credentials/damaged'});
});
