import {StringDecoder} from 'node:string_decoder';
import {type Key, parseKey} from './key.ts';
import {isUnfinishedPaste, splitTokens} from './key-tokens.ts';

/** What we need of the terminal's input. `process.stdin` fits. */
export interface InputStream {
	readonly isTTY?: boolean;
	on(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
	off(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
	setRawMode?(mode: boolean): unknown;
	resume(): unknown;
	pause(): unknown;
}

interface KeyReaderOptions {
	/** How long a lone escape waits for the rest of a sequence, and a paste for its end. */
	readonly escapeDelay?: number;
	readonly pasteDelay?: number;
}

/** Reads keys one by one from a terminal in raw mode. */
export class KeyReader {
	readonly #input: InputStream;
	readonly #onKey: (key: Key) => void;
	readonly #escapeDelay: number;
	readonly #pasteDelay: number;
	#decoder = new StringDecoder('utf8');
	#rest = '';
	#queue: string[] = [];
	#turn: NodeJS.Immediate | undefined;
	#flush: NodeJS.Timeout | undefined;

	constructor(input: InputStream, onKey: (key: Key) => void, options: KeyReaderOptions = {}) {
		this.#input = input;
		this.#onKey = onKey;
		this.#escapeDelay = options.escapeDelay ?? 25;
		this.#pasteDelay = options.pasteDelay ?? 5000;
	}

	/** Raw mode comes first: a key pressed before it would be echoed into the screen. */
	start(): void {
		this.#input.setRawMode?.(true);
		this.#input.on('data', this.#read);
		this.#input.resume();
	}

	stop(): void {
		this.#input.off('data', this.#read);
		this.#input.pause();
		this.#input.setRawMode?.(false);
		clearTimeout(this.#flush);
		if (this.#turn) clearImmediate(this.#turn);
		this.#turn = undefined;
		this.#queue = [];
		this.#rest = '';
		this.#decoder = new StringDecoder('utf8');
	}

	readonly #read = (chunk: Buffer | string): void => {
		clearTimeout(this.#flush);
		const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
		const {tokens, rest} = splitTokens(this.#rest + text);
		this.#rest = rest;
		this.#add(tokens);
		if (rest === '') return;
		const delay = isUnfinishedPaste(rest) ? this.#pasteDelay : this.#escapeDelay;
		this.#flush = setTimeout(() => this.#giveRest(), delay);
	};

	#giveRest(): void {
		const rest = this.#rest;
		this.#rest = '';
		this.#add(isUnfinishedPaste(rest) ? [`${rest}\u001B[201~`] : [rest]);
	}

	#add(tokens: readonly string[]): void {
		for (const token of tokens) this.#queue.push(token);
		this.#schedule();
	}

	/** One key a turn, so that an enter can bring the next screen before the keys behind it are looked at. */
	#schedule(): void {
		if (this.#turn || this.#queue.length === 0) return;
		this.#turn = setImmediate(() => {
			this.#turn = undefined;
			const token = this.#queue.shift();
			const key = token === undefined ? undefined : parseKey(token);
			if (key) this.#onKey(key);
			this.#schedule();
		});
	}
}
