/** What a benchmark is: it measures and tells, and never fails for a figure. */
import type {Workshop} from './workshop.ts';

export interface Figure {
	readonly name: string;
	readonly value: number;
	readonly unit: '×' | 'ms' | 's' | '%' | 'MB' | 'MB/s' | 'lines/s' | 'messages/s' | 'requests/s' | 'frames/s' | '';
	/** The goal in words, where there is one; `met` tells whether the value keeps it. */
	readonly goal?: string;
	readonly met?: boolean;
	/** How the value came about: the spread, what it is compared with. */
	readonly note?: string;
}

export interface Benchmark {
	readonly name: string;
	/** One line above its figures. */
	readonly about: string;
	run(workshop: Workshop): Promise<readonly Figure[]>;
}

/** A figure that should stay at or below a limit. */
export function atMost(limit: number, figure: Omit<Figure, 'goal' | 'met'>): Figure {
	return {...figure, goal: `≤ ${limit} ${figure.unit}`.trimEnd(), met: figure.value <= limit};
}
