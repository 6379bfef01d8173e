import {StringDecoder} from 'node:string_decoder';

const maxLineBytes = 8 * 1024;

export interface AssembledLine {
	readonly content: string;
	/** True when the app wrote no line end: the line was cut at 8 KiB, or the app ended within it. */
	readonly partial: boolean;
}

/** Makes lines of bytes that come in any pieces; a character is never cut in two. */
export class LineAssembler {
	readonly #bytes: Uint8Array[] = [];
	#length = 0;

	/** How many bytes wait for the end of their line. */
	get pending(): number {
		return this.#length;
	}

	take(piece: Uint8Array): readonly AssembledLine[] {
		const lines: AssembledLine[] = [];
		let rest = piece;
		for (;;) {
			const end = rest.indexOf(10);
			const part = end === -1 ? rest : rest.subarray(0, end);
			this.#add(part, lines);
			if (end === -1) return lines;
			lines.push({content: withoutCarriageReturn(this.#flush()), partial: false});
			rest = rest.subarray(end + 1);
		}
	}

	/** What is left when nothing more comes. */
	end(): readonly AssembledLine[] {
		return this.#length === 0 ? [] : [{content: this.#flush(), partial: true}];
	}

	#add(part: Uint8Array, lines: AssembledLine[]): void {
		let rest = part;
		while (this.#length + rest.byteLength > maxLineBytes) {
			const room = maxLineBytes - this.#length;
			this.#push(rest.subarray(0, room));
			rest = rest.subarray(room);
			lines.push(this.#cut());
		}
		this.#push(rest);
	}

	/** The bytes of a character that is not whole yet stay for the next piece. */
	#cut(): AssembledLine {
		const whole = Buffer.concat(this.#bytes);
		const content = new StringDecoder('utf8').write(whole);
		const used = Buffer.byteLength(content);
		// Bytes that are no UTF-8 decode to longer replacements: then nothing is kept back.
		const left = used < whole.byteLength ? whole.subarray(used) : new Uint8Array();
		this.#bytes.length = 0;
		this.#length = 0;
		this.#push(left);
		return {content, partial: true};
	}

	#push(part: Uint8Array): void {
		if (part.byteLength === 0) return;
		this.#bytes.push(part);
		this.#length += part.byteLength;
	}

	#flush(): string {
		const text = Buffer.concat(this.#bytes).toString('utf8');
		this.#bytes.length = 0;
		this.#length = 0;
		return text;
	}
}

const withoutCarriageReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
