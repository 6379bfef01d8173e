import {guessLevel, type Level, levels} from './levels.ts';

export interface RingRow {
	readonly kind: 'line' | 'gap' | 'notice';
	readonly seq?: number;
	readonly timestamp: number;
	readonly source: string;
	readonly text: string;
}

interface Bounds {
	readonly rows: number;
	readonly bytes: number;
}

/** What a row costs beside its text: the object, its slot, the string's head. */
const rowOverhead = 96;
const unknownLevel = 255;
const noLevel = 254;

/** The newest rows of a pane, bounded in rows and bytes. A row's index counts from 0 and never changes. */
export class RowRing {
	readonly #bounds: Bounds;
	readonly #rows: (RingRow | undefined)[] = [];
	readonly #levels: Uint8Array;
	#first = 0;
	#next = 0;
	#bytes = 0;

	/** terminal.md §2b: more rows do not help a person, and memory stays flat. */
	constructor(bounds: Bounds = {rows: 100_000, bytes: 64 * 1024 * 1024}) {
		this.#bounds = bounds;
		this.#levels = new Uint8Array(bounds.rows).fill(unknownLevel);
	}

	get first(): number {
		return this.#first;
	}

	get next(): number {
		return this.#next;
	}

	get bytes(): number {
		return this.#bytes;
	}

	push(row: RingRow): void {
		if (this.#next - this.#first === this.#bounds.rows) this.#drop();
		const slot = this.#next % this.#bounds.rows;
		this.#rows[slot] = row;
		this.#levels[slot] = unknownLevel;
		this.#next += 1;
		this.#bytes += sizeOf(row);
		while (this.#bytes > this.#bounds.bytes && this.#next - this.#first > 1) this.#drop();
	}

	at(index: number): RingRow | undefined {
		if (index < this.#first || index >= this.#next) return undefined;
		return this.#rows[index % this.#bounds.rows];
	}

	/** Guessed at the first question and remembered: most rows are never looked at. */
	levelAt(index: number): Level | undefined {
		const row = this.at(index);
		if (row === undefined || row.kind !== 'line') return undefined;
		const slot = index % this.#bounds.rows;
		const known = this.#levels[slot] ?? unknownLevel;
		if (known !== unknownLevel) return known === noLevel ? undefined : levels[known];
		const level = guessLevel(row.text);
		this.#levels[slot] = level === undefined ? noLevel : levels.indexOf(level);
		return level;
	}

	#drop(): void {
		const slot = this.#first % this.#bounds.rows;
		const row = this.#rows[slot];
		if (row !== undefined) this.#bytes -= sizeOf(row);
		this.#rows[slot] = undefined;
		this.#first += 1;
	}
}

/** Two bytes a character is the most a string takes. */
function sizeOf(row: RingRow): number {
	return row.text.length * 2 + rowOverhead;
}
