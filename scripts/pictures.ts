/**
 * Pictures of every screen, from the built program in a real pseudo-terminal: docs/pictures/SIZE/NAME.svg.
 * `npm run pictures -- 80x24` takes those of one size.
 */
import {createCipheriv} from 'node:crypto';
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Stranger} from '../test/support/program.ts';
import type {PtyTerminal} from '../test/support/pty-terminal.ts';
import {darkPalette, lightPalette} from '../test/support/svg.ts';

interface Size {
	readonly columns: number;
	readonly rows: number;
}

type Take = (terminal: PtyTerminal, name: string, quiet?: number) => Promise<void>;

const sizes: readonly Size[] = [
	{columns: 80, rows: 24},
	{columns: 120, rows: 40},
];
/** A bright terminal must be as readable. */
const alsoBright = ['01-first-start', '03-ladder', '06-failed', '08-panes'];
const longest = 6 * 60_000;

const folder = 'docs/pictures';
const wanted = process.argv[2];
const overdue = setTimeout(() => {
	console.error(`The pictures took longer than ${longest / 1000} s.`);
	process.exit(1);
}, longest);
for (const size of sizes) {
	const name = `${size.columns}x${size.rows}`;
	if (wanted === undefined || wanted === name) await takeAll(size, join(folder, name));
}
clearTimeout(overdue);

async function takeAll(size: Size, place: string): Promise<void> {
	await rm(place, {recursive: true, force: true});
	await mkdir(place, {recursive: true});
	const take: Take = async (terminal, name, quiet = 200) => {
		// What moves (a spinner, a clock) is taken as it is.
		if (quiet > 0) await terminal.isQuiet(quiet, 3000).catch(() => undefined);
		await writeFile(join(place, `${name}.svg`), terminal.svg(darkPalette));
		if (alsoBright.includes(name)) await writeFile(join(place, `${name}-light.svg`), terminal.svg(lightPalette));
		console.log(`${place}/${name}.svg`);
	};
	const stranger = await Stranger.arrives();
	try {
		await journey(stranger, size, take);
		await ladder(stranger, size, take);
		await home(stranger, size, take);
		await withoutColour(stranger, size, take);
		await failure(stranger, size, take);
		await dialog(stranger, size, take);
	} finally {
		await stranger.leaves();
	}
}

/** The first start of somebody with an app, with one wrong turn. */
async function journey(stranger: Stranger, size: Size, take: Take): Promise<void> {
	const app = await stranger.copyOf('hello-node');
	await writeFile(join(app, '.env'), 'SESSION_SECRET=not-a-real-secret-0123456789\n');
	await mkdir(join(app, 'public'));
	await writeFile(join(app, 'public', 'film.webm'), noise(48));
	const terminal = stranger.opens(['--cwd', app], size);
	await terminal.sees('Where should it run?');
	await terminal.sees('enter choose');
	await take(terminal, '01-first-start');
	await terminal.press('?');
	await take(terminal, '10-help');
	await terminal.press('escape');
	terminal.resize(60, 15);
	await terminal.sees('needs 80x24');
	await take(terminal, '10-too-small');
	terminal.resize(size.columns, size.rows);
	await terminal.sees('Where should it run?');
	await terminal.press('down', 'down', 'enter');
	await terminal.sees('Which address');
	await terminal.type('vault.acme.example:8200');
	await terminal.press('enter');
	await take(terminal, '02-question-with-error');
	await terminal.press('escape');
	await terminal.sees('Where should it run?');
	await terminal.press('home', 'enter');
	await pass(terminal, /Where should the credentials/, /called\?/);
	await terminal.sees(/called\?/, 30_000);
	await take(terminal, '02-question');
	await terminal.press('enter');
	await secrets(terminal, take);
	await take(terminal, '04-review');
	await terminal.press('d');
	await take(terminal, '04-review-files');
	await terminal.press('d', 'p');
	await take(terminal, '04-review-as-command');
	await terminal.press('escape', 'enter');
	await terminal.sees('Deploying');
	await terminal.sees(/[1-9][\d.]* of [\d.]+ MB/, 60_000);
	await take(terminal, '05-under-way', 0);
	await terminal.sees('is live', 60_000);
	await take(terminal, '07-done');
	const url = /http:\/\/127\.0\.0\.1:\d+/.exec(terminal.text())?.[0] ?? '';
	await terminal.press('enter');
	await terminal.sees('app-1 stdout', 15_000);
	for (const path of ['/', '/favicon.ico', '/', '/orders/42', '/']) await fetch(`${url}${path}`);
	await terminal.sees('/orders/42');
	await take(terminal, '08-panes');
	await terminal.press('/');
	await terminal.type('GET');
	await terminal.press('enter');
	await take(terminal, '08-panes-search');
	await terminal.press('escape', '2', 'z');
	await take(terminal, '08-panes-zoom');
	await terminal.press('enter');
	await take(terminal, '08-panes-opened');
	await leave(terminal);
}

