import {type Instance, render} from 'ink';
import {App} from './app.tsx';
import {KeyReader, type InputStream} from './keys/key-reader.ts';
import {ScreenPainter} from './panes/screen-painter.ts';
import type {ScreenStore} from './screen-store.ts';
import type {Area} from './screens/screen.ts';
import {withoutSignalListeners} from './signal-listeners.ts';
import {type OutputStream, StrayOutput} from './stray-output.ts';
import {createTerminalLife, type TerminalLife} from './terminal-life.ts';
import type {Theme} from './theme.ts';

/** What we need of the terminal's output. `process.stdout` fits. */
export type TerminalOutput = NodeJS.WritableStream & {
	readonly columns?: number;
	readonly rows?: number;
	readonly isTTY?: boolean;
};

export interface InkTerminalOptions {
	readonly stdin: InputStream & NodeJS.ReadableStream;
	readonly stdout: TerminalOutput;
	/** Where the closing lines go: the normal screen, not a pipe. */
	readonly stderr: OutputStream;
	/** Writes to the terminal at once, also while the process ends; `stdout.write` unless told. */
	readonly writeNow?: (text: string) => void;
	/** Stops this process until the shell lets it go on: `SIGSTOP`. */
	readonly stopProcess?: () => void;
	readonly store: ScreenStore;
	readonly theme: Theme;
	/** Something in a screen threw, while it was drawn or at a key. */
	readonly broke: (error: unknown) => void;
}

/** Terminals move rows about while a window is dragged; when it stands still everything is drawn anew. */
const resizeSettles = 30;

