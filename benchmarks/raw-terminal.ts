/** A program in a pseudo-terminal, heard as bytes: what a person would see is not drawn, so that listening costs next to nothing. */
import pty, {type IPty} from '@lydell/node-pty';

interface Options {
	readonly columns: number;
	readonly rows: number;
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
}

export class RawTerminal {
	readonly exited: Promise<void>;
	readonly #child: IPty;
	readonly #listeners = new Set<(data: string, at: number) => void>();

	constructor(args: readonly string[], {columns, rows, cwd, env}: Options) {
		this.#child = pty.spawn(process.execPath, [...args], {
			name: 'xterm-256color',
			cols: columns,
			rows,
			cwd,
			env: {TERM: 'xterm-256color', ...env},
		});
		this.#child.onData(data => {
			const at = performance.now();
			for (const listener of this.#listeners) listener(data, at);
		});
		this.exited = new Promise(done => void this.#child.onExit(() => done()));
	}

	get pid(): number {
		return this.#child.pid;
	}

	onData(listener: (data: string, at: number) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	write(keys: string): void {
		this.#child.write(keys);
	}

	/** When the words came, on the clock of `performance.now`. They have to stand together, in one colour. */
	async writes(words: string | RegExp, timeout = 20_000): Promise<number> {
		const {promise, resolve, reject} = Promise.withResolvers<number>();
		let seen = '';
		const stop = this.onData((data, at) => {
			seen = (seen + data).slice(-65_536);
			if (typeof words === 'string' ? seen.includes(words) : words.test(seen)) resolve(at);
		});
		const timer = setTimeout(
			() => reject(new Error(`no "${words}" within ${timeout} ms: ${JSON.stringify(seen.slice(-2000))}`)),
			timeout,
		);
		try {
			return await promise;
		} finally {
			clearTimeout(timer);
			stop();
		}
	}

	/** Asks it to end. */
	end(): void {
		this.#signal('SIGTERM');
	}

	kill(): void {
		this.#signal('SIGKILL');
	}

	#signal(signal: NodeJS.Signals): void {
		try {
			process.kill(this.#child.pid, signal);
		} catch {
			// It has ended already.
		}
	}
}
