import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {Stranger} from '../support/program.ts';
import type {PtyTerminal} from '../support/pty-terminal.ts';

let stranger: Stranger;
beforeEach(async () => {
	stranger = await Stranger.arrives();
});
afterEach(() => stranger.leaves());

const addressOf = (text: string): string => /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '';
const local = ['--where', 'local', '--credential-store', 'file'] as const;

async function atFirstQuestion(env: Readonly<Record<string, string>> = {}): Promise<PtyTerminal> {
	const app = await stranger.copyOf('hello-node');
	const terminal = stranger.opens(['--cwd', app], {env});
	await terminal.sees('Where should it run?');
	await terminal.sees('ctrl+c leave');
	return terminal;
}

async function atAddress(): Promise<PtyTerminal> {
	const terminal = await atFirstQuestion();
	await terminal.press('end', 'enter');
	await terminal.sees('Which address does its API have?');
	return terminal;
}

/** An app whose release takes a while, with one that is live. */
async function deployedAndSlow(): Promise<{readonly app: string; readonly url: string}> {
	const app = await stranger.copyOf('hello-node');
	const first = await stranger.tells(['up', '--cwd', app, '--non-interactive', ...local]);
	expect(first).toMatchObject({code: 0});
	await writeFile(join(app, 'server.js'), 'setInterval(() => {}, 1000);\n');
	return {app, url: String(first.lines.at(-1)?.['url'])};
}

async function deploying(app: string): Promise<PtyTerminal> {
	const terminal = stranger.opens(['--cwd', app]);
	await pastSecrets(terminal, /d deploy/);
	await terminal.press('d');
	await terminal.sees('Ready to deploy');
	await terminal.press('enter');
	await terminal.sees('stop or detach', 30_000);
	return terminal;
}

async function pastSecrets(terminal: PtyTerminal, next: RegExp): Promise<void> {
	const text = await terminal.sees(new RegExp(`Where are the secrets kept|${next.source}`), 30_000);
	if (!text.includes('Where are the secrets kept')) return;
	await terminal.press('end', 'enter');
	await terminal.sees(next, 30_000);
}

describe('keys', () => {
	test('that arrive together are all heard', async () => {
		const terminal = await atFirstQuestion();

		terminal.pressAtOnce('down', 'down', 'enter', 'h', 't', 't', 'p', ':', 'enter');

		await terminal.sees('› http:▌');
		expect(await terminal.sees('Give an address')).toContain('Another platform');
	});

	test('a paste of several lines is one line, and nothing of it is a key', async () => {
		const terminal = await atAddress();

		terminal.paste('https://platform.\nexample\n');

		expect(await terminal.sees('https://platform. example▌')).toContain('Which address');
	});

	test('wide characters and emoji come and go whole', async () => {
		const terminal = await atAddress();

		await terminal.type('日本👩‍👩‍👧é');
		await terminal.sees('日本');
		await terminal.press('backspace', 'backspace');
		await terminal.sees(/› 日本▌/);
		await terminal.press('backspace', 'backspace', 'x');

		await terminal.sees(/› x▌/);
	});

	test('help lies over the question, any key closes it, and escape goes back', async () => {
		const terminal = await atFirstQuestion();

		await terminal.press('?');
		await terminal.sees('Keys of this screen');
		await terminal.press('x');
		await terminal.sees('Where should it run?');
		await terminal.press('end', 'enter');
		await terminal.sees('Which address');
		await terminal.press('ctrl+g');
		await terminal.sees('Keys of this screen');
		await terminal.press('enter');
		await terminal.press('escape');

		expect(await terminal.sees('Where should it run?')).toContain('› Another platform');
	});
});

describe('the window', () => {
	const sizes = [
		[60, 15],
		[130, 45],
		[80, 24],
	] as const;

	test('may change its size at a question and nothing is lost', async () => {
		const terminal = await atAddress();
		await terminal.type('https://a.example');

		for (const [columns, rows] of sizes) {
			terminal.resize(columns, rows);
			await terminal.sees(rows < 24 ? 'needs 80x24' : 'https://a.example▌');
		}

		expect(terminal.text().match(/cs-wizard/g)).toHaveLength(1);
	});

	test('may change its size while work is under way', async () => {
		const {app} = await deployedAndSlow();
		const terminal = await deploying(app);

		for (const [columns, rows] of sizes) {
			terminal.resize(columns, rows);
			await terminal.sees(rows < 24 ? 'needs 80x24' : /✔ Deploy/);
		}

		expect(terminal.text().match(/Deploying hello-node/g)).toHaveLength(1);
	});
});

test('without colour and without UTF-8 the marks say the same', async () => {
	const terminal = await atFirstQuestion({NO_COLOR: '1', LANG: 'C'});

	const text = await terminal.sees('> On this machine');

	expect(text).toContain('* Sign in');
	// oxlint-disable-next-line no-control-regex
	expect(text).toMatch(/^[\u0000-\u007F]*$/);
	const {buffer} = terminal.screen.terminal;
	const cells = Array.from({length: 80}, (_, column) => buffer.active.getLine(12)?.getCell(column));
	expect(cells.every(cell => cell === undefined || cell.isFgDefault())).toBe(true);
});

