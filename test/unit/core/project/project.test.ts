import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Home, homeFolders} from '../../../../source/core/machine/paths.ts';
import {
	addIgnoreLines,
	openProject,
	removeLink,
	saveLink,
	saveProjectFile,
} from '../../../../source/core/project/project.ts';

const run = promisify(execFile);

let folder: string;
let home: Home;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'project-'));
	home = homeFolders({CS_HOME: join(folder, 'home')});
	// The root of a repository: nothing above it is looked at.
	await mkdir(join(folder, '.git'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

async function put(at: string, content: unknown): Promise<string> {
	const path = join(folder, at);
	await mkdir(join(path, '..'), {recursive: true});
	await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
	return path;
}
const openAt = async (at: string) => {
	await mkdir(join(folder, at), {recursive: true});
	return openProject(join(folder, at), home);
};

describe('the nearest file', () => {
	test('wins, and the app is where it lies', async () => {
		await put('cloudstation.json', {service: 'outer'});
		await put('app/cloudstation.json', {service: 'inner'});

		expect(await openAt('app/src/deep')).toMatchObject({folder: join(folder, 'app'), file: {service: 'inner'}});
		expect(await openAt('docs')).toMatchObject({folder, file: {service: 'outer'}});
	});

	test('is none above a repository, nor in the folder of a person', async () => {
		await put('cloudstation.json', {service: 'outer'});
		await mkdir(join(folder, 'one/.git'), {recursive: true});
		expect(await openAt('one/src')).toMatchObject({folder: join(folder, 'one/src'), file: null});

		const at = join(folder, 'projects');
		await mkdir(at);
		expect(await openProject(at, home, folder)).toMatchObject({folder: at, file: null});
		expect(await openProject(folder, home, folder)).toMatchObject({file: {service: 'outer'}});
	});

	test('is not needed', async () => {
		expect(await openAt('app')).toEqual({
			folder: join(folder, 'app'),
			path: join(folder, 'app/cloudstation.json'),
			file: null,
			link: null,
		});
	});

	test('may begin with a byte order mark', async () => {
		await put('cloudstation.json', '\ufeff{"service": "shop"}');

		expect((await openAt('.')).file).toEqual({service: 'shop'});
	});
});

describe('a monorepo', () => {
	const services = {
		web: {folder: 'packages/web', deploy: {port: 3000}},
		admin: {folder: 'packages/web/admin'},
		api: {folder: './services/api/', deploy: {port: 4000, count: 2}},
	};
	beforeEach(() => put('cloudstation.json', {platform: 'local', deploy: {count: 1}, services}));

	test.each([
		['packages/web', 'web', 'packages/web'],
		['packages/web/src/pages', 'web', 'packages/web'],
		['packages/web/admin/src', 'admin', 'packages/web/admin'],
		['services/api', 'api', 'services/api'],
	])('from %s it is %s', async (at, service, app) => {
		expect(await openAt(at)).toMatchObject({
			folder: join(folder, app),
			entry: service,
			file: {service, platform: 'local'},
		});
	});

	test.each(['.', 'packages', 'packages/website', 'docs'])('from %s it is none of them', async at => {
		const project = await openAt(at);

		expect(project.entry).toBeUndefined();
		expect(project.folder).toBe(join(folder, at));
	});

	test('an entry goes over what is said for all', async () => {
		expect((await openAt('services/api')).file?.deploy).toEqual({port: 4000, count: 2});
		expect((await openAt('packages/web/admin')).file?.deploy).toEqual({count: 1});
	});

	test('what is saved goes to the entry, and the others stay', async () => {
		const project = await openAt('packages/web');
		await saveProjectFile(project, {service: 'shop-web', platform: 'local', build: {start: 'node x'}});

		const now = JSON.parse(await readFile(project.path, 'utf8'));
		expect(now).toEqual({
			platform: 'local',
			deploy: {count: 1},
			services: {...services, web: {...services.web, service: 'shop-web', build: {start: 'node x'}}},
		});
		expect((await openAt('packages/web')).file?.service).toBe('shop-web');
	});
});

describe('a bad file', () => {
	test.each([
		['{', 'it is not JSON'],
		['', 'it is not JSON'],
		['[]', 'expected object'],
		['{"deploy": {"port": "80"}}', '"deploy.port": expected number'],
		['{"deploy": {"port": 99999}}', '"deploy.port": '],
		['{"deploy": {"health": {"path": "x"}}}', '"deploy.health.path": '],
		['{"services": {"web": {"start": "x"}}}', '"services.web.folder": '],
		['{"servce": "x"}', 'Unrecognized key: "servce"'],
		['{"platform": "somewhere"}', '"platform"'],
		['{"build": {"ignore": ["a", 5]}}', '"build.ignore.1"'],
	])('%s is named with its field', async (text, reason) => {
		const path = await put('cloudstation.json', text);

		await expect(openAt('.')).rejects.toMatchObject({
			code: 'project/bad-file',
			exitCode: 2,
			message: expect.stringContaining(`${path} does not read: `),
		});
		await expect(openAt('.')).rejects.toMatchObject({message: expect.stringContaining(reason)});
	});

	test('a pipe, a folder, a link and 2 GB in its place are refused at once', async () => {
		const path = join(folder, 'cloudstation.json');
		await run('mkfifo', [path]);
		await expect(openAt('.')).rejects.toMatchObject({message: expect.stringContaining('it is not a regular file')});
		await rm(path);

		await mkdir(path);
		await expect(openAt('.')).rejects.toMatchObject({message: expect.stringContaining('it is a folder')});
		await rm(path, {recursive: true});

		await put('elsewhere.json', {service: 'x'});
		await symlink('elsewhere.json', path);
		await expect(openAt('.')).rejects.toMatchObject({message: expect.stringContaining('it is a symbolic link')});
		await rm(path);

		await writeFile(path, '{}');
		await truncate(path, 2 * 1024 ** 3);
		await expect(openAt('.')).rejects.toMatchObject({
			code: 'project/bad-file',
			message: expect.stringContaining('is larger than 1024 KiB'),
		});
	});

	test('names that reach for prototypes are names like others', async () => {
		await put('cloudstation.json', '{"services": {"__proto__": {"folder": "x"}, "constructor": {"folder": "web"}}}');

		await openAt('web').catch(() => undefined);
		expect(Reflect.get({}, 'folder')).toBeUndefined();
	});
});

test('saving keeps what was there, and the same again changes nothing', async () => {
	const path = await put('cloudstation.json', {$schema: 'x', deploy: {port: 80}});
	const project = await openAt('.');

	expect(await saveProjectFile(project, {service: 'shop'})).toBe(true);
	expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({$schema: 'x', deploy: {port: 80}, service: 'shop'});
	await utimes(path, 1, 1);

	expect(await saveProjectFile(project, {service: 'shop'})).toBe(false);
	expect((await stat(path)).mtimeMs).toBe(1000);
});

test('a link is remembered for its folder, outside of the project, and forgotten', async () => {
	const project = await openAt('app');
	const link = {folder: project.folder, service_id: 's1', service_name: 'shop', api_url: 'https://x.test'};

	const path = await saveLink(home, link);

	expect(path.startsWith(home.links)).toBe(true);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	expect((await openAt('app')).link).toMatchObject(link);
	expect((await openAt('other')).link).toBeNull();
	await writeFile(path, '{"folder": 5}');
	expect((await openAt('app')).link).toBeNull();
	await removeLink(home, project.folder);
	await expect(stat(path)).rejects.toMatchObject({code: 'ENOENT'});
});

test('folders of the same name, and of odd names, have links of their own', async () => {
	const names = ['a/shop', 'b/shop', 'sh op', '-rf', 'ünï', 'x'.repeat(200)];
	const link = {service_id: 's', service_name: 'n', api_url: 'u'};
	const paths = await Promise.all(names.map(name => saveLink(home, {...link, folder: join(folder, name)})));

	expect(new Set(paths).size).toBe(names.length);
});

describe('lines for .gitignore', () => {
	const ignored = () => readFile(join(folder, '.gitignore'), 'utf8');

	test('are added once, after what is there', async () => {
		await writeFile(join(folder, '.gitignore'), 'node_modules/');

		expect(await addIgnoreLines(folder, ['.env.local', 'dist'])).toEqual(['.env.local', 'dist']);
		expect(await addIgnoreLines(folder, ['.env.local', 'dist'])).toEqual([]);
		expect(await ignored()).toBe('node_modules/\n.env.local\ndist\n');
	});

	test('that are there in another form are left alone', async () => {
		await writeFile(join(folder, '.gitignore'), '/.env.local  \r\n dist\r\n');

		expect(await addIgnoreLines(folder, ['.env.local', 'dist', 'new'])).toEqual(['new']);
		expect(await ignored()).toBe('/.env.local  \r\n dist\r\nnew\r\n');
	});

	test('make a file where there is none', async () => {
		await addIgnoreLines(folder, ['.env.local']);

		expect(await ignored()).toBe('.env.local\n');
	});
});
