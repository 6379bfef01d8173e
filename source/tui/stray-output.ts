/** While a screen is drawn, what others write to the terminal would tear it. It is kept and given back at the end. */

type Write = NodeJS.WritableStream['write'];
type Finish = (error?: Error | null) => void;

export interface OutputStream extends Pick<NodeJS.WritableStream, 'write'> {
	write: Write;
	readonly isTTY?: boolean;
}

const keptCharacters = 64 * 1024;

export class StrayOutput {
	readonly #streams: readonly OutputStream[];
	readonly #writes = new Map<OutputStream, Write>();
	#kept = '';

	constructor(streams: readonly OutputStream[]) {
		// What goes to a file or a pipe tears nothing and has its own readers.
		this.#streams = [...new Set(streams)].filter(({isTTY}) => isTTY === true);
	}

	capture(): void {
		for (const stream of this.#streams) {
			this.#writes.set(stream, stream.write);
			stream.write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Finish, finish?: Finish): boolean => {
				const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
				this.#kept = (this.#kept + text).slice(-keptCharacters);
				const done = typeof encoding === 'function' ? encoding : finish;
				if (done) queueMicrotask(() => done());
				return true;
			};
		}
	}

	/** Gives the streams back, and what was written meanwhile. */
	release(): string {
		for (const [stream, write] of this.#writes) stream.write = write;
		this.#writes.clear();
		const kept = this.#kept;
		this.#kept = '';
		return kept;
	}
}
