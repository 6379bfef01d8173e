/** Time, passed as an argument so that tests set it. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Milliseconds that never go back: for durations and expiry timers. */
	monotonic(): number;
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	sleep: (milliseconds, signal) =>
		new Promise((resolve, reject) => {
			if (signal?.aborted) {
				reject(signal.reason);
				return;
			}
			const stop = () => {
				clearTimeout(timer);
				reject(signal?.reason);
			};
			const timer = setTimeout(() => {
				signal?.removeEventListener('abort', stop);
				resolve();
			}, milliseconds);
			signal?.addEventListener('abort', stop, {once: true});
		}),
};
