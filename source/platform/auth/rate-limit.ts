import type {Clock} from '../../core/machine/clock.ts';

export interface RateLimit {
	/** Milliseconds until another try is let through; 0 when one is now. Counts nothing. */
	wait(key: string): number;
	count(key: string): void;
}

interface Window {
	readonly until: number;
	tries: number;
}

/** The most keys remembered: a flood of invented ones stays within a few MB. */
const maxKeys = 10_000;

/** At most `tries` within each window of `windowMs`, for each key. */
export function createRateLimit({
	tries,
	windowMs,
	clock,
}: {
	readonly tries: number;
	readonly windowMs: number;
	readonly clock: Pick<Clock, 'monotonic'>;
}): RateLimit {
	const windows = new Map<string, Window>();
	const current = (key: string): Window | undefined => {
		const window = windows.get(key);
		if (window !== undefined && window.until > clock.monotonic()) return window;
		windows.delete(key);
		return undefined;
	};
	return {
		wait(key) {
			const window = current(key);
			return window === undefined || window.tries < tries ? 0 : window.until - clock.monotonic();
		},
		count(key) {
			const window = current(key);
			if (window !== undefined) {
				window.tries += 1;
				return;
			}
			// A map keeps the order of insertion, so the first key is the oldest.
			const oldest = windows.keys().next();
			if (windows.size >= maxKeys && oldest.done !== true) windows.delete(oldest.value);
			windows.set(key, {until: clock.monotonic() + windowMs, tries: 1});
		},
	};
}
