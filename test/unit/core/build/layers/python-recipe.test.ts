import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {detectStack} from '../../../../../source/core/build/detect-stack.ts';
import {pythonRecipe} from '../../../../../source/core/build/layers/python-recipe.ts';
import {projectWith} from '../../../../support/project-files.ts';

const report = {progress: () => undefined, log: () => undefined};

/** A `python3` that says of itself what it is told to. */
async function pythonSaying(words: string, folder: string): Promise<string> {
	await mkdir(folder, {recursive: true});
	await writeFile(join(folder, 'python3'), `#!/bin/sh\necho '${words}'\n`);
	await chmod(join(folder, 'python3'), 0o755);
	return folder;
}

async function keyUnder(python: string, requirements: string): Promise<string | null | undefined> {
	await using project = await projectWith({'main.py': '', 'requirements.txt': requirements});
	const stack = await detectStack(project.folder);
	if (stack === null) throw new Error('no app here');
	const PATH = `${await pythonSaying(python, join(project.cacheFolder, 'bin'))}:/usr/bin:/bin`;
	const {dependencies} = await pythonRecipe.prepare({
		folder: project.folder,
		stack,
		workFolder: join(project.cacheFolder, 'work'),
		ignore: [],
		env: {PATH},
		report,
		signal: undefined,
	});
	return dependencies?.key;
}

test('packages are kept for the interpreter they were installed for', async () => {
	const [first, same, newer, elsewhere, others] = await Promise.all([
		keyUnder('cpython-311 linux-x86_64', 'flask==3.0\n'),
		keyUnder('cpython-311 linux-x86_64', 'flask==3.0\n'),
		keyUnder('cpython-312 linux-x86_64', 'flask==3.0\n'),
		keyUnder('cpython-311 linux-aarch64', 'flask==3.0\n'),
		keyUnder('cpython-311 linux-x86_64', 'flask==3.1\n'),
	]);

	expect(same).toBe(first);
	expect(new Set([first, newer, elsewhere, others]).size).toBe(4);
});

test.each([
	['uv.lock', '', 'uv export --no-dev --no-hashes > requirements.txt'],
	['poetry.lock', '', 'poetry export -o requirements.txt'],
	['pyproject.toml', '[project]\ndependencies = ["flask"]\n', 'pip freeze > requirements.txt'],
])('packages that only %s names are refused with the command that writes them down', async (file, text, command) => {
	await using project = await projectWith({'main.py': '', [file]: text});
	const stack = await detectStack(project.folder);
	if (stack === null) throw new Error('no app here');

	expect(await pythonRecipe.refuses({folder: project.folder, stack, env: {}})).toContain(command);
});