/** Copying through the terminal (OSC 52): it works over ssh as well. Only our own words ever go through this. */
const copySequence = (text: string): string => `\u001B]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;

/** The one mounted Ink app, the keyboard, and the ways out. Ink only draws; keys come past it. */
export class InkTerminal {
	readonly #options: InkTerminalOptions;
	readonly #store: ScreenStore;
	readonly #reader: KeyReader;
	readonly #life: TerminalLife;
	readonly #stray: StrayOutput;
	/** The real write, taken before others' writes are caught. */
	readonly #write: (text: string) => void;
	readonly #writeNow: (text: string) => void;
	#ink: Instance | undefined;
	#suspension: Promise<void> | undefined;
	#isGivenBack = false;
	#stopWatchingSize: () => void = () => undefined;
	wasOpen = false;

	constructor(options: InkTerminalOptions) {
		this.#options = options;
		this.#store = options.store;
		const {stdout, stderr, stdin} = options;
		const write = stdout.write.bind(stdout);
		this.#write = text => {
			write(text);
		};
		this.#reader = new KeyReader(stdin, key => {
			try {
				this.#store.press(key);
			} catch (error) {
				options.broke(error);
			}
		});
		this.#writeNow = options.writeNow ?? this.#write;
		this.#life = createTerminalLife({input: stdin, write: this.#writeNow});
		this.#stray = new StrayOutput([stdout, stderr]);
	}

	/** Raw mode first, then the first frame: the keys that it shows work. */
	open(): void {
		if (this.#ink) return;
		const {stdin, stdout, store, theme} = this.#options;
		this.wasOpen = true;
		this.#isGivenBack = false;
		stdout.on('error', ignoreGoneTerminal);
		this.#reader.start();
		const write = (text: string): void => {
			if (!this.#isGivenBack) this.#write(text);
		};
		const painter = new ScreenPainter(write);
		this.#watchSize(painter);
		const output = proxyOf(stdout, text => write(painter.around(text)));
		this.#stray.capture();
		this.#life.take();
		this.#ink = withoutSignalListeners(() =>
			render(<App store={store} theme={theme} painter={painter} />, {
				stdout: output,
				stderr: output,
				stdin,
				alternateScreen: true,
				interactive: true,
				incrementalRendering: true,
				exitOnCtrlC: false,
				patchConsole: false,
				isScreenReaderEnabled: false,
				maxFps: 60,
			}),
		);
		this.#ink.waitUntilExit().catch(this.#options.broke);
		store.attach({redraw: () => this.redraw(), suspend: () => void this.suspend()});
	}

	/** Registered before Ink's own listener, so that nothing is painted at its old place into the new frame. */
	#watchSize(painter: ScreenPainter): void {
		const {stdout} = this.#options;
		let settled: NodeJS.Timeout | undefined;
		const resized = (): void => {
			painter.forget();
			clearTimeout(settled);
			settled = setTimeout(() => this.redraw(), resizeSettles);
		};
		stdout.on('resize', resized);
		this.#stopWatchingSize = () => {
			clearTimeout(settled);
			stdout.off('resize', resized);
		};
	}

	size(): Area {
		const {columns, rows} = this.#options.stdout;
		return {columns: columns ?? 80, rows: rows ?? 24};
	}

	copy(text: string): void {
		this.#write(copySequence(text));
	}

	/** Draws everything anew, whatever was written over it. */
	redraw(): void {
		if (!this.#ink || this.#isGivenBack) return;
		this.#life.take();
		this.#ink.clear();
		this.#write(emptyScreen);
		this.#store.redrawn();
	}

	async suspend(): Promise<void> {
		if (!this.#ink || this.#suspension) return this.#suspension;
		const {stopProcess} = this.#options;
		if (!stopProcess) return undefined;
		this.#suspension = this.#suspendWith(stopProcess).finally(() => {
			this.#suspension = undefined;
		});
		return this.#suspension;
	}

	async #suspendWith(stopProcess: () => void): Promise<void> {
		this.#reader.stop();
		this.#life.leave();
		stopProcess();
		// The process stands still in the line above, and goes on here when the shell brings it back.
		this.#life.comeBack();
		this.#reader.start();
		this.redraw();
	}

	/** From here on everybody writes to the terminal again; what was kept comes first. */
	#giveBackStray(): void {
		const kept = this.#stray.release();
		if (kept !== '') this.#writeNow(kept);
	}

	/** Ink draws a last frame while the process ends; after this it would land on the normal screen. */
	restore(): void {
		this.#life.restore();
		this.#isGivenBack = true;
		this.#giveBackStray();
	}

	/** Gives the terminal back, then prints what stays. Ink's own timer may hold the process 30 ms more: callers exit explicitly. */
	async close(lines: string): Promise<void> {
		const ink = this.#ink;
		this.#ink = undefined;
		if (ink) {
			this.#stopWatchingSize();
			ink.unmount();
			await ink.waitUntilExit().catch(() => undefined);
			this.#reader.stop();
			this.#life.restore();
			this.#options.stdout.off('error', ignoreGoneTerminal);
			this.#giveBackStray();
		}

		await written(this.#options.stderr, lines);
	}
}

/** Waits for the words to be out, because the process may end right after. */
function written(stream: OutputStream, text: string): Promise<void> {
	if (text === '') return Promise.resolve();
	return new Promise(resolve => {
		stream.write(text, () => resolve());
	});
}

/** A terminal that hung up can't be drawn on; the signal that comes with it ends the process. */
const ignoreGoneTerminal = (): void => undefined;

/** Ink draws from where the cursor stands, and what was typed before the start may have moved it. */
const enterScreen = '\u001B[?1049h';
const emptyScreen = '\u001B[2J\u001B[H';

/** The stream Ink writes to: the real one, past the capture of everybody else's writes. */
function proxyOf(stdout: TerminalOutput, write: (text: string) => void): TerminalOutput {
	return new Proxy(stdout, {
		get(target, property) {
			if (property === 'write') {
				return (chunk: string | Uint8Array, encoding?: unknown, finish?: unknown): boolean => {
					const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
					write(text.replace(enterScreen, `${enterScreen}${emptyScreen}`));
					const done = typeof encoding === 'function' ? encoding : finish;
					if (typeof done === 'function') queueMicrotask(() => done());
					return true;
				};
			}

			const value: unknown = Reflect.get(target, property);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}
