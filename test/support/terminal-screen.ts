import xterm, {type Terminal} from '@xterm/headless';

/** A terminal without a window: what a person would see of the bytes written to it. */
export class TerminalScreen {
	readonly terminal: Terminal;
	#pending = 0;
	#lastWrite = performance.now();
	#isCursorVisible = true;
	readonly #copied: string[] = [];

	constructor(columns: number, rows: number, {convertEol = false}: {readonly convertEol?: boolean} = {}) {
		this.terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 2000, convertEol});
		for (const [final, isVisible] of [
			['h', true],
			['l', false],
		] as const) {
			this.terminal.parser.registerCsiHandler({prefix: '?', final}, parameters => {
				if (parameters.includes(25)) this.#isCursorVisible = isVisible;
				return false;
			});
		}

		this.terminal.parser.registerOscHandler(52, data => {
			this.#copied.push(Buffer.from(data.split(';')[1] ?? '', 'base64').toString('utf8'));
			return true;
		});
	}

	write(text: string, done?: () => void): void {
		this.#pending += 1;
		this.terminal.write(text, () => {
			this.#pending -= 1;
			this.#lastWrite = performance.now();
			done?.();
		});
	}

	/** True when all bytes are drawn and no synchronised update is open. */
	get isSettled(): boolean {
		return this.#pending === 0 && !this.terminal.modes.synchronizedOutputMode;
	}

	get lastWrite(): number {
		return this.#lastWrite;
	}

	get isCursorVisible(): boolean {
		return this.#isCursorVisible;
	}

	get isAlternate(): boolean {
		return this.terminal.buffer.active.type === 'alternate';
	}

	/** What was copied through the terminal (OSC 52). */
	get copied(): readonly string[] {
		return this.#copied;
	}

	lines(): readonly string[] {
		const buffer = this.terminal.buffer.active;
		return Array.from(
			{length: this.terminal.rows},
			(_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
		);
	}

	text(): string {
		return this.lines().join('\n').replace(/\n+$/, '');
	}

	/** Everything on the normal screen, what scrolled away included. */
	normalScreen(): string {
		const buffer = this.terminal.buffer.normal;
		return Array.from({length: buffer.length}, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '')
			.join('\n')
			.replace(/\n+$/, '');
	}
}
