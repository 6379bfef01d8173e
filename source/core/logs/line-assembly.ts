/** Pieces of output become lines: a piece without a newline goes on in the next one of its stream. */

/** What is kept of a line that does not end; the rest is only counted. */
const maxPending = 64 * 1024;

/** `left` counts the characters that were not kept. */
export type EmitLine = (text: string, left: number) => void;

/** One stream's unfinished line. */
export class LineAssembler {
	#pending = '';
	#left = 0;
	readonly #emit: EmitLine;

	constructor(emit: EmitLine) {
		this.#emit = emit;
	}

	get isEmpty(): boolean {
		return this.#pending === '' && this.#left === 0;
	}

	push(piece: string): void {
		let start = 0;
		for (;;) {
			const end = piece.indexOf('\n', start);
			if (end === -1) break;
			if (this.isEmpty) this.#finish(piece.slice(start, end), 0);
			else {
				this.#append(piece.slice(start, end));
				this.flush();
			}
			start = end + 1;
		}
		if (start < piece.length) this.#append(start === 0 ? piece : piece.slice(start));
	}

	/** Ends the line that has no newline yet: its stream ended, or has been silent for long. */
	flush(): void {
		if (this.isEmpty) return;
		const text = this.#pending;
		const left = this.#left;
		this.#pending = '';
		this.#left = 0;
		this.#finish(text, left);
	}

	#append(text: string): void {
		if (text === '') return;
		const rewritten = lastState(text);
		if (rewritten !== undefined) {
			this.#pending = '';
			this.#left = 0;
		} else if (this.#pending.endsWith('\r') && withoutTrailingReturns(text) !== '') {
			// Only a newline may follow the carriage return of a finished line; anything else writes over it.
			this.#pending = '';
			this.#left = 0;
		}
		const more = rewritten ?? text;
		const room = maxPending - this.#pending.length;
		if (more.length <= room) this.#pending += more;
		else {
			this.#pending = copied(this.#pending + more.slice(0, Math.max(0, room)));
			this.#left += more.length - Math.max(0, room);
		}
	}

	#finish(line: string, left: number): void {
		if (!line.includes('\r')) {
			this.#emit(line, left);
			return;
		}
		const text = withoutTrailingReturns(line);
		this.#emit(text.slice(text.lastIndexOf('\r') + 1), left);
	}
}

/** Bytes of one stream become lines; a character cut in two by a chunk's end is put together again. */
export class ByteLines {
	readonly #decoder = new TextDecoder();
	readonly #lines: LineAssembler;

	constructor(emit: EmitLine) {
		this.#lines = new LineAssembler(emit);
	}

	push(chunk: Uint8Array): void {
		this.#lines.push(this.#decoder.decode(chunk, {stream: true}));
	}

	end(): void {
		this.#lines.push(this.#decoder.decode());
		this.#lines.flush();
	}
}

/** What stands after the last carriage return that something follows; undefined when nothing was written over. */
function lastState(text: string): string | undefined {
	const written = withoutTrailingReturns(text);
	const at = written.lastIndexOf('\r');
	if (at === -1) return undefined;
	return text.slice(at + 1);
}

function withoutTrailingReturns(text: string): string {
	let end = text.length;
	while (end > 0 && text.charCodeAt(end - 1) === 0x0d) end -= 1;
	return end === text.length ? text : text.slice(0, end);
}

/** A slice keeps its whole parent in memory, so what outlives a huge piece is copied. */
function copied(text: string): string {
	return Buffer.from(text, 'utf16le').toString('utf16le');
}
