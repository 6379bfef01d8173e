/** Server-sent events, as much as a log needs (WHATWG HTML §9.2.6). */
export interface StreamEvent {
	readonly event: string;
	readonly data: string;
	readonly id: string | undefined;
}

/** An event larger than this is not one of ours. */
const maxEventLength = 256 * 1024;

export class EventStreamParser {
	readonly #decoder = new TextDecoder();
	#rest = '';
	#event = '';
	#data: string[] = [];
	#length = 0;
	#id: string | undefined;

	/** The events that the chunk completes. */
	push(chunk: Uint8Array): readonly StreamEvent[] {
		const events: StreamEvent[] = [];
		const text = this.#rest + this.#decoder.decode(chunk, {stream: true});
		// A carriage return at the end may be half of a CRLF.
		const usable = text.endsWith('\r') ? text.slice(0, -1) : text;
		const lines = usable.split(/\r\n|\n|\r/);
		this.#rest = `${lines.pop() ?? ''}${text.slice(usable.length)}`.slice(0, maxEventLength);
		for (const line of lines) {
			const event = this.#line(line);
			if (event !== undefined) events.push(event);
		}
		return events;
	}

	#line(line: string): StreamEvent | undefined {
		if (line === '') return this.#dispatch();
		const colon = line.indexOf(':');
		const field = colon === -1 ? line : line.slice(0, colon);
		const value = colon === -1 ? '' : line.slice(line.charAt(colon + 1) === ' ' ? colon + 2 : colon + 1);
		if (field === 'event') this.#event = value;
		else if (field === 'id' && !value.includes('\0')) this.#id = value;
		else if (field === 'data') {
			this.#length += value.length;
			if (this.#length <= maxEventLength) this.#data.push(value);
		}
		return undefined;
	}

	#dispatch(): StreamEvent | undefined {
		const data = this.#data;
		const event = this.#event;
		this.#data = [];
		this.#event = '';
		this.#length = 0;
		if (data.length === 0) return undefined;
		return {event: event === '' ? 'message' : event, data: data.join('\n'), id: this.#id};
	}
}
