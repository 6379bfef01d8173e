export interface Spread {
	readonly min: number;
	readonly median: number;
	readonly p95: number;
	readonly max: number;
	readonly count: number;
}

export function spreadOf(values: readonly number[]): Spread {
	const sorted = values.toSorted((one, other) => one - other);
	const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
	return {min: at(0), median: at(0.5), p95: at(0.95), max: at(1), count: sorted.length};
}

/** `min 24.1, median 27.0, max 41.3 ms of 31 runs` */
export function spreadText({min, median, max, count}: Spread, unit = 'ms'): string {
	return `min ${min.toFixed(1)}, median ${median.toFixed(1)}, max ${max.toFixed(1)} ${unit} of ${count}`;
}

/** Runs them in turn, round by round, so that what else the machine does falls on all of them alike. The first round only warms up. */
export async function interleaved<Name extends string>(
	rounds: number,
	cases: Readonly<Record<Name, () => Promise<number>>>,
): Promise<ReadonlyMap<string, Spread>> {
	const taken = new Map<string, number[]>();
	for (let round = 0; round <= rounds; round += 1) {
		for (const [name, measure] of Object.entries<() => Promise<number>>(cases)) {
			const value = await measure();
			if (round > 0) taken.set(name, [...(taken.get(name) ?? []), value]);
		}
	}
	return new Map([...taken].map(([name, values]) => [name, spreadOf(values)]));
}
