/** Apps of every kind that people bring, from their folder to an address that answers. */
import {execFile} from 'node:child_process';
import {appendFile, mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {Stranger} from '../support/program.ts';

const server = `
const {createServer} = require('node:http');
createServer((request, response) => response.end(answer(request))).listen(process.env.PORT, process.env.HOST);
`;

let stranger: Stranger;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
	stranger = await Stranger.arrives();
	env = {...wayOut(), PATH: `${stranger.env['PATH']}:/usr/local/go/bin`};
	const {lines} = await stranger.tells(['platform', 'start', '--port', '0', '--detach'], {env});
	const {url, api_key: key, client_id: client} = lines[0] ?? {};
	env = {...env, CS_API_URL: String(url), CS_API_KEY: String(key), CS_CLIENT_ID: String(client)};
});
afterAll(() => stranger.leaves());

const up = async (app: string, ...words: readonly string[]) => {
	const name = app.split('/').at(-1) ?? '';
	const told = await stranger.tells(['up', '--cwd', app, '--non-interactive', '--service', name, ...words], {env});
	const result = told.lines.at(-1) ?? {};
	const summaryOf = (task: string) =>
		told.lines.find(({type, task: of}) => type === 'task.finished' && of === task)?.['summary'];
	return {...told, result, summaryOf, url: String(result['url'])};
};

async function project(name: string, files: Readonly<Record<string, string>>): Promise<string> {
	const folder = join(stranger.folder, name);
	for (const [path, text] of Object.entries(files)) {
		await mkdir(dirname(join(folder, path)), {recursive: true});
		await writeFile(join(folder, path), text);
	}
	return folder;
}

/** How this machine reaches package registries: its proxy and its certificates, nothing else. */
function wayOut(): Readonly<Record<string, string>> {
	const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];
	return Object.fromEntries(
		names.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
	);
}

const textAt = async (url: string) => (await fetch(url)).text();

test('a static site is served, its own page for what is not there', async () => {
	const {result, url} = await up(await stranger.copyOf('static-site'));
	expect(result).toMatchObject({outcome: 'live'});

	const page = await fetch(url);
	expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
	expect((await fetch(`${url}/style.css`)).headers.get('content-type')).toBe('text/css; charset=utf-8');
	const gone = await fetch(`${url}/none`);
	expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('<html')]);
	expect((await fetch(`${url}/.cs-wizard/static-server.mjs`)).status).toBe(404);
});

test('a Python app without packages answers', async () => {
	const {result, url} = await up(await stranger.copyOf('python-api'));
	expect(result).toMatchObject({outcome: 'live'});
	expect(await (await fetch(url)).json()).toEqual({status: 'up'});
});

test('a Node.js app gets its dependency from the registry once, and from the cache from then on', async () => {
	const app = await project('with-dependency', {
		'package.json': JSON.stringify({
			name: 'with-dependency',
			scripts: {start: 'node server.js'},
			dependencies: {'is-number': '7.0.0'},
		}),
		'server.js': `const isNumber = require('is-number');\nconst answer = () => String(isNumber('5'));\n${server}`,
	});
	await npm(app, 'install', '--package-lock-only', '--no-audit', '--no-fund');

	const first = await up(app);
	expect(first.result).toMatchObject({outcome: 'live'});
	expect(first.summaryOf('image.build')).toMatch(/^2 layers, [^,]*$/);
	expect(await textAt(first.url)).toBe('true');

	await appendFile(join(app, 'server.js'), '// changed\n');
	const second = await up(app);
	expect(second.result).toMatchObject({outcome: 'live', release: 2});
	expect(second.summaryOf('image.build')).toMatch(/dependencies from cache$/);
	expect(second.summaryOf('image.push')).toMatch(/^1 of 2 layers new/);
});

test('an app with a build script runs what the build made, without what only the build needed', async () => {
	const app = await project('with-build', {
		'package.json': JSON.stringify({
			name: 'with-build',
			scripts: {build: 'node build.js', start: 'node dist/server.js'},
			dependencies: {'is-number': '7.0.0'},
			devDependencies: {'is-odd': '3.0.1'},
		}),
		'build.js': `
const {mkdirSync, writeFileSync} = require('node:fs');
const isOdd = require('is-odd');
mkdirSync('dist', {recursive: true});
writeFileSync('dist/server.js', 'const built = ' + isOdd(3) + ';\\n' + require('node:fs').readFileSync('server.template', 'utf8'));
`,
		'server.template': `
const has = name => { try { require(name); return true; } catch { return false; } };
const answer = () => JSON.stringify({built, isNumber: has('is-number'), isOdd: has('is-odd')});
${server}`,
		'.gitignore': 'dist\nnode_modules\n',
	});
	await npm(app, 'install', '--package-lock-only', '--no-audit', '--no-fund');

	const first = await up(app);
	expect(first.result).toMatchObject({outcome: 'live'});
	expect(JSON.parse(await textAt(first.url))).toEqual({built: true, isNumber: true, isOdd: false});

	await appendFile(join(app, 'server.template'), '// changed\n');
	const second = await up(app);
	expect(second.result).toMatchObject({outcome: 'live', release: 2});
	expect(second.summaryOf('image.push')).toMatch(/^1 of 2 layers new/);
});

test('a Go app is built where go is, and told where it is not', async () => {
	const app = await project('with-go', {
		'go.mod': 'module example.com/with-go\n\ngo 1.21\n',
		'main.go': `package main

import (
	"net"
	"os"
)

func main() {
	listener, _ := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	for {
		connection, _ := listener.Accept()
		connection.Read(make([]byte, 4096))
		connection.Write([]byte("HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\ngo"))
		connection.Close()
	}
}
`,
	});
	const hasGo = await promisify(execFile)('go', ['version'], {env}).then(
		() => true,
		() => false,
	);

	const {result, code, url} = await up(app);
	const missing = {error: {code: 'build/tool-missing', message: expect.stringContaining('go')}};
	expect(result).toMatchObject(hasGo ? {outcome: 'live'} : missing);
	expect(hasGo ? await textAt(url) : code).toBe(hasGo ? 'go' : 10);
});

test.each([
	['with-dockerfile', {Dockerfile: 'FROM scratch\n'}, /Only its Dockerfile.*Node\.js, Python, Go and static sites/],
	[
		'with-yarn-berry',
		{
			'package.json': '{"packageManager": "yarn@4.1.0", "scripts": {"start": "node x.js"}, "dependencies": {"a": "1"}}',
			'x.js': '',
		},
		/Yarn 2 or newer.*npm, pnpm, bun and Yarn 1/,
	],
	[
		'with-pyproject',
		{'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["flask"]\n', 'uv.lock': '', 'main.py': ''},
		/uv export --no-dev/,
	],
])('%s is refused with what is possible', async (name, files, message) => {
	const {result, stderr} = await up(await project(name, files));
	expect({...result, stderr}).toMatchObject({error: {message: expect.stringMatching(message)}});
});

async function npm(cwd: string, ...words: readonly string[]): Promise<void> {
	await promisify(execFile)('npm', [...words], {cwd, env: {...stranger.env, ...wayOut()}, timeout: 60_000});
}
