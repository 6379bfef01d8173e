import {randomBytes} from 'node:crypto';
import {chmod, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {derivePlatformKeys, loadPlatformKeys, sameDigest} from '../../../../source/platform/auth/platform-keys.ts';
import {temporaryDataFolder} from '../../../support/control-plane/start-platform.ts';

const keys = derivePlatformKeys(randomBytes(32));

test('keys that differ anywhere have digests that differ', () => {
	const long = 'k'.repeat(72);
	const all = ['', 'a', 'a\0', 'A', long, `${long}a`, `${long}b`, 'é', 'e\u0301'].map(keys.digest);
	expect(new Set(all).size).toBe(all.length);
	for (const [index, digest] of all.entries())
		expect(all.map(other => sameDigest(digest, other))).toEqual(all.map((_, other) => other === index));
	expect(sameDigest('aa', 'aabb')).toBe(false);
});

test('another pepper makes other digests', () => {
	expect(derivePlatformKeys(randomBytes(32)).digest('key')).not.toBe(keys.digest('key'));
});

test('a sealed value opens in its own place only, and not with a bit changed', () => {
	const sealed = keys.seal('hvs.token', 'session-1');
	expect(sealed).not.toContain('hvs');
	expect(keys.seal('hvs.token', 'session-1')).not.toBe(sealed);
	expect(keys.open(sealed, 'session-1')).toBe('hvs.token');
	expect(() => keys.open(sealed, 'session-2')).toThrow('authenticate');
	const bytes = Buffer.from(sealed, 'base64');
	for (let bit = 0; bit < bytes.length * 8; bit++) {
		const flipped = Buffer.from(bytes);
		flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
		expect(() => keys.open(flipped.toString('base64'), 'session-1')).toThrow('authenticate');
	}
});

test('a pepper that others can read, or that does not read, is refused without a word of it', async () => {
	const folder = await temporaryDataFolder();
	const path = join(folder, 'pepper.json');
	const made = await loadPlatformKeys(folder);
	expect((await loadPlatformKeys(folder)).digest('x')).toBe(made.digest('x'));
	await chmod(path, 0o644);
	await expect(loadPlatformKeys(folder)).rejects.toMatchObject({code: 'credentials/unsafe-file'});
	await chmod(path, 0o600);
	const text = await readFile(path, 'utf8');
	await writeFile(path, text.slice(0, 40));
	const error: unknown = await loadPlatformKeys(folder).catch((thrown: unknown) => thrown);
	expect(error).toMatchObject({code: 'machine/file'});
	expect(JSON.stringify(error)).not.toContain(text.slice(12, 30));
});
