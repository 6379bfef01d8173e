/** Gathers many small messages into few large writes: one system call a turn of the event loop, not one a message. */
const blockBytes = 32 * 1024;

export class OutgoingBytes {
	readonly #send: (bytes: Uint8Array) => void;
	#block: Buffer = Buffer.alloc(0);
	#sent = 0;
	#filled = 0;
	#scheduled = false;

	constructor(send: (bytes: Uint8Array) => void) {
		this.#send = send;
	}

	get waitingBytes(): number {
		return this.#filled - this.#sent;
	}

	/** `text` has one character a byte. */
	line(text: string): void {
		this.#makeRoom(text.length);
		this.#filled += this.#block.write(text, this.#filled, 'latin1');
		this.#schedule();
	}

	message(head: string, payload: Uint8Array): void {
		const size = head.length + payload.length + 2;
		this.#makeRoom(size);
		this.#filled += this.#block.write(head, this.#filled, 'latin1');
		this.#block.set(payload, this.#filled);
		this.#filled += payload.length;
		this.#block[this.#filled++] = 0x0d;
		this.#block[this.#filled++] = 0x0a;
		this.#schedule();
	}

	flush(): void {
		if (this.#filled === this.#sent) return;
		const bytes = this.#block.subarray(this.#sent, this.#filled);
		this.#sent = this.#filled;
		this.#send(bytes);
	}

	/** What was sent may still lie in the system's queue, so a block is filled once and never again from its start. */
	#makeRoom(size: number): void {
		if (this.#block.length - this.#filled >= size) return;
		this.flush();
		this.#block = Buffer.allocUnsafeSlow(Math.max(blockBytes, size));
		this.#sent = 0;
		this.#filled = 0;
	}

	#schedule(): void {
		if (this.#scheduled) return;
		this.#scheduled = true;
		setImmediate(() => {
			this.#scheduled = false;
			this.flush();
		});
	}
}
