/**
 * The client side of the NATS protocol, out of chunks of any size (https://docs.nats.io/reference/reference-protocols/nats-protocol).
 * What nats-server answers to each fault was measured on 2.9.10.
 */

/** `malformed` ends the connection without a word, as nats-server does; the others have a text. */
export type ProtocolFault = 'unknown-operation' | 'line-too-long' | 'payload-too-large' | 'malformed';

export interface Publication {
	/** One character a byte. */
	readonly subject: string;
	/** Empty for none. */
	readonly reply: string;
	/** How many of the first bytes are headers; 0 for none. */
	readonly headerBytes: number;
	/** Valid only during the call: it is a view of the chunk that came in. */
	readonly payload: Buffer;
}

export interface ProtocolHandler {
	/** Asked before each line; false when the handler has ended the connection instead. */
	admits(operation: string): boolean;
	connect(options: string): void;
	ping(): void;
	pong(): void;
	subscribe(subject: string, queue: string, sid: string): void;
	/** Without `max` at once. */
	unsubscribe(sid: string, max: number | null): void;
	publish(publication: Publication): void;
	/** The client has said -ERR. */
	hungUp(): void;
	fault(fault: ProtocolFault): void;
}

/** A publication whose line was read and whose payload comes next. */
interface Announced {
	readonly subject: string;
	readonly reply: string;
	readonly headerBytes: number;
	readonly size: number;
}

interface Limits {
	readonly maxLine: number;
	readonly maxPayload: number;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const nothing = Buffer.alloc(0);
/** The operation's name and its blank do not count in the length of a line. */
const longestName = 8;

export class ProtocolParser {
	readonly #handler: ProtocolHandler;
	readonly #limits: Limits;
	#stopped = false;
	/** The start of a line whose end has not come. */
	#line: Buffer = nothing;
	#waiting: Announced | null = null;
	#payload: Buffer = nothing;
	#filled = 0;

	constructor(handler: ProtocolHandler, limits: Limits) {
		this.#handler = handler;
		this.#limits = limits;
	}

	/** Whatever comes after is ignored. */
	stop(): void {
		this.#stopped = true;
		this.#line = nothing;
		this.#payload = nothing;
		this.#waiting = null;
	}

	feed(arrived: Buffer): void {
		let chunk = arrived;
		let at = 0;
		if (this.#line.length > 0) {
			chunk = Buffer.concat([this.#line, arrived]);
			this.#line = nothing;
		}
		while (!this.#stopped && at < chunk.length) {
			at = this.#waiting === null ? this.#readLine(chunk, at) : this.#readPayload(chunk, at, this.#waiting);
		}
	}

	#readLine(chunk: Buffer, from: number): number {
		const end = chunk.indexOf(newline, from);
		const length = (end === -1 ? chunk.length : end) - from;
		if (length > this.#limits.maxLine + longestName) {
			this.#fail('line-too-long');
			return chunk.length;
		}
		if (end === -1) {
			// A copy: the rest of a large chunk must not be held for a few bytes.
			this.#line = Buffer.from(chunk.subarray(from));
			return chunk.length;
		}
		const stop = end > from && chunk[end - 1] === carriageReturn ? end - 1 : end;
		this.#runLine(chunk.toString('latin1', from, stop));
		return end + 1;
	}

	#readPayload(chunk: Buffer, from: number, waiting: Announced): number {
		const whole = waiting.size + 2;
		if (this.#filled === 0 && chunk.length - from >= whole) {
			this.#finish(chunk.subarray(from, from + whole), waiting);
			return from + whole;
		}
		if (this.#filled === 0) this.#payload = Buffer.allocUnsafeSlow(whole);
		const taken = chunk.copy(this.#payload, this.#filled, from, from + whole - this.#filled);
		this.#filled += taken;
		if (this.#filled === whole) {
			const payload = this.#payload;
			this.#payload = nothing;
			this.#filled = 0;
			this.#finish(payload, waiting);
		}
		return from + taken;
	}

	#finish(bytes: Buffer, {subject, reply, headerBytes, size}: Announced): void {
		this.#waiting = null;
		if (bytes[size] !== carriageReturn || bytes[size + 1] !== newline) this.#fail('unknown-operation');
		else this.#handler.publish({subject, reply, headerBytes, payload: bytes.subarray(0, size)});
	}

	#runLine(line: string): void {
		const [name = '', ...words] = wordsOf(line);
		const operation = name.toUpperCase();
		if (!this.#handler.admits(operation)) return;
		// A carriage return inside a subject would break the lines that others get.
		if (line.includes('\r')) {
			this.#fail('malformed');
			return;
		}
		switch (operation) {
			case 'PUB':
				this.#startPublication(words, false);
				return;
			case 'HPUB':
				this.#startPublication(words, true);
				return;
			case 'SUB': {
				const [subject, middle, last] = words;
				if (subject === undefined || middle === undefined || words.length > 3) this.#fail('malformed');
				else this.#handler.subscribe(subject, last === undefined ? '' : middle, last ?? middle);
				return;
			}
			case 'UNSUB': {
				const [sid, max] = words;
				if (sid === undefined) this.#fail('unknown-operation');
				else if (words.length > 2) this.#fail('malformed');
				else this.#handler.unsubscribe(sid, max === undefined ? null : sizeOf(max));
				return;
			}
			case 'CONNECT':
				this.#handler.connect(Buffer.from(line.trimStart().slice(operation.length), 'latin1').toString('utf8'));
				return;
			case 'PING':
				this.#handler.ping();
				return;
			case 'PONG':
				this.#handler.pong();
				return;
			case 'INFO':
			case '+OK':
				return;
			case '-ERR':
				this.#handler.hungUp();
				return;
			default:
				this.#fail('unknown-operation');
		}
	}

	/** `PUB subject [reply] size`, `HPUB subject [reply] headers size`. */
	#startPublication(words: readonly string[], withHeaders: boolean): void {
		const sizes = withHeaders ? 2 : 1;
		const names = words.length - sizes;
		const size = sizeOf(words.at(-1));
		const headerBytes = withHeaders ? sizeOf(words.at(-2)) : 0;
		const subject = words[0];
		if (
			names < 1 ||
			names > 2 ||
			subject === undefined ||
			size === null ||
			headerBytes === null ||
			headerBytes > size
		) {
			this.#fail('malformed');
			return;
		}
		if (size > this.#limits.maxPayload) {
			this.#fail('payload-too-large');
			return;
		}
		this.#waiting = {subject, reply: names === 2 ? (words[1] ?? '') : '', headerBytes, size};
	}

	#fail(fault: ProtocolFault): void {
		this.stop();
		this.#handler.fault(fault);
	}
}

function wordsOf(line: string): string[] {
	const words = line.includes('\t') ? line.split(/[ \t]+/) : line.split(' ');
	return words.includes('') ? words.filter(word => word !== '') : words;
}

function sizeOf(word: string | undefined): number | null {
	return word !== undefined && /^\d{1,9}$/.test(word) ? Number(word) : null;
}
