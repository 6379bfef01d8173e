/** The known name that was probably meant, if one is near enough. */
export function suggest(name: string, known: Iterable<string>): string | undefined {
	const wanted = name.slice(0, 60).toLowerCase().replaceAll('-', '_');
	let best: {readonly name: string; readonly distance: number} | undefined;
	for (const candidate of new Set(known)) {
		const distance = editDistance(wanted, candidate.toLowerCase());
		if (distance <= Math.max(1, Math.floor(candidate.length / 3)) && (best === undefined || distance < best.distance)) {
			best = {name: candidate, distance};
		}
	}

	return best?.name;
}

/** Levenshtein's distance with neighbours swapped counted once (optimal string alignment). */
function editDistance(left: string, right: string): number {
	let before: readonly number[] = [];
	let row: readonly number[] = Array.from({length: right.length + 1}, (_, index) => index);
	for (let i = 1; i <= left.length; i++) {
		const next = [i];
		for (let j = 1; j <= right.length; j++) {
			const substituted = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
			const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
			next.push(
				Math.min(
					(row[j] ?? 0) + 1,
					(next[j - 1] ?? 0) + 1,
					substituted,
					swapped ? (before[j - 2] ?? 0) + 1 : substituted,
				),
			);
		}

		before = row;
		row = next;
	}

	return row[right.length] ?? 0;
}
