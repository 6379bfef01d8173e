import {mkdtemp, readdir, readFile, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {writeLines} from '../../../../source/core/machine/line-file.ts';

test('many lines are put in place at once, for their owner only', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'cs-lines-'));
	const path = join(folder, 'app.log');
	const lines = Array.from({length: 50_000}, (_, index) => `line ${index}`);
	expect(await writeLines(path, lines)).toBe(50_000);
	expect(await readFile(path, 'utf8')).toBe(`${lines.join('\n')}\n`);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	expect(await readdir(folder)).toEqual(['app.log']);
});

test('a folder that is not there is named, and nothing is left behind', async () => {
	await expect(writeLines('/nowhere/at/all.log', ['a'])).rejects.toMatchObject({
		code: 'machine/file',
		facts: {errno: 'ENOENT'},
	});
});

test('lines that break off midway leave the old file as it was', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'cs-lines-'));
	const path = join(folder, 'app.log');
	await writeLines(path, ['old']);
	const broken = function* () {
		yield 'new';
		throw new Error('broke off');
	};
	await expect(writeLines(path, broken())).rejects.toMatchObject({code: 'machine/file'});
	expect(await readFile(path, 'utf8')).toBe('old\n');
	expect(await readdir(folder)).toEqual(['app.log']);
});
