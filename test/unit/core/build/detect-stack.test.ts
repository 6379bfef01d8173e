import {execFileSync} from 'node:child_process';
import {symlink, truncate, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {detectStack} from '../../../../source/core/build/detect-stack.ts';
import {projectWith} from '../../../support/project-files.ts';

const manifest = (more: object) => JSON.stringify({name: '@acme/Shop API', ...more});

describe('a Node.js project', () => {
	test.each([
		['package-lock.json', 'npm'],
		['pnpm-lock.yaml', 'pnpm'],
		['yarn.lock', 'yarn'],
		['bun.lock', 'bun'],
	])('with %s is installed by %s', async (lockfile, manager) => {
		await using project = await projectWith({
			'package.json': manifest({scripts: {start: 'node server.js'}}),
			[lockfile]: '',
		});

		expect(await detectStack(project.folder)).toEqual({
			id: 'node',
			title: 'Node.js',
			packageManager: manager,
			evidence: ['package.json', lockfile],
			start: ['node', 'server.js'],
			runtime: {name: 'node', version: null},
			name: 'shop-api',
		});
	});

	test.each([
		[{packageManager: 'pnpm@9.1.0'}, {packageManager: 'pnpm'}],
		[{engines: {node: '>=22'}}, {runtime: {name: 'node', version: '>=22'}}],
		[{main: './lib/run.js', scripts: {build: 'tsc'}}, {start: ['node', 'lib/run.js']}],
		[{scripts: {start: 'PORT=1 node a.js'}}, {start: ['/bin/sh', '-c', 'PORT=1 node a.js']}],
		[{scripts: {prestart: 'node m.js', start: 'node a.js'}}, {start: ['/bin/sh', '-c', 'node m.js && node a.js']}],
		[
			{scripts: {build: 'vite build'}, devDependencies: {vite: '7'}},
			{start: ['node', '.cs-wizard/static-server.mjs', 'dist']},
		],
		[{}, {start: null}],
	])('with %j', async (more, told) => {
		await using project = await projectWith({'package.json': manifest(more)});
		expect(await detectStack(project.folder)).toMatchObject(told);
	});

	test('without a manifest is known by its server file', async () => {
		await using project = await projectWith({'server.js': ''});
		expect(await detectStack(project.folder)).toMatchObject({id: 'node', start: ['node', 'server.js'], name: 'my-app'});
	});
});

describe('other projects', () => {
	test.each([
		[
			{'requirements.txt': '', 'main.py': ''},
			{id: 'python', packageManager: 'pip', start: ['python3', 'main.py']},
		],
		[
			{'uv.lock': '', 'pyproject.toml': 'name = "api"\nrequires-python = ">=3.11"', 'app.py': ''},
			{packageManager: 'uv', name: 'api', runtime: {name: 'python3', version: '>=3.11'}},
		],
		[{'pyproject.toml': '[tool.poetry]\nname = "api"', 'app.py': ''}, {packageManager: 'poetry'}],
		[{'requirements.txt': '', Procfile: 'web: gunicorn app:app\n'}, {start: ['gunicorn', 'app:app']}],
		[{'package.json': '{"devDependencies": {"tailwindcss": "4"}}', 'main.py': ''}, {id: 'python'}],
		[{'go.mod': 'module example.com/acme/Web/v2\n'}, {id: 'go', name: 'web', start: ['./.cs-wizard/server']}],
		[
			{'index.html': '', 'app.js': ''},
			{id: 'static', start: ['node', '.cs-wizard/static-server.mjs', '.']},
		],
		[{Dockerfile: 'FROM scratch'}, {id: 'dockerfile', start: null}],
		[
			{Dockerfile: 'FROM node', 'server.js': ''},
			{id: 'node', evidence: ['server.js', 'Dockerfile']},
		],
	])('%j', async (files, told) => {
		await using project = await projectWith(files);
		expect(await detectStack(project.folder)).toMatchObject(told);
	});

	test.each([[{}], [{'README.md': '# hello'}]])('nothing is recognised in %j', async files => {
		await using project = await projectWith(files);
		expect(await detectStack(project.folder)).toBeNull();
	});
});

describe('a hostile project', () => {
	test.each([
		['not JSON', '{'],
		['a list', '[1]'],
		['members of wrong types', '{"name": 1, "scripts": [], "dependencies": "x", "engines": null, "main": {}}'],
		['a name with an escape', JSON.stringify({name: '\u001b]52;c;x\u0007'})],
	])('whose package.json is %s still has a name fit for a service', async (_, text) => {
		await using project = await projectWith({'package.json': text, 'index.js': ''});
		expect((await detectStack(project.folder))?.name).toMatch(/^[a-z][a-z\d-]{1,39}$/);
	});

	test('whose package.json is a link, a pipe or huge is not read', async () => {
		await using linked = await projectWith({'index.html': ''});
		await symlink('/etc/passwd', join(linked.folder, 'package.json'));
		await using piped = await projectWith({'index.html': ''});
		execFileSync('mkfifo', [join(piped.folder, 'package.json')]);
		await using huge = await projectWith({'index.html': ''});
		await writeFile(join(huge.folder, 'package.json'), '');
		await truncate(join(huge.folder, 'package.json'), 2 ** 31);

		const found = await Promise.all([linked, piped, huge].map(({folder}) => detectStack(folder)));

		expect(found.map(stack => stack?.id)).toEqual(['static', 'static', 'static']);
	});
});
