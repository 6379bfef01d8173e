import {readdir, readFile, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';

const isThere = (path: string) =>
	stat(path).then(
		() => true,
		() => false,
	);

async function filesUnder(folder: string): Promise<readonly string[]> {
	const entries = await readdir(folder, {withFileTypes: true, recursive: true});
	return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}

/** Each list names its plug-ins one by one, so types check them. This keeps a forgotten one from going unnoticed. */
test.each([
	{list: 'wizards/all-wizards.ts', folder: 'wizards', plugIn: /\.wizard\.ts$/},
	{list: 'source/commands/all-commands.ts', folder: 'source/commands', plugIn: /^(?!command|all-).*\.ts$/},
	{list: 'source/core/secrets/all-providers.ts', folder: 'source/core/secrets/providers', plugIn: /\.ts$/},
	{list: 'source/core/deploy/all-targets.ts', folder: 'source/core/deploy/targets', plugIn: /^(?!target\.ts).*\.ts$/},
	{
		list: 'source/core/build/all-builders.ts',
		folder: 'source/core/build/builders',
		plugIn: /^(?!builder\.ts|.*-worker\.ts).*\.ts$/,
	},
	{list: 'source/core/build/all-stacks.ts', folder: 'source/core/build/stacks', plugIn: /\.ts$/},
	{
		list: 'source/platform/routes/all-routes.ts',
		folder: 'source/platform/routes',
		plugIn: /^(?!route\.ts|all-).*\.ts$/,
	},
])('$list lists every file in $folder', async ({list, folder, plugIn}) => {
	const listed = await readFile(list, 'utf8');
	const files = (await readdir(folder)).filter(file => plugIn.test(file));

	expect(files.length).toBeGreaterThan(0);
	expect(files.filter(file => !listed.includes(`/${file}'`))).toEqual([]);
});

test('every unit test stands where its source is', async () => {
	const tests = (await filesUnder('test/unit')).filter(
		path => /\.test\.tsx?$/.test(path) && path !== 'test/unit/architecture.test.ts',
	);
	const lost = [];
	for (const path of tests) {
		const source = path
			.replace(/^test\/unit\/(?!wizards\/)/, 'source/')
			.replace(/^test\/unit\/wizards\//, 'wizards/')
			.replace(/\.test\.tsx?$/, '');
		const candidates = [`${source}.ts`, `${source}.tsx`, source];
		const found = await Promise.all(candidates.map(isThere));
		// A story over several files of a folder is named for what it shows, and stands in that folder.
		if (!found.includes(true) && !(await isThere(dirname(source)))) lost.push(path);
	}

	expect(lost).toEqual([]);
});

test('files stay small: none over 300 lines, half of them under 90', async () => {
	const paths = (await Promise.all(['source', 'wizards'].map(filesUnder)))
		.flat()
		.filter(path => /\.tsx?$/.test(path) && !path.includes('generated'));
	const lengths = await Promise.all(
		paths.map(async path => ({path, lines: (await readFile(path, 'utf8')).trimEnd().split('\n').length})),
	);

	expect(lengths.filter(({lines}) => lines > 300)).toEqual([]);
	const sorted = lengths.map(({lines}) => lines).toSorted((one, other) => one - other);
	expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(90);
});

test('no code speaks of what is left for later, and none casts', async () => {
	const paths = (await Promise.all(['source', 'wizards'].map(filesUnder))).flat().filter(path => /\.tsx?$/.test(path));
	const found = [];
	for (const path of paths) {
		const text = await readFile(path, 'utf8');
		if (/\b(TODO|FIXME|XXX|HACK)\b/.test(text)) found.push(`${path}: left for later`);
		if (/\bas (any|unknown|never)\b|: any\b/.test(text)) found.push(`${path}: a cast`);
	}

	expect(found).toEqual([]);
});
