import type {Clock} from '../../source/core/machine/clock.ts';

interface Sleeper {
	readonly until: number;
	wake(): void;
}

/** Time that stands still until a test moves it. */
export function manualClock(start = 0): Clock & {advance(milliseconds: number): Promise<void>} {
	let now = start;
	const sleepers = new Set<Sleeper>();
	return {
		now: () => now,
		monotonic: () => now,
		sleep: (milliseconds, signal) =>
			new Promise((resolve, reject) => {
				const stop = () => {
					sleepers.delete(sleeper);
					reject(signal?.reason);
				};
				const sleeper: Sleeper = {
					until: now + milliseconds,
					wake() {
						sleepers.delete(sleeper);
						signal?.removeEventListener('abort', stop);
						resolve();
					},
				};
				if (signal?.aborted) reject(signal.reason);
				else {
					sleepers.add(sleeper);
					signal?.addEventListener('abort', stop, {once: true});
				}
			}),
		async advance(milliseconds) {
			now += milliseconds;
			for (const sleeper of sleepers) if (sleeper.until <= now) sleeper.wake();
			// Whoever was woken acts, and may sleep again, before the test goes on.
			await new Promise(resolve => setImmediate(resolve));
		},
	};
}
