import type {Clock} from '../../../../source/core/machine/clock.ts';

/** Stands still until the test moves it; sleeps end at once. */
export function manualClock(start = Date.UTC(2030, 0, 1)): Clock & {advance(milliseconds: number): void} {
	const state = {now: start};
	return {
		now: () => state.now,
		monotonic: () => state.now - start,
		sleep: () => new Promise(resolve => setImmediate(resolve)),
		advance(milliseconds) {
			state.now += milliseconds;
		},
	};
}
