import {execFileSync} from 'node:child_process';
import {chmod, mkdir, readdir, readFile, symlink, truncate, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {BuiltImage} from '../../../../../source/core/build/builders/builder.ts';
import {layersBuilder} from '../../../../../source/core/build/builders/layers.ts';
import {detectStack} from '../../../../../source/core/build/detect-stack.ts';
import {layerEntries} from '../../../../support/layer-entries.ts';
import {projectWith} from '../../../../support/project-files.ts';

interface Project {
	readonly folder: string;
	readonly cacheFolder: string;
}

async function build(project: Project, more: {ignore?: readonly string[]; start?: string; signal?: AbortSignal} = {}) {
	const stack = await detectStack(project.folder);
	if (stack === null) throw new Error('no app here');
	const lines: string[] = [];
	const report = {progress: () => undefined, log: (line: string) => void lines.push(line)};
	const image = await layersBuilder.build({...project, stack, ...more}, report);
	return {image, lines};
}

const application = async (image: BuiltImage): Promise<ReadonlyMap<string, string>> =>
	layerEntries(image.layers.at(-1)?.file ?? '');
const names = async (image: BuiltImage): Promise<readonly string[]> => [...(await application(image)).keys()];

describe('the same app', () => {
	test('gives the same image, whatever its times, and comes from the cache', async () => {
		await using project = await projectWith({'server.js': 'a', 'lib/b.js': 'b'});
		await using elsewhere = await projectWith({'lib/b.js': 'b', 'server.js': 'a'});
		const first = await build(project);
		await utimes(join(project.folder, 'server.js'), 1, 1);
		const second = await build(project);
		const other = await build(elsewhere);

		expect(second.image.manifest.digest).toBe(first.image.manifest.digest);
		expect(other.image.manifest.digest).toBe(first.image.manifest.digest);
		expect(first.image.layers.map(({cached}) => cached)).toEqual([false]);
		expect([second.image.manifest, second.image.config, ...second.image.layers].every(({cached}) => cached)).toBe(true);
	});

	test('is packed anew when a blob of the cache is cut short', async () => {
		await using project = await projectWith({'server.js': 'a'});
		const first = await build(project);
		await truncate(first.image.layers[0]?.file ?? '', 10);
		const second = await build(project);

		expect(second.image.manifest.digest).toBe(first.image.manifest.digest);
		expect(second.image.layers[0]?.cached).toBe(false);
	});
});

test('the image is what the OCI specification asks for', async () => {
	await using project = await projectWith({
		'package.json': '{"name": "shop", "scripts": {"start": "node server.js"}, "engines": {"node": ">=20"}}',
		'server.js': '',
	});
	const {image} = await build(project);

	const config: unknown = JSON.parse(await readFile(image.config.file, 'utf8'));
	expect(config).toMatchObject({
		os: process.platform,
		config: {
			Cmd: ['node', 'server.js'],
			WorkingDir: '/app',
			Env: ['NODE_ENV=production'],
			Labels: {
				'dev.cs-wizard.runtime': 'node',
				'dev.cs-wizard.runtime-version': '>=20',
				'org.opencontainers.image.title': 'shop',
			},
		},
		rootfs: {type: 'layers', diff_ids: [expect.stringMatching(/^sha256:[\da-f]{64}$/)]},
	});
	const [layer] = image.layers;
	expect(JSON.parse(await readFile(image.manifest.file, 'utf8'))).toEqual({
		schemaVersion: 2,
		mediaType: 'application/vnd.oci.image.manifest.v1+json',
		config: {mediaType: image.config.mediaType, digest: image.config.digest, size: image.config.size},
		layers: [
			{
				mediaType: layer?.mediaType,
				digest: layer?.digest,
				size: layer?.size,
				annotations: {'dev.cs-wizard.layer': 'application'},
			},
		],
	});
});

describe('what goes in', () => {
	test('secrets, git and editors stay out; ignore files count; build.ignore has the last word', async () => {
		await using project = await projectWith({
			'server.js': '',
			'.env': 'KEY=1',
			'.env.production': 'KEY=1',
			'.npmrc': '//r/:_authToken=x',
			'.git/config': '',
			'sub/.ssh/id_rsa': '',
			id_ed25519: '',
			'tls.key': '-----BEGIN PRIVATE KEY-----',
			'ca.pem': '-----BEGIN CERTIFICATE-----',
			'notes.txt~': '',
			'node_modules/x/index.js': '',
			'.gitignore': 'dist/\n*.log\n',
			'dist/out.js': '',
			'a.log': '',
			'sub/.gitignore': '!keep.log\nmine\n',
			'sub/keep.log': '',
			'sub/mine': '',
			'.dockerignore': '# docs\ndocs\n*.md\n!README.md\n',
			'docs/a': '',
			'sub/docs/a': '',
			'CHANGES.md': '',
			'README.md': '',
			'sub/deep.md': '',
		});
		const {image, lines} = await build(project, {ignore: ['!dist', 'sub/docs']});

		expect(await names(image)).toEqual([
			'app/',
			'app/.dockerignore',
			'app/.gitignore',
			'app/README.md',
			'app/ca.pem',
			'app/dist/',
			'app/dist/out.js',
			'app/server.js',
			'app/sub/',
			'app/sub/.gitignore',
			'app/sub/deep.md',
			'app/sub/keep.log',
		]);
		expect(lines).toContain('tls.key stays out of the image: it holds a private key.');
	});

	test('a .dockerignore may name what to keep instead', async () => {
		await using project = await projectWith({
			'.dockerignore': '*\n!server.js\n!lib/keep\n',
			'server.js': '',
			'other.js': '',
			'lib/keep/a.js': '',
			'lib/drop/b.js': '',
		});
		expect(await names((await build(project)).image)).toEqual([
			'app/',
			'app/lib/',
			'app/lib/keep/',
			'app/lib/keep/a.js',
			'app/server.js',
		]);
	});

	test('names of any length and script, links inside, two modes', async () => {
		const long = `${'d'.repeat(120)}/${'f'.repeat(120)}.txt`;
		await using project = await projectWith({'server.js': '', 'tool.sh': '', 'naïve 日本.txt': 'x', [long]: 'y'});
		await chmod(join(project.folder, 'tool.sh'), 0o700);
		await chmod(join(project.folder, 'server.js'), 0o600);
		await symlink('server.js', join(project.folder, 'current'));
		await symlink('nowhere', join(project.folder, 'dangling'));

		const entries = await application((await build(project)).image);

		expect(entries.get('app/naïve 日本.txt')).toBe('644 1');
		expect(entries.get(`app/${long}`)).toBe('644 1');
		expect(entries.get('app/tool.sh')).toBe('755 0');
		expect(entries.get('app/server.js')).toBe('644 0');
		expect(entries.get('app/current')).toBe('-> server.js');
		expect(entries.get('app/dangling')).toBe('-> nowhere');
	});

	test.each(['/etc/passwd', '../outside', 'sub/../../outside'])('a link to %s is refused by name', async target => {
		await using project = await projectWith({'server.js': '', 'sub/x': ''});
		await symlink(target, join(project.folder, 'way-out'));

		await expect(build(project)).rejects.toMatchObject({
			code: 'build/failed',
			message: `way-out is a link that leads outside the app's folder (to ${target}).`,
		});
	});

	test('a pipe is refused unless it is ignored', async () => {
		await using project = await projectWith({'server.js': ''});
		execFileSync('mkfifo', [join(project.folder, 'pipe')]);

		await expect(build(project)).rejects.toMatchObject({code: 'build/failed', facts: {path: 'pipe'}});
		await writeFile(join(project.folder, '.dockerignore'), 'pipe\n');
		expect(await names((await build(project)).image)).not.toContain('app/pipe');
	});

	test('a start file that is ignored is told now, not by a crash later', async () => {
		await using project = await projectWith({'server.js': '', '.gitignore': 'server.js\n'});
		await expect(build(project)).rejects.toMatchObject({code: 'build/failed', facts: {path: 'server.js'}});
	});
});

test('a large file streams through', async () => {
	await using project = await projectWith({'server.js': ''});
	await writeFile(join(project.folder, 'large.bin'), '');
	await truncate(join(project.folder, 'large.bin'), 50 * 1024 * 1024);

	expect((await application((await build(project)).image)).get('app/large.bin')).toBe(`644 ${50 * 1024 * 1024}`);
});

describe('dependencies', () => {
	const withPackage = {
		'package.json': '{"scripts": {"start": "tool run"}, "dependencies": {"tool": "./vendor/tool.tgz"}}',
		'server.js': '',
	};

	test('stand in a layer of their own that a change of the app leaves as it is', async () => {
		await using project = await projectWith(withPackage);
		await mkdir(join(project.folder, 'vendor'));
		await packTool(project.folder);
		const first = await build(project);
		await writeFile(join(project.folder, 'server.js'), 'changed');
		const second = await build(project);

		expect(first.image.layers.map(({title}) => title)).toEqual(['dependencies', 'application']);
		const [dependencies] = first.image.layers;
		expect([...(await layerEntries(dependencies?.file ?? '')).keys()]).toContain('app/node_modules/tool/package.json');
		expect(second.image.layers[0]).toMatchObject({digest: dependencies?.digest, cached: true});
		expect(second.image.layers[1]?.digest).not.toBe(first.image.layers[1]?.digest);
		expect(await readdir(project.folder)).not.toContain('node_modules');
		const config: unknown = JSON.parse(await readFile(first.image.config.file, 'utf8'));
		expect(config).toMatchObject({config: {Cmd: ['/bin/sh', '-c', expect.stringContaining('exec tool run')]}});
	});

	test('a build script runs in a copy, and what it made is in the image', async () => {
		await using project = await projectWith({
			'package.json': '{"scripts": {"build": "node build.js", "start": "node dist/server.js"}}',
			'build.js':
				'const fs = require("fs"); fs.mkdirSync("dist"); fs.writeFileSync("dist/server.js", ""); fs.writeFileSync(".env", "KEY=1");',
			'.gitignore': 'dist\n',
		});
		const {image} = await build(project);

		expect(await names(image)).toEqual([
			'app/',
			'app/.gitignore',
			'app/build.js',
			'app/dist/',
			'app/dist/server.js',
			'app/package.json',
		]);
		expect(await readdir(project.folder)).not.toContain('dist');
	});

	test('a build script that fails is shown with its last lines', async () => {
		await using project = await projectWith({
			'package.json': '{"scripts": {"build": "echo broken thing; exit 3", "start": "node a.js"}}',
		});
		const failure = build(project);

		await expect(failure).rejects.toMatchObject({
			code: 'build/failed',
			facts: {command: 'npm run build', exitCode: 3, lastLines: expect.arrayContaining(['broken thing'])},
		});
		expect(await readdir(join(project.cacheFolder, 'work'))).toEqual([]);
	});
});

test('an abort ends the build and leaves no work behind', async () => {
	await using project = await projectWith({'package.json': '{"scripts": {"build": "sleep 30", "start": "node a.js"}}'});
	const abort = new AbortController();
	const building = build(project, {signal: abort.signal});
	setTimeout(() => abort.abort(new Error('stopped')), 500);

	await expect(building).rejects.toThrow('stopped');
	expect(await readdir(join(project.cacheFolder, 'work'))).toEqual([]);
});

test('a Dockerfile alone is refused in a sentence', async () => {
	await using project = await projectWith({Dockerfile: 'FROM scratch'});
	await expect(build(project)).rejects.toMatchObject({
		code: 'build/failed',
		message: expect.stringMatching(/Dockerfile.*\.$/),
	});
});

/** A package as npm takes it, made of nothing but this machine's tar. */
async function packTool(folder: string): Promise<void> {
	const from = join(folder, '..', 'tool', 'package');
	await mkdir(from, {recursive: true});
	await writeFile(join(from, 'package.json'), '{"name": "tool", "version": "1.0.0", "bin": {"tool": "cli.js"}}');
	await writeFile(join(from, 'cli.js'), '#!/usr/bin/env node\n');
	execFileSync('tar', ['czf', join(folder, 'vendor', 'tool.tgz'), '-C', join(from, '..'), 'package']);
}
