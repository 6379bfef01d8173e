/**
 * Numbered items come out in order, each once. What is missing for longer than a moment is asked for again;
 * what then is still missing is a gap with its numbers. Items behind a gap wait for it, up to a bound.
 */
import type {LogGap} from './log-item.ts';

interface Outputs<Item> {
	readonly deliver: (item: Item) => void;
	readonly gap: (gap: LogGap) => void;
}

interface Bounds {
	/** How long an item may be late before it counts as missing. */
	readonly patienceMs: number;
	/** How many items wait behind a gap; later ones are dropped and asked for again like any missing ones. */
	readonly held: number;
}

export interface Missing {
	readonly from: number;
	readonly to: number;
}

export class SequenceTracker<Item> {
	readonly #outputs: Outputs<Item>;
	readonly #bounds: Bounds;
	readonly #held = new Map<number, Item>();
	/** Live items of the range that is being asked for. */
	readonly #late = new Map<number, Item>();
	#next: number | undefined;
	#newest = 0;
	#startsWithAny = false;
	#missingSince: number | undefined;
	#recovery: {readonly from: number; readonly to: number; recovered: number} | undefined;

	constructor(outputs: Outputs<Item>, bounds: Bounds = {patienceMs: 200, held: 50_000}) {
		this.#outputs = outputs;
		this.#bounds = bounds;
	}

	/** The number that comes next, or undefined before the first. */
	get next(): number | undefined {
		return this.#next;
	}

	/** What arrived below a number before anything started: it belongs among the history. */
	takeBefore(next: number): readonly (readonly [number, Item])[] {
		const taken = [...this.#held].filter(([seq]) => seq < next);
		for (const [seq] of taken) this.#held.delete(seq);
		return taken;
	}

	/** What came before is history and no gap; what was held meanwhile comes out. */
	startAt(next: number, now: number): void {
		this.#next = next;
		for (const seq of this.#held.keys()) if (seq < next) this.#held.delete(seq);
		this.#drain(now);
	}

	/** Nothing is known of what came before: the least number held is the first, or the next one to arrive. */
	startAtOldest(now: number): void {
		if (this.#next !== undefined) return;
		this.#startsWithAny = this.#held.size === 0;
		if (!this.#startsWithAny) this.startAt(this.#firstHeld(), now);
	}

	/** Numbering began again: the other side lost its memory. */
	restart(): void {
		this.#next = undefined;
		this.#held.clear();
		this.#late.clear();
		this.#missingSince = undefined;
		this.#recovery = undefined;
		this.#newest = 0;
	}

	/** Held until `startAt` when nothing has started yet. */
	accept(seq: number, item: Item, now: number): void {
		if (seq > this.#newest) this.#newest = seq;
		if (this.#startsWithAny) {
			this.#startsWithAny = false;
			this.#next ??= seq;
		}
		if (seq === this.#next) {
			this.#deliver(seq, item);
			if (this.#held.size > 0) this.#drain(now);
			return;
		}
		if (this.#next !== undefined && seq < this.#next) return;
		if (this.#recovery !== undefined && seq <= this.#recovery.to) this.#late.set(seq, item);
		else if (this.#held.size < this.#bounds.held) this.#held.set(seq, item);
		if (this.#next !== undefined) this.#missingSince ??= now;
	}

	/** The other side holds numbers up to `last`: those we have not seen are missing. */
	expect(last: number, now: number): void {
		if (this.#next === undefined || last < this.#next) return;
		this.#newest = Math.max(this.#newest, last);
		this.#missingSince ??= now - this.#bounds.patienceMs;
	}

	/** The oldest numbers to ask for now, if any; the caller then gives `recovered` items and ends with `settle`. */
	due(now: number): Missing | undefined {
		if (this.#next === undefined || this.#recovery !== undefined || this.#missingSince === undefined) return undefined;
		if (now - this.#missingSince < this.#bounds.patienceMs && this.#held.size < this.#bounds.held) return undefined;
		const to = this.#firstHeld() - 1;
		this.#recovery = {from: this.#next, to, recovered: 0};
		return {from: this.#next, to};
	}

	/** Items of the asked range, in ascending order: they come out at once, before the gap is told. */
	recovered(seq: number, item: Item): void {
		if (this.#recovery === undefined || seq > this.#recovery.to) return;
		this.#deliverLate(seq);
		// Numbers jumped over here stay missing: the pages of a recovery ascend.
		if (this.#next !== undefined && seq >= this.#next) this.#deliver(seq, item);
	}

	/** Nothing more of the asked range will come. */
	settle(now: number): void {
		const recovery = this.#recovery;
		if (recovery === undefined) return;
		this.#deliverLate(recovery.to + 1);
		this.#recovery = undefined;
		this.#missingSince = undefined;
		this.#next = Math.max(this.#next ?? 0, recovery.to + 1);
		const missed = recovery.to - recovery.from + 1;
		this.#outputs.gap({
			from_seq: recovery.from,
			to_seq: recovery.to,
			recovered: recovery.recovered,
			lost: missed - recovery.recovered,
		});
		this.#drain(now);
	}

	#deliverLate(before: number): void {
		if (this.#late.size === 0) return;
		for (const seq of [...this.#late.keys()].sort((a, b) => a - b)) {
			if (seq >= before) return;
			const item = this.#late.get(seq);
			this.#late.delete(seq);
			if (item !== undefined && this.#next !== undefined && seq >= this.#next) this.#deliver(seq, item);
		}
	}

	#deliver(seq: number, item: Item): void {
		this.#next = seq + 1;
		if (this.#recovery !== undefined && seq <= this.#recovery.to) this.#recovery.recovered += 1;
		this.#outputs.deliver(item);
	}

	#drain(now: number): void {
		for (;;) {
			const seq = this.#next;
			if (seq === undefined) return;
			const item = this.#held.get(seq);
			if (item === undefined) break;
			this.#held.delete(seq);
			this.#deliver(seq, item);
		}
		if (this.#next !== undefined && this.#newest >= this.#next) this.#missingSince ??= now;
		else this.#missingSince = undefined;
	}

	/** The least number held, or the one after the newest known. */
	#firstHeld(): number {
		let least = this.#newest + 1;
		for (const seq of this.#held.keys()) if (seq < least) least = seq;
		return least;
	}
}
