/** Between lines that arrive and a reader that may be slow: bounded, and what does not fit is counted. */

interface Needs<Item> {
	/** Of what was pushed before `begin`, only the newest are kept. */
	readonly tail: number | undefined;
	/** Stands for what the reader was too slow for. */
	readonly toGap: (dropped: number) => Item;
	readonly bound?: number;
}

const defaultBound = 100_000;

export class RecordQueue<Item> {
	readonly #needs: Needs<Item>;
	#items: Item[] = [];
	#dropped = 0;
	#hasBegun: boolean;
	#hasEnded = false;
	#wake: (() => void) | undefined;

	constructor(needs: Needs<Item>) {
		this.#needs = needs;
		this.#hasBegun = needs.tail === undefined;
	}

	push(item: Item): void {
		const {tail = 0, bound = defaultBound} = this.#needs;
		if (!this.#hasBegun) {
			this.#items.push(item);
			if (this.#items.length > tail * 2 + 1000) this.#keepTail(tail);
		} else if (this.#items.length < bound) {
			this.#closeGap();
			this.#items.push(item);
			this.#wake?.();
		} else this.#dropped += 1;
	}

	/** What was there is complete; from now on everything counts. */
	begin(): void {
		if (this.#hasBegun) return;
		this.#keepTail(this.#needs.tail ?? 0);
		this.#hasBegun = true;
		this.#wake?.();
	}

	end(): void {
		this.#hasEnded = true;
		this.#wake?.();
	}

	/** What waits now. */
	*taken(): Generator<Item> {
		while (this.#hasBegun && this.#items.length > 0) {
			const items = this.#items;
			this.#items = [];
			yield* items;
		}
	}

	/** Everything until `end`. */
	async *all(): AsyncGenerator<Item> {
		for (;;) {
			yield* this.taken();
			this.#closeGap();
			if (this.#items.length > 0) continue;
			if (this.#hasEnded) return;
			await new Promise<void>(resolve => {
				this.#wake = resolve;
			});
			this.#wake = undefined;
		}
	}

	#keepTail(tail: number): void {
		if (this.#items.length > tail) this.#items = tail === 0 ? [] : this.#items.slice(-tail);
	}

	#closeGap(): void {
		if (this.#dropped === 0) return;
		this.#items.push(this.#needs.toGap(this.#dropped));
		this.#dropped = 0;
	}
}