/** The secrets chapter, whatever it asks on this machine, up to the review of the deploy. */
async function secrets(terminal: PtyTerminal, take: Take): Promise<void> {
	for (let step = 1; step < 10; step += 1) {
		await terminal.isQuiet(600, 20_000);
		const text = terminal.text();
		if (text.includes('Ready to deploy')) return;
		await take(terminal, text.includes('Checking') ? '03-ladder' : `03-secrets-${step}`);
		await terminal.press('enter');
	}
	await terminal.sees('Ready to deploy', 30_000);
}

/** A token that is not worth anything: every rung below it holds. */
async function ladder(stranger: Stranger, size: Size, take: Take): Promise<void> {
	const [platform] = (await stranger.tells(['platform', 'status'])).lines;
	const words = ['secrets', 'onboard', '--cwd', join(stranger.folder, 'hello-node')];
	const options = ['--vault-addr', String(platform?.['vault_addr']), '--write-env', 'none'];
	const env = {VAULT_TOKEN: 'hvs.ended-long-ago'};
	const terminal = stranger.opens([...words, ...options], {...size, env});
	await pass(terminal, /Which values go/, /does not work yet/);
	await terminal.sees('does not work yet', 20_000);
	await take(terminal, '03-ladder');
	await leave(terminal);
}

/** An app that ends at start: the old release stays. */
async function failure(stranger: Stranger, size: Size, take: Take): Promise<void> {
	const app = join(stranger.folder, 'hello-node');
	await writeFile(join(app, '.env'), 'DATABASE_URL=postgres://db.acme.example/orders\n');
	await writeFile(
		join(app, 'server.js'),
		`import {setTimeout} from 'node:timers/promises';

await setTimeout(700);
connect();

function connect() {
	if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is not set');
}
`,
	);
	const terminal = stranger.opens(['--cwd', app], size);
	await terminal.sees('d deploy', 20_000);
	await terminal.press('d');
	await terminal.sees('Ready to deploy');
	await terminal.press('enter');
	await terminal.sees('stop or detach', 20_000);
	await terminal.press('ctrl+c');
	await terminal.sees('stays live.', 5000);
	await take(terminal, '10-leaving', 0);
	await terminal.press('escape');
	await terminal.sees('did not start', 60_000);
	await take(terminal, '06-failed');
	await leave(terminal);
}

async function home(stranger: Stranger, size: Size, take: Take): Promise<void> {
	const terminal = stranger.opens(['--cwd', join(stranger.folder, 'hello-node')], size);
	await terminal.sees('live, release', 20_000);
	await take(terminal, '09-home');
	await terminal.press('c');
	await terminal.sees(/checks? (?:passed|want)/, 20_000);
	await take(terminal, '09-doctor');
	await terminal.press('enter');
	await terminal.sees('live, release', 20_000);
	await leave(terminal);
}

/** Marks say what colours would. */
async function withoutColour(stranger: Stranger, size: Size, take: Take): Promise<void> {
	const app = join(stranger.folder, 'hello-node');
	const terminal = stranger.opens(['--cwd', app], {...size, env: {NO_COLOR: '1', LANG: 'C'}});
	await terminal.sees('live, release', 20_000);
	await take(terminal, '11-home-no-colour-ascii');
	await terminal.press('l');
	await terminal.sees('app-1 stdout', 15_000);
	await take(terminal, '11-panes-no-colour-ascii');
	await leave(terminal);
}

async function dialog(stranger: Stranger, size: Size, take: Take): Promise<void> {
	const terminal = stranger.opens(['login', '--accessible'], size);
	await terminal.sees('Where should it run?');
	await terminal.type('1');
	await terminal.press('enter');
	await take(terminal, '10-accessible', 800);
	terminal.kill();
	await terminal.exit(5000);
}

/** A question that is only there on machines of one kind. */
async function pass(terminal: PtyTerminal, question: RegExp, next: RegExp): Promise<void> {
	const text = await terminal.sees(new RegExp(`${question.source}|${next.source}`, 'i'), 30_000);
	if (question.test(text)) await terminal.press('enter');
}

/** Megabytes that no compression makes smaller, so that a push takes long enough to be seen; the same ones each time. */
function noise(megabytes: number): Buffer {
	const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16));
	return cipher.update(Buffer.alloc(megabytes * 1_000_000));
}

/** Back from wherever it is, until it ends. */
async function leave(terminal: PtyTerminal): Promise<void> {
	for (let presses = 0; presses < 6; presses += 1) {
		await terminal.press('q');
		const isOver = await Promise.race([
			terminal.exited.then(() => true),
			new Promise<boolean>(resolve => setTimeout(() => resolve(false), 700)),
		]);
		if (isOver) return;
	}
	await terminal.exit(1000);
}
