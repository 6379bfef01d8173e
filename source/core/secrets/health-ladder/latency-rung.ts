import {durationText} from '../../../shared/units.ts';
import {doubtful, holds, passed, type Rung} from './rung.ts';

const slow = 2000;

/** The quickest of the calls that were made on the way up: a busy moment of this machine is not the server's. */
export function latencyRung(durations: readonly number[]): Rung {
	return {
		name: 'latency',
		async look() {
			if (durations.length === 0) return passed('nothing was measured');
			const best = Math.min(...durations);
			const detail = `${durationText(best)} a call`;
			return best < slow ? holds(detail) : doubtful(detail, 'Use a server nearer by, or one with less to do.');
		},
	};
}
