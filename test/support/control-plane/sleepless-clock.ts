import type {Clock} from '../../../source/core/machine/clock.ts';

/** Time moves only when the test says so, and nobody sleeps: for tests that do not look at waiting. */
export function sleeplessClock(start = Date.UTC(2030, 0, 1)): Clock & {advance(milliseconds: number): void} {
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
