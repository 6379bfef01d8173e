import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {detectStack} from '../../../../../source/core/build/detect-stack.ts';
import {nodeRecipe} from '../../../../../source/core/build/layers/node-recipe.ts';
import {projectWith} from '../../../../support/project-files.ts';

const dependent = '"scripts": {"start": "node server.js"}, "dependencies": {"left": "1.0.0"}';

/** What it says with only a `yarn` on PATH. */
async function refusalOf(files: Readonly<Record<string, string>>): Promise<string | null> {
	await using project = await projectWith({'server.js': '', ...files});
	const stack = await detectStack(project.folder);
	if (stack === null) throw new Error('no app here');
	const bin = join(project.cacheFolder, 'bin');
	await mkdir(bin, {recursive: true});
	await writeFile(join(bin, 'yarn'), '#!/bin/sh\n');
	await chmod(join(bin, 'yarn'), 0o755);
	return await nodeRecipe.refuses({folder: project.folder, stack, env: {PATH: bin}});
}

test.each([
	['its lockfile', {'package.json': `{${dependent}}`, 'yarn.lock': '# made by yarn\n\n__metadata:\n  version: 8\n'}],
	['its settings', {'package.json': `{${dependent}}`, 'yarn.lock': '', '.yarnrc.yml': 'nodeLinker: pnp\n'}],
	['package.json', {'package.json': `{${dependent}, "packageManager": "yarn@4.1.0"}`}],
])('Yarn 2 and newer is refused, seen by %s', async (_, files) => {
	expect(await refusalOf(files)).toContain('Yarn 2 or newer');
});

test('Yarn 1 is taken', async () => {
	expect(await refusalOf({'package.json': `{${dependent}}`, 'yarn.lock': '# yarn lockfile v1\n'})).toBeNull();
	expect(await refusalOf({'package.json': `{${dependent}, "packageManager": "yarn@1.22.22"}`})).toBeNull();
});

test('a manager that is not on this machine is named; an app without dependencies needs none', async () => {
	expect(await refusalOf({'package.json': `{${dependent}}`, 'pnpm-lock.yaml': ''})).toBe(
		"pnpm installs this app's dependencies and is not on this machine.",
	);
	expect(
		await refusalOf({'package.json': '{"scripts": {"start": "node server.js"}}', 'pnpm-lock.yaml': ''}),
	).toBeNull();
});