describe('ctrl+c while a release is under way asks once', () => {
	test('escape stays, y stops, and the old release is live', async () => {
		const {app, url} = await deployedAndSlow();
		const terminal = await deploying(app);

		await terminal.press('ctrl+c');
		await terminal.sees('Stop the release? The old one stays live.');
		await terminal.press('escape');
		await terminal.seesNoMore('Stop the release?');
		await terminal.press('ctrl+c', 'y');

		const text = await terminal.sees('Leave it', 30_000);
		expect(text).toContain('Release 1 is still live');
		expect((await fetch(url)).status).toBe(200);
		await terminal.press('q');
		expect(await terminal.exit()).toMatchObject({code: 7});
		expect(terminal.screen.isAlternate).toBe(false);
	});

	test('before there is a release nothing has changed, and it ends by the signal', async () => {
		const app = await stranger.copyOf('hello-node');
		await writeFile(join(app, 'film.webm'), Buffer.alloc(400_000_000));
		const terminal = stranger.opens(['--cwd', app, ...local, '--service', 'new', '--name', 'hello-node']);
		await pastSecrets(terminal, /Ready to deploy/);
		await terminal.press('enter');
		await terminal.sees('nothing has changed', 30_000);

		await terminal.press('ctrl+c', 'y');

		const {code, signal} = await terminal.exit();
		expect(signal ?? code - 128).toBe(2);
		expect(terminal.text()).toContain('Nothing was deployed.');
		expect(terminal.text()).not.toContain('Something broke');
	});

	test('d leaves it running and says how to come back', async () => {
		const {app} = await deployedAndSlow();
		const terminal = await deploying(app);

		await terminal.press('ctrl+c', 'd');
		await terminal.sees('goes on without us', 30_000);
		await terminal.press('q');

		expect(await terminal.exit()).toMatchObject({code: 9});
		expect(terminal.text()).toContain('cs-wizard deploy attach');
	});
});

describe('leaving', () => {
	test('at home by ctrl+c says what runs, where, and what to type next', async () => {
		const app = await stranger.copyOf('hello-node');
		await stranger.tells(['up', '--cwd', app, '--non-interactive', ...local]);
		const terminal = stranger.opens(['--cwd', app]);
		await pastSecrets(terminal, /d deploy/);

		await terminal.press('ctrl+c');

		const {code, signal} = await terminal.exit();
		expect(signal ?? code - 128).toBe(2);
		expect(terminal.screen.isAlternate).toBe(false);
		expect(terminal.text()).toMatch(/hello-node is live at http:\/\/127\.0\.0\.1:\d+/);
		expect(terminal.text()).toContain('cs-wizard up');
	});

	test('by SIGTERM gives the terminal back and ends by the signal', async () => {
		const terminal = await atAddress();

		terminal.kill('SIGTERM');

		const {code, signal} = await terminal.exit();
		expect(signal ?? code - 128).toBe(15);
		expect(terminal.screen.isAlternate).toBe(false);
		expect(terminal.screen.isCursorVisible).toBe(true);
		expect(terminal.screen.terminal.modes.bracketedPasteMode).toBe(false);
	});

	test('ctrl+z gives the shell its terminal, fg brings the screen back', async () => {
		const app = await stranger.copyOf('hello-node');
		const terminal = stranger.shell();
		await terminal.sees('$ ');
		await terminal.type(`${stranger.words(['--cwd', app])}\r`);
		await terminal.sees('Where should it run?');
		await terminal.sees('ctrl+c leave');
		await terminal.press('down', 'ctrl+z');
		await terminal.sees('Stopped');
		expect(terminal.screen.isAlternate).toBe(false);

		await terminal.type('fg\r');

		await terminal.sees('› CloudStation');
		expect(terminal.screen.isAlternate).toBe(true);
		await terminal.press('down');
		await terminal.sees('› Another platform');
		await terminal.press('ctrl+c');
		await terminal.sees(/\$ $/);
		expect(terminal.screen.isAlternate).toBe(false);
	});

	test('by kill -9 leaves an odd terminal, and the next start sets it right', async () => {
		const app = await stranger.copyOf('hello-node');
		const terminal = stranger.shell();
		await terminal.sees('$ ');
		await terminal.type(`${stranger.words(['--cwd', app])}\r`);
		await terminal.sees('ctrl+c leave');
		await terminal.type('\u001A');
		await terminal.sees('Stopped');
		await terminal.type('kill -9 %1; printf "\\033[?1049h\\033[?25l\\033[?2004h"\r');
		await terminal.isQuiet();

		await terminal.type(`${stranger.words(['--cwd', app])}\r`);
		await terminal.sees('ctrl+c leave');
		await terminal.press('ctrl+c');
		await terminal.sees('$ ');

		expect(terminal.screen.isAlternate).toBe(false);
		expect(terminal.screen.isCursorVisible).toBe(true);
	});
});

test('a secret that the app asks for and .env has is added, and the same deploy goes live', async () => {
	const app = join(stranger.folder, 'needy');
	await mkdir(app);
	await writeFile(join(app, 'package.json'), JSON.stringify({name: 'needy', scripts: {start: 'node app.js'}}));
	await writeFile(
		join(app, 'app.js'),
		`if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is not set');
require('node:http').createServer((_, answer) => answer.end('ok')).listen(process.env.PORT);\n`,
	);
	const terminal = stranger.opens(['--cwd', app, ...local, '--service', 'new', '--name', 'needy']);
	await pastSecretsWithVault(terminal);
	await writeFile(join(app, '.env'), 'DATABASE_URL=postgres://db.example/orders\n');
	await terminal.press('enter');

	const failed = await terminal.sees('Add DATABASE_URL from .env', 60_000);
	expect(failed).toContain("DATABASE_URL is not among this service's secrets. There is one in .env.");
	expect(failed.match(/Error: DATABASE_URL is not set/g)).toHaveLength(1);
	await terminal.press('enter');

	const url = addressOf(await terminal.sees('needy is live', 60_000));
	expect(await (await fetch(url)).text()).toBe('ok');
});

async function pastSecretsWithVault(terminal: PtyTerminal): Promise<void> {
	await terminal.sees('Where are the secrets kept', 30_000);
	await terminal.press('enter');
	await terminal.sees('Ready to deploy', 30_000);
}
