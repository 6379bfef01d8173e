import {expect, test} from 'vitest';
import {insideLink, insidePath, whiteoutOf} from '../../../../source/core/machine/archive-paths.ts';

test('a name stays inside or is refused', () => {
	expect(insidePath('./app//server.js')).toBe('app/server.js');
	expect(insidePath('app/')).toBe('app');
	expect(insidePath('./')).toBe('');
	for (const bad of ['/etc/passwd', '../x', 'app/../../x', 'app/..', 'a\0b', 'x'.repeat(2000)])
		expect(insidePath(bad)).toBeNull();
});

test('a link may climb only at its start, and not above the root', () => {
	expect(insideLink('app/node_modules/.bin/tsc', '../typescript/bin/tsc')).toBe('../typescript/bin/tsc');
	expect(insideLink('app/link', '../shared/x')).toBe('../shared/x');
	expect(insideLink('app/link', '.')).toBe('.');
	for (const [path, target] of [
		['link', '../outside'],
		['app/link', '../../outside'],
		['app/link', 'other/../../..'],
		['app/link', 'other/../x'],
		['app/link', ''],
		['app/link', '/../etc'],
		['app/link', 'a\0b'],
	])
		expect(insideLink(path ?? '', target ?? '')).toBeNull();
});

test("an absolute link means the image's own root", () => {
	expect(insideLink('etc/alternatives/awk', '/usr/bin/mawk')).toBe('../../usr/bin/mawk');
	expect(insideLink('link', '/etc/passwd')).toBe('etc/passwd');
});

test('a whiteout names what it removes', () => {
	expect(whiteoutOf('app/.wh.old.js')).toEqual({kind: 'remove', path: 'app/old.js'});
	expect(whiteoutOf('app/.wh..wh..opq')).toEqual({kind: 'opaque', path: 'app'});
	expect(whiteoutOf('app/server.js')).toBeNull();
	expect(whiteoutOf('app/.wh...')).toBe('bad');
	expect(whiteoutOf('app/.wh.')).toBe('bad');
});
