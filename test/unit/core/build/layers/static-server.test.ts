import {type ChildProcess, spawn} from 'node:child_process';
import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {request} from 'node:http';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {staticServerPath, staticServerSource} from '../../../../../source/core/build/layers/static-server.ts';
import {findFreePort} from '../../../../../source/core/machine/local-ports.ts';

const files = {
	'index.html': '<h1>home</h1>',
	'404.html': '<h1>gone</h1>',
	'about.html': '<h1>about</h1>',
	'docs/index.html': '<h1>docs</h1>',
	'style.css': 'h1 {}',
	'app.mjs': 'export {}',
	'data.unknown': 'bytes',
	'a b.txt': 'a space',
	'.env': 'KEY=secret',
	'.well-known/security.txt': 'Contact: x',
	[staticServerPath]: staticServerSource,
	'../outside.txt': 'not of the site',
};

let root: string;
let port: number;
let server: ChildProcess;
const lines: string[] = [];

beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'static-'));
	const site = join(root, 'site');
	for (const [path, text] of Object.entries(files)) {
		await mkdir(dirname(join(site, path)), {recursive: true});
		await writeFile(join(site, path), text);
	}
	await symlink('../outside.txt', join(site, 'escape.txt'));
	port = await findFreePort();
	server = spawn(process.execPath, [staticServerPath, '.'], {
		cwd: site,
		env: {PORT: String(port)},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	await new Promise<void>(resolve => {
		if (server.stdout === null) return;
		createInterface({input: server.stdout}).on('line', line => {
			lines.push(line);
			if (line.startsWith('serving')) resolve();
		});
	});
});
afterAll(async () => {
	server.kill('SIGKILL');
	await rm(root, {recursive: true, force: true});
});

interface Answer {
	readonly status: number | undefined;
	readonly headers: NodeJS.Dict<string | string[]>;
	readonly body: string;
}

/** As it is written: fetch would take the dots out of a path. */
const ask = (path: string, {method = 'GET', headers = {}} = {}): Promise<Answer> =>
	new Promise((resolve, reject) => {
		request({host: '127.0.0.1', port, path, method, headers}, response => {
			let body = '';
			response.on('data', piece => {
				body += String(piece);
			});
			response.on('end', () => resolve({status: response.statusCode, headers: response.headers, body}));
		})
			.on('error', reject)
			.end();
	});

test.each([
	['/', '<h1>home</h1>', 'text/html; charset=utf-8'],
	['/index.html', '<h1>home</h1>', 'text/html; charset=utf-8'],
	['/docs/', '<h1>docs</h1>', 'text/html; charset=utf-8'],
	['/about?from=home', '<h1>about</h1>', 'text/html; charset=utf-8'],
	['/style.css', 'h1 {}', 'text/css; charset=utf-8'],
	['/app.mjs', 'export {}', 'text/javascript; charset=utf-8'],
	['/data.unknown', 'bytes', 'application/octet-stream'],
	['/a%20b.txt', 'a space', 'text/plain; charset=utf-8'],
	['/.well-known/security.txt', 'Contact: x', 'text/plain; charset=utf-8'],
])('%s is served', async (path, body, type) => {
	expect(await ask(path)).toMatchObject({
		status: 200,
		body,
		headers: {'content-type': type, 'content-length': String(body.length), 'x-content-type-options': 'nosniff'},
	});
});

describe('what is not of the site is not served', () => {
	test.each([
		'/none',
		'/../outside.txt',
		'/..%2foutside.txt',
		'/%2e%2e/outside.txt',
		'/docs/../../outside.txt',
		'/escape.txt',
		'/.env',
		`/${staticServerPath}`,
		'/a%00b',
	])('%s', async path => {
		expect(await ask(path)).toMatchObject({status: 404, body: '<h1>gone</h1>'});
	});
});

test("a folder's page is at the folder's address, so that its relative links are right", async () => {
	expect(await ask('/docs?page=2')).toMatchObject({status: 301, headers: {location: './docs/?page=2'}});
});

test('HEAD says what GET would, without the body', async () => {
	expect(await ask('/style.css', {method: 'HEAD'})).toMatchObject({
		status: 200,
		body: '',
		headers: {'content-length': '5'},
	});
});

test('a page that has not changed is not sent again', async () => {
	const {headers} = await ask('/style.css');
	const etag = String(headers['etag']);
	expect(await ask('/style.css', {headers: {'if-none-match': etag}})).toMatchObject({status: 304, body: ''});
});

test('other methods and addresses that do not read are told so', async () => {
	expect(await ask('/', {method: 'POST'})).toMatchObject({status: 405, headers: {allow: 'GET, HEAD'}});
	expect(await ask('/%zz')).toMatchObject({status: 400});
});

test('each request is a line, and SIGTERM ends it well', async () => {
	await ask('/about');
	const ended = new Promise(resolve => server.once('exit', (code, signal) => resolve({code, signal})));
	server.kill('SIGTERM');

	expect(await ended).toEqual({code: 0, signal: null});
	expect(lines).toContain('GET /about 200');
});
