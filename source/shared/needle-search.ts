/**
 * Many words looked for in one pass (Wu and Manber, 1994): where two characters end no word, the scan jumps ahead,
 * so 500 words cost as little as one.
 */

export interface Needles<Meaning> {
	readonly least: number;
	/** Calls `found` at each place where a needle stands; its answer is where to go on, or undefined to look further here. */
	scan(text: string, found: (meaning: Meaning, at: number, needle: string) => number | undefined): void;
}

const tableSize = 1 << 14;
const longestJump = 12;
const slot = (a: number, b: number) => (Math.imul(a, 131) ^ Math.imul(b, 7919)) & (tableSize - 1);

/** Each needle has at least two characters. The longest of those that start at one place is tried first. */
export function createNeedles<Meaning>(words: ReadonlyMap<string, Meaning>): Needles<Meaning> {
	const least = Math.min(longestJump, ...[...words.keys()].map(word => word.length));
	const jumps = new Uint8Array(tableSize).fill(least - 1);
	const buckets = new Map<number, (readonly [string, Meaning])[]>();
	for (const [word, meaning] of words) {
		for (let end = 1; end < least; end += 1) {
			const at = slot(word.charCodeAt(end - 1), word.charCodeAt(end));
			jumps[at] = Math.min(jumps[at] ?? 0, least - 1 - end);
		}
		const last = slot(word.charCodeAt(least - 2), word.charCodeAt(least - 1));
		buckets.set(last, [...(buckets.get(last) ?? []), [word, meaning]]);
	}
	for (const bucket of buckets.values()) bucket.sort(([a], [b]) => b.length - a.length);

	return {
		least,
		scan(text, found) {
			if (words.size === 0) return;
			let end = least - 1;
			while (end < text.length) {
				const place = slot(text.charCodeAt(end - 1), text.charCodeAt(end));
				const jump = jumps[place] ?? 0;
				if (jump > 0) {
					end += jump;
					continue;
				}
				const start = end - least + 1;
				let goOn: number | undefined;
				for (const [word, meaning] of buckets.get(place) ?? []) {
					if (!text.startsWith(word, start)) continue;
					goOn = found(meaning, start, word);
					if (goOn !== undefined) break;
				}
				end = goOn === undefined ? end + 1 : goOn + least - 1;
			}
		},
	};
}
