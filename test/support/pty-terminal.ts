import pty, {type IPty} from '@lydell/node-pty';
import {keySequence, pasteSequence} from './key-sequences.ts';
import {type Palette, toSvg} from './svg.ts';
import {TerminalScreen} from './terminal-screen.ts';

interface PtyOptions {
	readonly columns?: number;
	readonly rows?: number;
	readonly cwd?: string;
	/** All of the child's environment but the few names a terminal always sets. */
	readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface PtyExit {
	readonly code: number;
	/** The number of the signal that ended it, when one did. */
	readonly signal: number | undefined;
}

/** Runs a program in a real pseudo-terminal and sees its screen: the cells, not the bytes. */
export class PtyTerminal {
	readonly screen: TerminalScreen;
	readonly exited: Promise<PtyExit>;
	readonly #child: IPty;
	#exit: PtyExit | undefined;

	constructor(file: string, args: readonly string[], {columns = 80, rows = 24, cwd, env = {}}: PtyOptions = {}) {
		this.screen = new TerminalScreen(columns, rows);
		this.#child = pty.spawn(file, [...args], {
			name: 'xterm-256color',
			cols: columns,
			rows,
			cwd: cwd ?? process.cwd(),
			env: {LANG: 'C.UTF-8', TERM: 'xterm-256color', ...defined(env)},
		});
		// The terminal answers what programs ask it: where the cursor is, what it can do.
		this.screen.terminal.onData(answer => this.#child.write(answer));
		this.#child.onData(data => this.screen.write(data));
		this.exited = new Promise(resolve => {
			this.#child.onExit(({exitCode, signal}) => {
				this.#exit = {code: exitCode, signal: signal === 0 ? undefined : signal};
				resolve(this.#exit);
			});
		});
	}

	get pid(): number {
		return this.#child.pid;
	}

	text(): string {
		return this.screen.text();
	}

	svg(palette?: Palette): string {
		return toSvg(this.screen.terminal, palette);
	}

	/** Until the screen shows these words. */
	async sees(wanted: string | RegExp, timeout = 10_000): Promise<string> {
		return this.#until(
			text => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)),
			`to show ${wanted}`,
			timeout,
		);
	}

	async seesNoMore(words: string, timeout = 10_000): Promise<string> {
		return this.#until(text => !text.includes(words), `to stop showing ${words}`, timeout);
	}

	/** Until nothing was drawn for a while, counted from now. */
	async isQuiet(milliseconds = 150, timeout = 10_000): Promise<void> {
		const asked = performance.now();
		await this.#until(
			() => performance.now() - Math.max(asked, this.screen.lastWrite) >= milliseconds,
			'to stand still',
			timeout,
		);
	}

	async #until(holds: (text: string) => boolean, what: string, timeout: number): Promise<string> {
		const end = performance.now() + timeout;
		for (;;) {
			// A half-drawn screen is no screen.
			if (this.screen.isSettled && holds(this.text())) return this.text();
			if (performance.now() > end) throw new Error(`Waited ${timeout} ms for the screen ${what}:\n${this.framed()}`);
			if (this.#exit && this.screen.isSettled) {
				await sleep(50);
				if (holds(this.text())) return this.text();
				throw new Error(`The program ended (${this.#exit.code}) while we waited for it ${what}:\n${this.framed()}`);
			}

			await sleep(15);
		}
	}

	/** Keys one after another; a lone escape gets the time in which it could have been the start of another key. */
	async press(...names: readonly string[]): Promise<void> {
		for (const name of names) {
			this.#child.write(keySequence(name));
			await sleep(name === 'escape' ? 60 : 8);
		}
	}

	/** All of them in one read, as from a slow line. */
	pressAtOnce(...names: readonly string[]): void {
		this.#child.write(names.map(keySequence).join(''));
	}

	async type(text: string): Promise<void> {
		for (const character of text) {
			this.#child.write(character);
			await sleep(2);
		}
	}

	/** Marked as a paste when the program asked for that, as terminals do. */
	paste(text: string): void {
		this.#child.write(this.screen.terminal.modes.bracketedPasteMode ? pasteSequence(text) : text);
	}

	resize(columns: number, rows: number): void {
		this.screen.terminal.resize(columns, rows);
		this.#child.resize(columns, rows);
	}

	/** How it ended, with everything it wrote drawn: the exit can arrive before the last output. */
	async exit(timeout = 30_000): Promise<PtyExit> {
		const exit = await Promise.race([this.exited, sleep(timeout)]);
		if (exit === undefined) throw new Error(`Waited ${timeout} ms for the program to end:\n${this.framed()}`);
		await sleep(50);
		while (!this.screen.isSettled) await sleep(5);
		return exit;
	}

	kill(signal = 'SIGTERM'): void {
		if (!this.#exit) this.#child.kill(signal);
	}

	/** The screen in a frame, for messages. */
	framed(): string {
		const {cols} = this.screen.terminal;
		const edge = `+${'-'.repeat(cols)}+`;
		return [edge, ...this.screen.lines().map(line => `|${line.padEnd(cols)}|`), edge].join('\n');
	}
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
	);
}

const sleep = async (milliseconds: number): Promise<undefined> =>
	new Promise(resolve => setTimeout(() => resolve(undefined), milliseconds));
