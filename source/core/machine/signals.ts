/** What the outside may tell us to do: stop, stop now, go to the background. */
export interface Interruption {
	/** Aborted by the first SIGINT that nobody else hears, and by SIGTERM and SIGHUP. */
	readonly signal: AbortSignal;
	/** The signal that came, when one did. */
	received(): NodeJS.Signals | undefined;
	/** The same as the signal: Ctrl+C on a screen arrives as a byte. */
	interrupt(signal?: NodeJS.Signals): void;
	/** Ends this process by the signal that came, so that a calling shell or loop sees it. */
	raiseAgain(): void;
}

/** What must happen at once when a signal comes, whatever else runs: give the terminal back. */
interface Options {
	readonly atOnce: () => void;
	/** True while somebody else hears Ctrl+C: a progress line that asks first. */
	readonly heardElsewhere: () => boolean;
}

const stopping: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export function listenForSignals({atOnce, heardElsewhere}: Options): Interruption {
	const stop = new AbortController();
	let received: NodeJS.Signals | undefined;
	let interrupts = 0;

	const raise = (signal: NodeJS.Signals) => {
		for (const name of stopping) process.removeAllListeners(name);
		process.kill(process.pid, signal);
	};
	const take = (signal: NodeJS.Signals) => {
		received ??= signal;
		atOnce();
		stop.abort(new DOMException('stopped by a signal', 'AbortError'));
	};
	const on = (signal: NodeJS.Signals) => {
		if (signal === 'SIGINT') {
			interrupts += 1;
			if (interrupts < 3 && heardElsewhere()) return;
		}
		if (received === undefined) take(signal);
		else if (interrupts >= 3 || signal !== 'SIGINT') raise(signal);
	};
	for (const signal of stopping) process.on(signal, () => on(signal));
	// Without a listener Node opens its inspector on this signal, and any local user could read our memory.
	process.on('SIGUSR1', () => undefined);
	process.on('SIGQUIT', () => {
		atOnce();
		process.removeAllListeners('SIGQUIT');
		process.kill(process.pid, 'SIGQUIT');
	});

	return {
		signal: stop.signal,
		received: () => received,
		interrupt: (signal = 'SIGINT') => take(signal),
		raiseAgain: () => raise(received ?? 'SIGINT'),
	};
}
