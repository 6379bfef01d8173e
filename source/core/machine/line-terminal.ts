/** Lines in and out of a terminal or a pipe, without repainting anything: what is typed is echoed by the terminal itself. */
import {StringDecoder} from 'node:string_decoder';

interface Input {
	readonly isTTY?: boolean;
	on(event: 'data', listener: (chunk: Buffer) => void): unknown;
	on(event: 'end' | 'close' | 'error', listener: () => void): unknown;
	resume(): unknown;
	pause(): unknown;
	setRawMode?(raw: boolean): unknown;
}

interface Streams {
	readonly input: Input;
	/** Standard error, so that standard output holds results only. */
	readonly output: {write(text: string): unknown};
	/** Where Ctrl+C arrives as SIGINT. */
	readonly signals: {
		on(event: 'SIGINT', listener: () => void): unknown;
		off(event: 'SIGINT', listener: () => void): unknown;
	};
	/** Sends SIGINT to ourselves: while a hidden line is typed the terminal does not. */
	readonly interrupt: () => void;
}

/** What a question gets; null once the input has ended. */
interface Line {
	readonly text: string | null;
}

interface Reading {
	readonly hidden: boolean;
	readonly done: (line: string | null) => void;
	readonly giveUp: (reason: unknown) => void;
}

export class LineTerminal {
	readonly #streams: Streams;
	readonly #decoder = new StringDecoder('utf8');
	/** What has arrived and was not read yet: a pipe brings many lines at once. */
	#pending = '';
	#typed = '';
	#ended = false;
	#listening = false;
	#reading: Reading | undefined;

	constructor(streams: Streams) {
		this.#streams = streams;
	}

	write(text: string): void {
		this.#streams.output.write(text);
	}

	onInterrupt(listener: () => void): () => void {
		this.#streams.signals.on('SIGINT', listener);
		return () => {
			this.#streams.signals.off('SIGINT', listener);
		};
	}

	/** Nobody answers any more: a signal ends us. */
	giveUp(reason: unknown): void {
		this.#reading?.giveUp(reason);
	}

	async readLine({
		prompt,
		hidden,
		signal,
	}: {
		readonly prompt: string;
		readonly hidden: boolean;
		readonly signal?: AbortSignal;
	}): Promise<string | null> {
		signal?.throwIfAborted();
		this.write(prompt);
		this.#listen();
		const raw = hidden && this.#streams.input.isTTY === true && this.#streams.input.setRawMode !== undefined;
		const {promise, resolve, reject} = Promise.withResolvers<string | null>();
		const stop = () => reject(signal?.reason);
		signal?.addEventListener('abort', stop);
		if (raw) this.#streams.input.setRawMode?.(true);
		try {
			this.#typed = '';
			this.#reading = {hidden: raw, done: resolve, giveUp: reject};
			this.#streams.input.resume();
			this.#deliver();
			return await promise;
		} finally {
			this.#reading = undefined;
			signal?.removeEventListener('abort', stop);
			this.#streams.input.pause();
			if (raw) this.#streams.input.setRawMode?.(false);
			// Only a terminal that echoes shows the Enter too.
			if (raw || this.#streams.input.isTTY !== true) this.write('\n');
		}
	}

	#listen(): void {
		if (this.#listening) return;
		this.#listening = true;
		const {input} = this.#streams;
		input.on('data', chunk => {
			this.#pending += this.#decoder.write(chunk);
			this.#deliver();
		});
		const end = () => {
			this.#ended = true;
			this.#deliver();
		};
		for (const event of ['end', 'close', 'error'] as const) input.on(event, end);
	}

	#deliver(): void {
		if (this.#reading === undefined) return;
		const {hidden, done} = this.#reading;
		const line = (hidden ? this.#takeHidden() : this.#takeLine()) ?? (this.#ended ? this.#takeRest() : undefined);
		if (line === undefined) return;
		// Several chunks, or the end, may arrive before the next question: this answer has had its line.
		this.#reading = undefined;
		done(line.text);
	}

	#takeRest(): Line {
		const text = this.#typed + this.#pending;
		this.#pending = '';
		this.#typed = '';
		return {text: text === '' ? null : text};
	}

	#takeLine(): Line | undefined {
		const end = this.#pending.indexOf('\n');
		if (end === -1) return undefined;
		const line = this.#pending.slice(0, end).replace(/\r$/, '');
		this.#pending = this.#pending.slice(end + 1);
		return {text: line};
	}

	/** In raw mode the keys arrive one by one and nobody edits the line for us. */
	#takeHidden(): Line | undefined {
		const keys = this.#pending.replaceAll(/\u001B\[[0-?]*[ -/]*[@-~]|\u001BO./g, '');
		this.#pending = '';
		for (const [index, key] of Array.from(keys).entries()) {
			if (key === '\r' || key === '\n') {
				this.#pending = Array.from(keys)
					.slice(index + 1)
					.join('')
					.replace(/^\n/, '');
				return {text: this.#typed};
			}

			if (key === '\u0003') this.#streams.interrupt();
			else if (key === '\u0004' && this.#typed === '') return {text: null};
			else if (key === '\u0015') this.#typed = '';
			else if (key === '\u007F' || key === '\b') this.#typed = Array.from(this.#typed).slice(0, -1).join('');
			else if (key >= ' ') this.#typed += key;
		}

		return undefined;
	}
}
