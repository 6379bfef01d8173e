const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Does something without letting it listen to signals. Ink would unmount by itself; here the program alone decides
 * what a signal means, and it must be able to tell who else listens.
 */
export function withoutSignalListeners<Result>(work: () => Result): Result {
	const before = new Map(signals.map(signal => [signal, new Set(process.listeners(signal))]));
	const result = work();
	for (const signal of signals) {
		for (const listener of process.listeners(signal)) {
			if (before.get(signal)?.has(listener) !== true) process.off(signal, listener);
		}
	}

	return result;
}
