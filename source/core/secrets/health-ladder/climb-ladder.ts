/** Climbs the rungs in order and stops at the first that does not hold: what lies above it can't be told. */
import {toWizardError} from '../../../shared/errors.ts';
import {type Health, ladderLayers, type LayerResult} from '../../../shared/health-ladder.ts';
import type {Clock} from '../../machine/clock.ts';
import {broken, type Finding, passed, type Rung} from './rung.ts';

/** What a rung says that lies above a broken one. */
export const notReached = 'not reached';

interface Climb {
	readonly clock: Clock;
	readonly onLayer?: ((layer: LayerResult) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
}

export async function climbLadder(rungs: readonly Rung[], {clock, onLayer, signal}: Climb): Promise<Health> {
	const layers: LayerResult[] = [];
	for (const name of ladderLayers) {
		const started = clock.monotonic();
		const {
			status,
			detail,
			fix = '',
		} = await lookAt(
			rungs.find(rung => rung.name === name),
			layers,
			signal,
		);
		const duration_ms = status === 'skipped' ? 0 : Math.round(clock.monotonic() - started);
		const layer: LayerResult = {name, status, detail, fix, duration_ms};
		layers.push(layer);
		onLayer?.(layer);
	}
	return {status: statusOf(layers), layers};
}

async function lookAt(
	rung: Rung | undefined,
	below: readonly LayerResult[],
	signal: AbortSignal | undefined,
): Promise<Finding> {
	if (below.some(({status}) => status === 'failed')) return passed(notReached);
	if (rung === undefined) return passed('not used here');
	signal?.throwIfAborted();
	try {
		return await rung.look();
	} catch (thrown) {
		if (signal?.aborted) throw thrown;
		const {message, hint, next} = toWizardError(thrown);
		return broken(message.replace(/\.$/, ''), [hint, ...next.map(({command}) => `  ${command}`)].join('\n'));
	}
}

function statusOf(layers: readonly LayerResult[]): Health['status'] {
	if (layers.some(({status}) => status === 'failed')) return 'unavailable';
	return layers.some(({status}) => status === 'warn') ? 'degraded' : 'healthy';
}
