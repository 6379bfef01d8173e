import type {Clock} from '../../core/machine/clock.ts';
import {type ProbeAnswer, probeHttp, probeTcp} from '../../core/machine/local-ports.ts';
import type {ReleaseSpec} from '../runtimes/runtime.ts';
import type {Instance} from './instance.ts';

/** So many good answers in a row are healthy. */
const answersNeeded = 3;
const pollMs = 100;
const patientPollMs = 250;
/** Without a check, an instance is healthy that runs so long. */
const uncheckedMs = 1000;

/** Mostly an app that listens on a port of its own choice. */
export const nothingListens = 'nothing listens on its port yet';

interface Gate {
	readonly health: ReleaseSpec['health'];
	readonly clock: Clock;
	readonly signal: AbortSignal;
	readonly onWaiting: (waiting: {readonly why: string; readonly tries: number}) => void;
}

/** Resolves when the instance is healthy; rejects with the signal's reason. */
export async function waitUntilHealthy(instance: Instance, gate: Gate): Promise<void> {
	if (gate.health.type === 'none') {
		await waitUntilSteady(instance, gate);
		return;
	}
	let good = 0;
	let misses = 0;
	let tries = 0;
	let wait = pollMs;
	while (good < answersNeeded) {
		gate.signal.throwIfAborted();
		const answer = await probe(instance.port, gate.health);
		gate.signal.throwIfAborted();
		if (answer.answer === 'ok' && instance.isRunning) {
			good += 1;
			wait = pollMs;
		} else {
			good = 0;
			misses += 1;
			if (answer.answer === 'broken') tries += 1;
			gate.onWaiting({why: reasonOf(answer, gate.health), tries});
			if (misses > 30) wait = patientPollMs;
		}
		if (good < answersNeeded) await gate.clock.sleep(wait, gate.signal);
	}
}

async function waitUntilSteady(instance: Instance, {clock, signal}: Gate): Promise<void> {
	for (let since = clock.monotonic(); clock.monotonic() - since < uncheckedMs; ) {
		await clock.sleep(pollMs, signal);
		if (!instance.isRunning) since = clock.monotonic();
	}
}

const probe = (port: number, {type, path}: ReleaseSpec['health']): Promise<ProbeAnswer> =>
	type === 'tcp' ? probeTcp(port) : probeHttp(port, path);

function reasonOf(answer: ProbeAnswer, {type, path}: ReleaseSpec['health']): string {
	if (answer.answer !== 'broken') return nothingListens;
	return type === 'tcp' ? `its port ${answer.why}` : `GET ${path} ${answer.why}`;
}
