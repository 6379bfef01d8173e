import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {homeFolders} from '../../../../source/core/machine/paths.ts';
import {isTrusted, trust} from '../../../../source/core/project/trust.ts';

test('agreeing holds for one folder and one host', async () => {
	const home = homeFolders({CS_HOME: await mkdtemp(join(tmpdir(), 'trust-'))});

	await trust(home, '/projects/shop', 'https://platform.example/api');

	expect(await isTrusted(home, '/projects/shop', 'https://platform.example')).toBe(true);
	expect(await isTrusted(home, '/projects/shop', 'https://platform.example.evil')).toBe(false);
	expect(await isTrusted(home, '/projects/other', 'https://platform.example')).toBe(false);
});
