import {execFile} from 'node:child_process';
import {readdir, readFile, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {jsonLines, programFile, Stranger} from '../support/program.ts';

let stranger: Stranger;
beforeEach(async () => {
	stranger = await Stranger.arrives();
});
afterEach(() => stranger.leaves());

/** A line for bash, in which `cs` is the program. */
async function shell(line: string): Promise<{readonly stdout: string; readonly stderr: string}> {
	return promisify(execFile)(
		'bash',
		['-c', `set -o pipefail; cs() { "${process.execPath}" "${programFile}" "$@"; }; ${line}`],
		{
			cwd: stranger.folder,
			env: stranger.env,
		},
	);
}

const local = '--where local --credential-store file --service new --name hello-node';

describe('readers that leave and streams that are closed', () => {
	test.each([
		['the help to a reader of nothing', 'cs --help | true'],
		['a command’s help to a reader of nothing', 'cs up --help | true'],
		['one line of many', 'cs answers schema | head -c 1; cs answers template | head -1'],
		['no stdout', 'cs completion bash >&-'],
		['no stderr', 'cs auth why 2>&-'],
		['no stdin', 'cs auth why <&-'],
		['nothing at all', 'cs auth why <&- >&- 2>&-'],
	])('%s: quiet, no stack', async (_, line) => {
		const {stderr} = await shell(`${line}; code=$?; [ $code = 0 ] || [ $code = 141 ] || exit $code`);
		expect(stderr).toBe('');
	});

	test('an error with nobody to tell keeps its exit code', async () => {
		expect((await shell('cs whoami 2>&-; echo $?')).stdout).toBe('4\n');
	});

	test('whoever follows logs and leaves after a line ends them', async () => {
		const app = await stranger.copyOf('hello-node');
		const up = await stranger.tells(['up', '--cwd', app, ...local.split(' ')]);
		const url = String(up.lines.at(-1)?.['url']);
		const visits = setInterval(() => void fetch(url).catch(() => undefined), 100);

		const {stdout, stderr} = await shell(`cs logs --follow --json --cwd ${app} | head -1 || true`);

		clearInterval(visits);
		expect(jsonLines(stdout)).toHaveLength(1);
		expect(stderr).toBe('');
	});
});

describe('where nobody is asked', () => {
	test('every missing answer is told at once, and nothing was done', async () => {
		const app = join(stranger.folder, 'odd');
		await shell(`mkdir odd; echo 'fastapi' > odd/requirements.txt`);

		const {code, lines} = await stranger.tells(['up', '--cwd', app, '--where', 'other']);

		expect(code).toBe(5);
		const [{error}] = [Object(lines[0])];
		expect(error.facts.missing.map(({key}: {key: string}) => key)).toEqual(
			expect.arrayContaining(['sign_in.api_url', 'sign_in.client_id', 'sign_in.api_key', 'deploy.start']),
		);
		for (const one of error.facts.missing)
			expect(one).toMatchObject({flag: expect.stringMatching(/^--/), env: expect.stringMatching(/^[A-Z_]+$/)});
		expect(await readdir(stranger.folder)).toEqual(['odd']);
		expect(await readdir(app)).toEqual(['requirements.txt']);
	});

	test('--dry-run writes nothing and asks nobody for anything', async () => {
		const app = await stranger.copyOf('hello-node');
		const before = await readdir(app);
		const requests: string[] = [];
		const server = createServer((request, response) => {
			requests.push(`${request.method} ${request.url}`);
			response.writeHead(500).end();
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		const port = typeof address === 'object' && address !== null ? address.port : 0;

		const {code, stdout} = await stranger.runs(['up', '--dry-run', '--cwd', app], {
			env: {CS_API_URL: `http://127.0.0.1:${port}`, CS_API_KEY: 'key', CS_CLIENT_ID: 'client'},
		});

		server.close();
		expect(code).toBe(0);
		expect(stdout).toMatch(/image\.build[\s\S]*image\.push[\s\S]*deployment\.create[\s\S]*deployment\.release/);
		expect(requests).toEqual([]);
		expect(await readdir(app)).toEqual(before);
		expect(await readdir(stranger.folder)).toEqual(['hello-node']);
	});

	test('later files win over earlier ones, the environment over files, a flag over that, and --var over all', async () => {
		await writeFile(join(stranger.folder, 'one.yaml'), 'link:\n  name: from-one\n');
		await writeFile(join(stranger.folder, 'two.json'), '{"link": {"name": "from-two"}}');
		const source = async (more: readonly string[], env = {}) => {
			const files = ['--answers-file', 'one.yaml', '--answers-file=two.json'];
			const {lines} = await stranger.tells(['answers', 'explain', ...files, ...more], {env});
			const {answers} = Object(lines[0]);
			return answers.find(({key}: {key: string}) => key === 'link.name');
		};

		expect(await source([])).toMatchObject({source: 'file', origin: 'two.json'});
		const env = {CS_WIZARD_NAME: 'from-env', CS_LINK_NAME: 'from-env'};
		expect(await source([], env)).toMatchObject({source: 'environment'});
		expect(await source(['--name', 'from-flag'], env)).toMatchObject({source: 'flag'});
		expect(await source(['--name', 'from-flag', '--var', 'link.name=from-var'], env)).toMatchObject({source: 'var'});
	});
});

describe('what a deploy says', () => {
	const up = async (more: readonly string[], env = {}) => {
		const app = await stranger.copyOf('hello-node');
		return stranger.runs(['up', '--cwd', app, ...local.split(' '), ...more], {env});
	};

	test('the result on stdout, the rest on stderr, no colours', async () => {
		const {code, stdout, stderr} = await up([], {CI: 'true'});
		expect({code, stdout}).toEqual({code: 0, stdout: expect.stringMatching(/^live {5}http:\/\/127\.0\.0\.1:\d+\n$/)});
		expect(stderr).toMatch(/^build .*\n^push .*\n^deploy .*\n(^release .*\n)+$/m);
		expect(stdout + stderr).not.toContain('\u001B');
	});

	test('--quiet: the result alone', async () => {
		expect(await up(['--quiet'])).toMatchObject({code: 0, stderr: '', stdout: expect.stringMatching(/^live/)});
	});

	test('GitHub Actions gets groups, and an annotation when it fails', async () => {
		const {stderr} = await up([], {GITHUB_ACTIONS: 'true', CI: 'true'});
		expect(stderr).toContain('::group::Build\n');
		expect(stderr).toContain('::endgroup::\n');
		const failed = await stranger.runs(['up', '--cwd', 'nowhere'], {env: {GITHUB_ACTIONS: 'true'}});
		expect(failed.stderr).toContain('::error title=usage/bad-value::--cwd takes a folder');
	});
});

test('marks that the locale cannot show are letters', async () => {
	expect((await stranger.runs(['whoami'], {env: {LANG: 'C'}})).stderr).toMatch(/^x Nobody is signed in/);
	expect((await stranger.runs(['whoami'])).stderr).toMatch(/^✖ Nobody is signed in/);
});

test('a key on the command line is warned of, and stored only when the server takes it', async () => {
	const {lines} = await stranger.tells(['platform', 'start', '--port', '0', '--detach']);
	const {url, client_id: client} = lines[0] ?? {};
	const words = ['login', '--api-url', String(url), '--client-id', String(client), '--credential-store', 'file'];

	const refused = await stranger.runs([...words, '--api-key', 'csk_000000000000_wrong']);

	expect(refused.code).toBe(4);
	expect(refused.stderr).toMatch(/^Warning: Others on this machine can read a key/);
	expect(await readdir(stranger.home)).not.toContain('credentials.json');
	expect((await stranger.runs(['whoami'])).code).toBe(4);
});

test('whoami opens no schema library, no screen, no server and no HTTP client', async () => {
	const {lines} = await stranger.tells(['platform', 'start', '--port', '0', '--detach']);
	const {url, api_key: key, client_id: client} = lines[0] ?? {};
	const env = {CS_API_URL: String(url), CS_API_KEY: String(key), CS_CLIENT_ID: String(client)};
	await stranger.runs(['login', '--credential-store', 'file'], {env});
	expect(await heavyOf(['whoami'])).toEqual([]);
});

test('the help of a command draws no screen and serves nothing, and what it would load is known', async () => {
	for (const words of ['up', 'logs', 'platform start', 'login', 'doctor'])
		expect({words, heavy: await heavyOf([...words.split(' '), '--help'])}).not.toMatchObject({
			heavy: expect.arrayContaining([expect.stringMatching(/screen|server|HTTP client/)]),
		});
	// What tells a heavy chunk from others is in the build.
	const all = await heavyIn((await readdir('dist')).map(name => resolve('dist', name)));
	expect(all.toSorted()).toEqual(Object.keys(marks).toSorted());
});

/** A name that stands in the code of a library, and in nothing else. */
const marks = {
	'a schema library': /ZodError/,
	'a parser': /CommanderError/,
	'a screen': /useInput/,
	'a server': /HonoRequest/,
	'an HTTP client': /RequestError/,
};

/** Which heavy libraries a run opens. */
async function heavyOf(words: readonly string[]): Promise<readonly string[]> {
	const list = join(stranger.folder, `loaded-${words.join('-')}.txt`);
	const hook = `import {registerHooks} from 'node:module'; import {appendFileSync} from 'node:fs';
registerHooks({load: (url, context, next) => { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); }});`;
	const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(hook)}`;
	expect((await stranger.runs(words, {env: {NODE_OPTIONS}})).code).toBe(0);
	const loaded = (await readFile(list, 'utf8')).split('\n').filter(url => url.includes('/dist/'));
	expect(loaded.length).toBeGreaterThan(1);
	return heavyIn(loaded.map(url => fileURLToPath(url)));
}

async function heavyIn(files: readonly string[]): Promise<readonly string[]> {
	const sources = await Promise.all(files.map(file => readFile(file, 'utf8')));
	return Object.entries(marks).flatMap(([name, mark]) => (sources.some(source => mark.test(source)) ? [name] : []));
}
