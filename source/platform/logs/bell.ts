import type {Clock} from '../../core/machine/clock.ts';

interface Wait {
	readonly clock: Pick<Clock, 'sleep'>;
	readonly withinMs: number;
	readonly signal: AbortSignal;
}

/** One listener waits for a ring; a ring that nobody was waiting for is remembered. */
export interface Bell {
	readonly ring: () => void;
	/** False when the time was over first, or the signal came. */
	heard(wait: Wait): Promise<boolean>;
}

export function createBell(): Bell {
	const state: {rung: boolean; wake: () => void} = {rung: false, wake: () => undefined};
	return {
		ring() {
			state.rung = true;
			state.wake();
		},
		async heard({clock, withinMs, signal}) {
			if (!state.rung) {
				const enough = new AbortController();
				state.wake = () => enough.abort();
				// However it ends: by time, by the ring or by the signal.
				await clock.sleep(withinMs, AbortSignal.any([signal, enough.signal])).catch(() => undefined);
			}
			const {rung} = state;
			state.rung = false;
			return rung;
		},
	};
}
