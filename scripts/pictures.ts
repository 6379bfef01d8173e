// Pictures of every screen, from the built program in a real pseudo-terminal: docs/pictures/SIZE/NAME.svg.
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Stranger} from '../test/support/program.ts';
import type {PtyTerminal} from '../test/support/pty-terminal.ts';
import {darkPalette, lightPalette} from '../test/support/svg.ts';

const sizes = [
	{columns: 80, rows: 24},
	{columns: 120, rows: 40},
] as const;

type Size = (typeof sizes)[number];
type Take = (terminal: PtyTerminal, name: string) => Promise<void>;

const folder = 'docs/pictures';
await rm(folder, {recursive: true, force: true});

for (const size of sizes) {
	const place = join(folder, `${size.columns}x${size.rows}`);
	await mkdir(place, {recursive: true});
	const take: Take = async (terminal, name) => {
		await terminal.isQuiet(120, 5000).catch(() => undefined);
		await writeFile(join(place, `${name}.svg`), terminal.svg(darkPalette));
		if (name === '01-first-start' || name === '08-panes')
			await writeFile(join(place, `${name}-light.svg`), terminal.svg(lightPalette));
		console.log(`${place}/${name}.svg`);
	};
	const stranger = await Stranger.arrives();
	try {
		await journey(stranger, size, take);
		await failure(stranger, size, take);
		await home(stranger, size, take);
		await dialog(stranger, size, take);
	} finally {
		await stranger.leaves();
	}
}

/** The first start of somebody with an app, with one wrong turn. */
async function journey(stranger: Stranger, size: Size, take: Take): Promise<void> {
	const app = await stranger.copyOf('hello-node');
	await writeFile(join(app, '.env'), 'SESSION_SECRET=not-a-real-secret-0123456789\n');
	const terminal = stranger.opens(['--cwd', app], size);
	await terminal.sees('Where should it run?');
	await terminal.sees('enter choose');
	await take(terminal, '01-first-start');
	await terminal.press('ctrl+g');
	await take(terminal, '10-help');
	await terminal.press('escape');
	terminal.resize(60, 15);
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
	await pass(terminal, /Where should the credentials/, /called|secrets|Ready to deploy/i);
	await terminal.sees(/called\?/, 30_000);
	await take(terminal, '02-question');
	await terminal.press('enter');
	for (let step = 0; step < 8 && !terminal.text().includes('Ready to deploy'); step += 1) {
		await terminal.isQuiet(500, 20_000);
		if (terminal.text().includes('Ready to deploy')) break;
		await take(terminal, terminal.text().includes('Checking') ? '03-ladder' : `03-secrets-${step + 1}`);
		await terminal.press('enter');
	}
	await terminal.sees('Ready to deploy', 30_000);
	await take(terminal, '04-review');
	await terminal.press('p');
	await take(terminal, '04-review-as-command');
	await terminal.press('escape', 'enter');
	await terminal.sees('Deploying', 10_000);
	await take(terminal, '05-under-way');
	await terminal.sees('is live', 60_000);
	await take(terminal, '07-done');
	const url = /http:\/\/127\.0\.0\.1:\d+/.exec(terminal.text())?.[0] ?? '';
	await terminal.press('enter');
	await terminal.sees('app-1 stdout', 15_000);
	for (const path of ['/', '/favicon.ico', '/', '/orders/42', '/']) await fetch(`${url}${path}`);
	await terminal.sees('/orders/42', 10_000);
	await take(terminal, '08-panes');
	await terminal.press('/');
	await terminal.type('GET');
	await terminal.press('enter');
	await take(terminal, '08-panes-search');
	await terminal.press('escape', '2', 'z');
	await take(terminal, '08-panes-zoom');
	await terminal.press('q');
	await terminal.isQuiet(300);
	if (!terminal.text().includes('is live')) await terminal.press('q');
	await terminal.sees('is live', 10_000);
	await terminal.press('q');
	await terminal.exit();
}

/** An app that ends at start: the old release stays. */
async function failure(stranger: Stranger, size: Size, take: Take): Promise<void> {
	const app = join(stranger.folder, 'hello-node');
	await writeFile(
		join(app, 'server.js'),
		"await new Promise(resolve => setTimeout(resolve, 700));\nthrow new Error('DATABASE_URL is not set');\n",
	);
	const terminal = stranger.opens(['--cwd', app], size);
	await terminal.sees('Deploy', 20_000);
	await terminal.sees('live', 20_000);
	await terminal.press('d');
	await terminal.sees('Ready to deploy', 10_000);
	await terminal.press('enter');
	await terminal.sees('Release', 10_000);
	await terminal.isQuiet(50, 1000).catch(() => undefined);
	await terminal.press('ctrl+c');
	await take(terminal, '10-leaving');
	await terminal.press('escape');
	await terminal.sees('did not start', 60_000);
	await take(terminal, '06-failed');
	await terminal.press('q');
	await terminal.exit();
}

async function home(stranger: Stranger, size: Size, take: Take): Promise<void> {
	const terminal = stranger.opens(['--cwd', join(stranger.folder, 'hello-node')], size);
	await terminal.sees('live, release', 20_000);
	await take(terminal, '09-home');
	await terminal.press('c');
	await terminal.sees('checks', 20_000);
	await take(terminal, '09-doctor');
	await terminal.press('enter');
	await terminal.sees('live, release', 20_000);
	await terminal.press('q');
	await terminal.exit();
}

async function dialog(stranger: Stranger, size: Size, take: Take): Promise<void> {
	const terminal = stranger.opens(['login', '--accessible'], size);
	await terminal.sees('Where should it run?');
	await terminal.type('1');
	await terminal.press('enter');
	await terminal.isQuiet(800, 10_000);
	await take(terminal, '10-accessible');
	terminal.kill();
	await terminal.exit();
}

/** A question that is only there on machines of one kind. */
async function pass(terminal: PtyTerminal, question: RegExp, next: RegExp): Promise<void> {
	const text = await terminal.sees(new RegExp(`${question.source}|${next.source}`, 'i'), 30_000);
	if (question.test(text)) await terminal.press('enter');
}
