import type {ChildProcess} from 'node:child_process';
import {mkdir, writeFile} from 'node:fs/promises';
import {connect} from 'node:net';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {endOf, jsonLines, Stranger} from '../support/program.ts';
import type {PtyTerminal} from '../support/pty-terminal.ts';

let stranger: Stranger;
beforeEach(async () => {
	stranger = await Stranger.arrives();
});
afterEach(() => stranger.leaves());

/** Everything a running program says, and until it says something. */
function listenTo(child: ChildProcess) {
	const heard = {text: ''};
	for (const stream of [child.stdout, child.stderr]) {
		stream?.on('data', (chunk: Buffer) => {
			heard.text += chunk.toString();
		});
	}
	return {
		says: async (words: string) => {
			while (!heard.text.includes(words)) {
				if (child.exitCode !== null) throw new Error(`It ended before it said "${words}":\n${heard.text}`);
				await new Promise(resolve => setTimeout(resolve, 15));
			}
		},
	};
}

/** An app whose release waits for ever: it listens nowhere. */
async function silentApp(): Promise<string> {
	const folder = join(stranger.folder, 'silent');
	await mkdir(folder);
	await writeFile(join(folder, 'package.json'), JSON.stringify({name: 'silent', scripts: {start: 'node app.js'}}));
	await writeFile(join(folder, 'app.js'), 'setInterval(() => {}, 1000);\n');
	return folder;
}

const up = (app: string, more: readonly string[] = []) =>
	stranger.starts(['up', '--cwd', app, '--where', 'local', '--credential-store', 'file', ...more]);

describe('right after a first sign-in', () => {
	test('an interrupt counts once: the first says what the next one does', async () => {
		const child = up(await silentApp(), ['--json']);
		const ended = endOf(child);
		const {says} = listenTo(child);
		await says('nothing listens on its port yet');

		child.kill('SIGINT');
		await says('Press Ctrl+C again to leave it running.');
		child.kill('SIGINT');

		const {code, signal, stdout} = await ended;
		expect({code, signal}).toEqual({code: 9, signal: null});
		expect(jsonLines(stdout).at(-1)).toMatchObject({type: 'result', outcome: 'running'});
	});
});

test('the third interrupt ends us at once', async () => {
	const child = up(await silentApp());
	const ended = endOf(child);
	const {says} = listenTo(child);
	await says('nothing listens on its port yet');

	for (let pressed = 0; pressed < 3; pressed += 1) {
		child.kill('SIGINT');
		await new Promise(resolve => setTimeout(resolve, 5));
	}

	const {code, signal} = await ended;
	expect([
		{code: 9, signal: null},
		{code: null, signal: 'SIGINT'},
	]).toContainEqual({code, signal});
});

describe('the full screen', () => {
	const opensTheJourney = async (env: Readonly<Record<string, string>> = {}) => {
		const terminal = stranger.opens(['--cwd', await stranger.copyOf('hello-node')], {env});
		await terminal.sees('Where should it run?');
		return terminal;
	};
	const isGivenBack = ({screen}: PtyTerminal) => !screen.isAlternate && screen.isCursorVisible;

	test('is given back while we are stopped from outside, and drawn again when we go on', async () => {
		const terminal = await opensTheJourney();
		await terminal.sees('ctrl+c leave');

		process.kill(terminal.pid, 'SIGTSTP');
		while (!isGivenBack(terminal)) await new Promise(resolve => setTimeout(resolve, 20));
		process.kill(terminal.pid, 'SIGCONT');

		await terminal.sees('Where should it run?');
		expect(terminal.screen.isAlternate).toBe(true);
		await terminal.press('down');
		await terminal.sees('› CloudStation');
	});

	test.each([
		['SIGINT', 2],
		['SIGTERM', 15],
		['SIGHUP', 1],
		['SIGQUIT', 3],
	] as const)('is given back at %s, which ends us', async (signal, number) => {
		const terminal = await opensTheJourney();

		process.kill(terminal.pid, signal);

		const {code, signal: by} = await terminal.exit();
		expect(by ?? code - 128).toBe(number);
		expect(isGivenBack(terminal)).toBe(true);
	});

	test('is given back before a bug is told', async () => {
		const bug = 'data:text/javascript,setTimeout(()=>{throw(new(Error)(`password=hunter2`))},1500)';
		const terminal = await opensTheJourney({NODE_OPTIONS: `--import=${bug}`});

		expect(await terminal.exit()).toMatchObject({code: 70});
		expect(isGivenBack(terminal)).toBe(true);
		expect(terminal.text()).toContain('internal/bug, exit 70');
		expect(terminal.text()).not.toContain('hunter2');
	});
});

describe('a platform in the foreground', () => {
	test.each(['SIGINT', 'SIGTERM'] as const)('stops cleanly at %s, and starts again', async signal => {
		const child = stranger.starts(['platform', 'start', '--port', '0', '--json']);
		const ended = endOf(child);
		await listenTo(child).says('"pid"');

		child.kill(signal);

		const {code, signal: by, stdout, stderr} = await ended;
		expect({code, by, stderr}).toEqual({code: null, by: signal, stderr: ''});
		expect(jsonLines(stdout)).toHaveLength(1);
		expect(await stranger.tells(['platform', 'status'])).toMatchObject({lines: [{running: false}]});
		expect(await stranger.tells(['platform', 'start', '--port', '0', '--detach'])).toMatchObject({code: 0});
	});
});

test('SIGUSR1 does not open the inspector to everybody on this machine', async () => {
	const child = stranger.starts(['platform', 'start', '--port', '0']);
	const ended = endOf(child);
	const {says} = listenTo(child);
	await says('Ctrl+C stops it');

	child.kill('SIGUSR1');
	await new Promise(resolve => setTimeout(resolve, 300));
	child.kill('SIGTERM');

	expect((await ended).stderr).not.toContain('Debugger listening');
	expect(await isOpen(9229)).toBe(false);
});

describe('a bug', () => {
	const bug = 'data:text/javascript,setTimeout(()=>{throw(new(Error)(`password=hunter2`))},700)';
	const runsInto = (more: readonly string[]) =>
		stranger.runs(['platform', 'start', '--port', '0', ...more], {env: {NODE_OPTIONS: `--import=${bug}`}});

	test('is told in a few words, its own masked, exit 70', async () => {
		const {code, stderr} = await runsInto([]);
		expect({code, stderr}).toEqual({code: 70, stderr: expect.stringContaining('internal/bug, exit 70')});
		expect(stderr).not.toMatch(/hunter2|^\s+at /m);
	});

	test('is data where data was asked for', async () => {
		const {stdout, stderr} = await runsInto(['--json']);
		expect(jsonLines(stdout).at(-1)).toMatchObject({error: {code: 'internal/bug', exitCode: 70}});
		expect(stdout + stderr).not.toMatch(/hunter2|^\s+at /m);
	});
});

function isOpen(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}
