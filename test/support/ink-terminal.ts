import {PassThrough, Writable} from 'node:stream';
import {createInkPrompter, type InkPrompter, type InkPrompterOptions} from '../../source/tui/ink-prompter.tsx';
import {keySequence, pasteSequence} from './key-sequences.ts';
import {TerminalScreen} from './terminal-screen.ts';

class FakeInput extends PassThrough {
	readonly isTTY = true;
	readonly rawModes: boolean[] = [];

	setRawMode(mode: boolean): this {
		this.rawModes.push(mode);
		return this;
	}
}

class FakeOutput extends Writable {
	readonly isTTY = true;
	columns: number;
	rows: number;
	readonly #screen: TerminalScreen;

	constructor(screen: TerminalScreen, columns: number, rows: number) {
		super({decodeStrings: false});
		this.#screen = screen;
		this.columns = columns;
		this.rows = rows;
	}

	override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
		this.#screen.write(String(chunk), done);
	}
}

interface InkTerminalOptions extends Partial<Pick<InkPrompterOptions, 'now' | 'interrupt' | 'stopProcess'>> {
	readonly columns?: number;
	readonly rows?: number;
	readonly env?: Readonly<Record<string, string>>;
}

/** The full-screen face on a terminal inside the test: the real drawing path, its keys and its size. */
export function openInkTerminal({columns = 80, rows = 24, env = {}, ...options}: InkTerminalOptions = {}) {
	const screen = new TerminalScreen(columns, rows, {convertEol: true});
	const stdin = new FakeInput();
	const stdout = new FakeOutput(screen, columns, rows);
	const prompter: InkPrompter = createInkPrompter({
		...options,
		stdin,
		stdout,
		stderr: stdout,
		env: {LANG: 'C.UTF-8', TERM: 'xterm-256color', ...env},
	});

	const settle = async (): Promise<void> => {
		// A turn for the keys, Ink's frame time, and then until the terminal has drawn.
		await new Promise(resolve => setTimeout(resolve, 25));
		while (!screen.isSettled) await new Promise(resolve => setImmediate(resolve));
	};

	const sees = async (wanted: string | RegExp, timeout = 3000): Promise<string> => {
		const end = performance.now() + timeout;
		for (;;) {
			await settle();
			const text = screen.text();
			if (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) return text;
			if (performance.now() > end) throw new Error(`The screen never showed ${wanted}:\n${text}`);
		}
	};

	return {
		prompter,
		screen,
		stdin,
		stdout,
		sees,
		settle,
		/** Keys one after another, each in a read of its own. */
		press: async (...names: readonly string[]) => {
			for (const name of names) {
				stdin.write(keySequence(name));
				await new Promise(resolve => setTimeout(resolve, name === 'escape' ? 40 : 2));
			}

			await settle();
		},
		/** All keys in one read: the way fast typing and slow machines send them. */
		pressAtOnce: async (...names: readonly string[]) => {
			stdin.write(names.map(keySequence).join(''));
			await settle();
			await settle();
		},
		paste: async (text: string) => {
			stdin.write(pasteSequence(text));
			await settle();
		},
		resize: async (newColumns: number, newRows: number) => {
			screen.terminal.resize(newColumns, newRows);
			stdout.columns = newColumns;
			stdout.rows = newRows;
			stdout.emit('resize');
			await settle();
		},
		/** The frame without trailing spaces, as snapshots hold it. */
		frame: async () => {
			await settle();
			return `\n${screen.text()}\n`;
		},
		get isRaw(): boolean {
			return stdin.rawModes.at(-1) ?? false;
		},
		close: () => prompter.close(),
	};
}

export type InkTerminal = ReturnType<typeof openInkTerminal>;
